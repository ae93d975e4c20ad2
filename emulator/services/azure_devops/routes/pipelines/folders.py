# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of definitions."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import (
    listing,
    on_project,
    project,
)
from emulator.services.azure_devops.views.definitions import folder_json
from emulator.services.entra.model.principals import caller_of

FOLDERS = "/_apis/build/folders"


@on_project("GET", FOLDERS)
@on_project("GET", FOLDERS + "/{path:path}")
def list_folders(request: Request, organization: Organization) -> Response:
    owner = project(request, organization)
    return listing([folder_json(one, owner) for one in organization.folders.below(owner, request.params.get("path", "\\"))])


@on_project("PUT", FOLDERS + "/{path:path}")
def create_folder(request: Request, organization: Organization) -> Response:
    description = request.json_object().get("description")
    created = organization.folders.create(project(request, organization), request.params["path"], description, caller_of(request))
    return Response(body=folder_json(created, project(request, organization)))


@on_project("POST", FOLDERS + "/{path:path}")
def move_folder(request: Request, organization: Organization) -> Response:
    body, path = request.json_object(), request.params["path"]
    to = str(body.get("path") or path)
    moved = organization.folders.move(project(request, organization), path, to, body.get("description"), caller_of(request))
    return Response(body=folder_json(moved, project(request, organization)))


@on_project("DELETE", FOLDERS + "/{path:path}")
def delete_folder(request: Request, organization: Organization) -> Response:
    organization.folders.delete(project(request, organization), request.params["path"])
    return Response(204)
