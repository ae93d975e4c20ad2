# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of pipelines to use a resource (docs/reference/azure_devops.md#pipeline-permissions)."""

from __future__ import annotations

from typing import Any

from emulator.core.clock import iso
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.pipelines.permissions import Grant, Permissions
from emulator.services.azure_devops.model.security.resource_authorization import require_to_authorize
from emulator.services.azure_devops.router import listing, objects, on_project, part, parts, project
from emulator.services.azure_devops.views.identities import identity
from emulator.services.entra.model.principals import caller_of

RESOURCE = "/_apis/pipelines/pipelinePermissions/{kind}/{resource}"


def grant_json(grant: Grant) -> dict[str, Any]:
    return {"authorized": True, "authorizedBy": identity(grant.by), "authorizedOn": iso(grant.at)}


def permissions_json(kind: str, resource: str, permissions: Permissions) -> dict[str, Any]:
    """`allPipelines` is missing where it is not granted."""
    shown: dict[str, Any] = {"resource": {"type": kind, "id": resource}}
    if permissions.everyone:
        shown["allPipelines"] = grant_json(permissions.everyone)
    pipelines = sorted(permissions.pipelines.items())
    return shown | {"pipelines": [{"id": number} | grant_json(grant) for number, grant in pipelines]}


@on_project("GET", RESOURCE)
def get_permissions(request: Request, organization: Organization) -> Response:
    kind, resource = request.params["kind"], request.params["resource"]
    found = organization.permissions.of(project(request, organization).id, kind, resource)
    return Response(body=permissions_json(kind, resource, found))


def change(request: Request, organization: Organization, kind: str, resource: str, wanted: dict[str, Any]) -> dict[str, Any]:
    asked = wanted | {"pipelines": parts(wanted, "pipelines")}
    everyone = bool(part(asked, "allPipelines"))
    require_to_authorize(request, organization, project(request, organization), kind, resource, everyone)
    changed = organization.permissions.change(project(request, organization).id, kind, resource, asked, caller_of(request))
    return permissions_json(kind, resource, changed)


@on_project("PATCH", RESOURCE)
def change_permissions(request: Request, organization: Organization) -> Response:
    return Response(body=change(request, organization, request.params["kind"], request.params["resource"], request.json_object()))


@on_project("PATCH", "/_apis/pipelines/pipelinePermissions")
def change_many(request: Request, organization: Organization) -> Response:
    resources = [(part(one, "resource"), one) for one in objects(request, "resourceAuthorizations")]
    return listing([change(request, organization, str(named.get("type")), str(named.get("id")), one) for named, one in resources])
