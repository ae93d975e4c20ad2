# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions of pipelines."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.pipelines.definitions import Definition
from emulator.services.azure_devops.router import (
    flag,
    number,
    on_project,
    pattern_fits,
    project,
)
from emulator.services.azure_devops.routes.pages import page
from emulator.services.azure_devops.views.definitions import definition_json, definition_reference
from emulator.services.entra.model.principals import caller_of

DEFINITIONS = "/_apis/build/definitions"


def definition(request: Request, organization: Organization) -> Definition:
    return organization.definitions.get(project(request, organization), number(request.params["definition"], "definitionId"))


@on_project("GET", DEFINITIONS)
def list_definitions(request: Request, organization: Organization) -> Response:
    owner, query = project(request, organization), request.query
    ids = {number(one, "definitionIds") for one in query.get("definitionids", "").split(",") if one}
    found = [
        one
        for one in organization.definitions.of(owner)
        if pattern_fits(query.get("name") or "*", one.name)
        and (not query.get("path") or one.folder.lower() == query["path"].lower())
        and (not ids or one.id in ids)
        and (not query.get("repositoryid") or one.repository_id == query["repositoryid"].lower())
        and (not query.get("processtype") or str(one.process.get("type")) == query["processtype"])
        and (not query.get("yamlfilename") or one.yaml_path == query["yamlfilename"].lstrip("/"))
    ]
    order = query.get("queryorder", "").lower()
    if order.startswith("definitionname"):
        found.sort(key=lambda one: one.name.lower(), reverse=order.endswith("descending"))
    elif order.startswith("lastmodified"):
        found.sort(key=lambda one: one.created_at, reverse=order.endswith("descending"))
    view = definition_json if flag(request, "includeallproperties") else definition_reference
    return page(request, found, lambda one: one.id, lambda one: view(organization, one, owner))


@on_project("POST", DEFINITIONS)
def create_definition(request: Request, organization: Organization) -> Response:
    created = organization.definitions.create(project(request, organization), request.json_object(), caller_of(request))
    return Response(body=definition_json(organization, created, project(request, organization)))


@on_project("GET", DEFINITIONS + "/{definition}")
def get_definition(request: Request, organization: Organization) -> Response:
    return Response(body=definition_json(organization, definition(request, organization), project(request, organization)))


@on_project("PUT", DEFINITIONS + "/{definition}")
def replace_definition(request: Request, organization: Organization) -> Response:
    owner = project(request, organization)
    changed = organization.definitions.replace(
        owner, definition(request, organization), request.json_object(), caller_of(request)
    )
    return Response(body=definition_json(organization, changed, owner))


@on_project("DELETE", DEFINITIONS + "/{definition}")
def delete_definition(request: Request, organization: Organization) -> Response:
    organization.definitions.delete(definition(request, organization))
    return Response(204)
