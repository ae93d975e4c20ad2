# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects and operations in answers (docs/reference/azure_devops.md#projects)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from emulator.core.clock import iso
from emulator.core.operations import Operation
from emulator.services.azure_devops.model.addresses import APIS, ORGANIZATION_URL
from emulator.services.azure_devops.model.projects.processes import DEFAULT, Process
from emulator.services.azure_devops.model.projects.projects import Project


def project_url(project: Project) -> str:
    return f"{APIS}/projects/{project.id}"


def project_reference(project: Project) -> dict[str, Any]:
    """The project as lists show it and other objects refer to it."""
    return {
        "id": project.id,
        "name": project.name,
        **({"description": project.description} if project.description else {}),
        "url": project_url(project),
        "state": "wellFormed",
        "revision": project.revision,
        "visibility": project.visibility,
        "lastUpdateTime": iso(project.updated_at, 3),
    }


def project_details(project: Project, collection_id: str, capabilities: bool) -> dict[str, Any]:
    shown = project_reference(project)
    if capabilities:
        shown["capabilities"] = {
            "processTemplate": {"templateName": project.process.name, "templateTypeId": project.process.id},
            "versioncontrol": {"sourceControlType": "Git", "gitEnabled": "True", "tfvcEnabled": "False"},
        }
    shown["_links"] = {
        "self": {"href": project_url(project)},
        "collection": {"href": f"{APIS}/projectCollections/{collection_id}"},
        "web": {"href": f"{ORGANIZATION_URL}/{quote(project.name)}"},
    }
    team = {"id": project.team_id, "name": f"{project.name} Team"}
    shown["defaultTeam"] = team | {"url": f"{project_url(project)}/teams/{project.team_id}"}
    return shown


def started(operation: Operation) -> dict[str, Any]:
    """The answer to the request that started it."""
    return {"id": operation.id, "status": "notSet", "url": f"{APIS}/operations/{operation.id}"}


def progress(operation: Operation, done: bool) -> dict[str, Any]:
    url = f"{APIS}/operations/{operation.id}"
    status = "succeeded" if done else "inProgress"
    return {"id": operation.id, "status": status, "url": url, "_links": {"self": {"href": url}}}


def process_json(process: Process) -> dict[str, Any]:
    return {
        "id": process.id,
        "description": process.description,
        "isDefault": process is DEFAULT,
        "type": "system",
        "url": f"{APIS}/process/processes/{process.id}",
        "name": process.name,
    }
