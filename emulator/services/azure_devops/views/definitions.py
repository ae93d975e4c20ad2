# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipeline definitions in answers (docs/reference/azure_devops.md#pipeline-definitions)."""

from __future__ import annotations

from typing import Any

from emulator.core.clock import iso
from emulator.services.azure_devops.model.addresses import APIS, ORGANIZATION_URL, apis, git_url
from emulator.services.azure_devops.model.git.repositories import Repository
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.pipelines.definitions import Definition
from emulator.services.azure_devops.model.pipelines.folders import Folder
from emulator.services.azure_devops.model.pipelines.pools import Pool, Queue
from emulator.services.azure_devops.model.pipelines.stored_variables import shown as variables_shown
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.views.identities import identity
from emulator.services.azure_devops.views.projects import project_reference


def pool_reference(pool: Pool) -> dict[str, Any]:
    return {"id": pool.id, "name": pool.name, **({"isHosted": True} if pool.is_hosted else {})}


def queue_reference(queue: Queue) -> dict[str, Any]:
    url = f"{APIS}/build/Queues/{queue.id}"
    pool = pool_reference(queue.pool)
    return {"_links": {"self": {"href": url}}, "id": queue.id, "name": queue.pool.name, "url": url, "pool": pool}


def definition_url(definition: Definition, revision: int) -> str:
    return f"{apis(definition.project_id)}/build/Definitions/{definition.id}?revision={revision}"


def definition_core(definition: Definition, project: Project, revision: int) -> dict[str, Any]:
    """The definition as a build refers to it."""
    return {
        "drafts": [],
        "id": definition.id,
        "name": definition.name,
        "url": definition_url(definition, revision),
        "uri": f"vstfs:///Build/Definition/{definition.id}",
        "path": definition.folder,
        "type": "build",
        "queueStatus": definition.queue_status,
        "revision": revision,
        "project": project_reference(project),
    }


def definition_reference(organization: Organization, definition: Definition, project: Project) -> dict[str, Any]:
    """The definition as a list shows it: without process, triggers and variables."""
    web = f"{ORGANIZATION_URL}/{project.id}/_build"
    return definition_core(definition, project, definition.revision) | {
        "_links": {
            "self": {"href": definition_url(definition, definition.revision)},
            "web": {"href": f"{web}/definition?definitionId={definition.id}"},
            "editor": {"href": f"{web}/designer?id={definition.id}&_a=edit-build-definition"},
            "badge": {"href": f"{apis(project.id)}/build/status/{definition.id}"},
        },
        "quality": "definition",
        "authoredBy": identity(definition.author),
        "queue": queue_reference(organization.queues.get(project, definition.queue_id)),
        "createdDate": iso(definition.created_at, 3),
    }


def repository_reference(repository: Repository, project: Project) -> dict[str, Any]:
    return {
        "id": repository.id,
        "type": "TfsGit",
        "name": repository.name,
        "url": git_url(project.name, repository.name),
        "clean": None,
        "checkoutSubmodules": False,
    }


def definition_json(organization: Organization, definition: Definition, project: Project) -> dict[str, Any]:
    repository = organization.definitions.repository(definition)
    whole = definition_reference(organization, definition, project) | definition.more
    if definition.triggers:
        whole["triggers"] = definition.triggers
    if definition.variables:
        whole["variables"] = variables_shown(definition.variables)
    if definition.description is not None:
        whole["description"] = definition.description
    if not definition.is_yaml:
        whole |= {"jobTimeoutInMinutes": 60, "jobCancelTimeoutInMinutes": 5} | definition.more
    return whole | {
        "properties": definition.properties,
        "tags": definition.tags,
        "jobAuthorizationScope": definition.scope,
        "process": definition.process,
        "repository": repository_reference(repository, project) | {"defaultBranch": definition.default_branch},
    }


def folder_json(folder: Folder, project: Project) -> dict[str, Any]:
    shown: dict[str, Any] = {"path": folder.path}
    if folder.description is not None:
        shown["description"] = folder.description
    shown["createdOn"] = iso(folder.created_at, 3)
    if folder.created_by:
        shown["createdBy"] = identity(folder.created_by)
    if folder.changed_at and folder.changed_by:
        shown |= {"lastChangedDate": iso(folder.changed_at, 3), "lastChangedBy": identity(folder.changed_by)}
    return shown | {"project": project_reference(project)}
