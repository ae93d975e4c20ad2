# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pipelines may use a resource (docs/reference/azure_devops.md#pipeline-permissions)."""

from __future__ import annotations

from typing import Any

from ...clock import iso
from ...web import Call, Reply
from ..authorizing import require_to_authorize
from ..permissions import Grant, Permissions
from ..views.identities import identity
from .base import caller, listing, objects, on_project, organization, part, parts, project

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
def get_permissions(call: Call) -> Reply:
    kind, resource = call.params["kind"], call.params["resource"]
    found = organization(call).permissions.of(project(call).id, kind, resource)
    return Reply(body=permissions_json(kind, resource, found))


def change(call: Call, kind: str, resource: str, wanted: dict[str, Any]) -> dict[str, Any]:
    asked = wanted | {"pipelines": parts(wanted, "pipelines")}
    everyone = bool(part(asked, "allPipelines"))
    require_to_authorize(call, project(call), kind, resource, everyone)
    changed = organization(call).permissions.change(project(call).id, kind, resource, asked, caller(call))
    return permissions_json(kind, resource, changed)


@on_project("PATCH", RESOURCE)
def change_permissions(call: Call) -> Reply:
    return Reply(body=change(call, call.params["kind"], call.params["resource"], call.json_object()))


@on_project("PATCH", "/_apis/pipelines/pipelinePermissions")
def change_many(call: Call) -> Reply:
    resources = [(part(one, "resource"), one) for one in objects(call, "resourceAuthorizations")]
    return listing([change(call, str(named.get("type")), str(named.get("id")), one) for named, one in resources])
