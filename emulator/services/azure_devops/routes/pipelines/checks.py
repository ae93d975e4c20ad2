# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations of checks on protected resources (docs/reference/azure_devops.md#check-configurations)."""

from __future__ import annotations

from typing import Any

from emulator.core.clock import iso
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.model.addresses import apis
from emulator.services.azure_devops.model.connections.checks import NAMES, Check
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.security.resource_authorization import require_to_authorize
from emulator.services.azure_devops.router import listing, number, objects, on_project, part, project
from emulator.services.azure_devops.views.identities import short_identity
from emulator.services.entra.model.principals import caller_of

CHECKS = "/_apis/pipelines/checks"


def check_json(check: Check, settings: bool) -> dict[str, Any]:
    """:param settings: Shows them as well, as an answer to who adds a check or expands them does."""
    url = f"{apis(check.project_id)}/pipelines/checks/configurations/{check.id}"
    at, by = iso(check.created_at, 3), short_identity(check.created_by)
    shown = {
        "createdBy": by,
        "createdOn": at,
        "modifiedBy": by,
        "modifiedOn": at,
        "timeout": check.timeout,
        "isDisabled": check.is_disabled,
        "_links": {"self": {"href": url}},
        "id": check.id,
        "type": {"id": check.kind, "name": NAMES[check.kind]},
        "url": url,
        "resource": {"type": check.resource_type, "id": check.resource_id, "name": check.resource_name},
    }
    return {"settings": check.settings, **shown} if settings else shown


def expands(request: Request) -> bool:
    return request.query.get("$expand", "").lower() == "settings"


@on_project("GET", f"{CHECKS}/configurations")
def list_checks(request: Request, organization: Organization) -> Response:
    """Checks on one resource."""
    resource = request.query.get("resourcetype", ""), request.query.get("resourceid", "")
    found = organization.checks.on(project(request, organization).id, [resource])
    return listing([check_json(one, expands(request)) for one in found])


@on_project("POST", f"{CHECKS}/queryconfigurations", write=False)
def query_checks(request: Request, organization: Organization) -> Response:
    """Checks on several resources."""
    resources = [(str(one.get("type")), str(one.get("id"))) for one in objects(request, "resources")]
    found = organization.checks.on(project(request, organization).id, resources)
    return listing([check_json(one, expands(request)) for one in found])


@on_project("POST", f"{CHECKS}/configurations")
def add_check(request: Request, organization: Organization) -> Response:
    body, within = request.json_object(), project(request, organization)
    resource = part(body, "resource")
    require_to_authorize(request, organization, within, str(resource.get("type")), str(resource.get("id")), everyone=True)
    given = {**body, "resource": resource, "type": part(body, "type"), "settings": part(body, "settings")}
    return Response(body=check_json(organization.checks.add(within.id, given, caller_of(request)), settings=True))


@on_project("GET", f"{CHECKS}/configurations/{{check}}")
def get_check(request: Request, organization: Organization) -> Response:
    found = organization.checks.get(project(request, organization).id, number(request.params["check"], "id"))
    return Response(body=check_json(found, expands(request)))


@on_project("DELETE", f"{CHECKS}/configurations/{{check}}")
def delete_check(request: Request, organization: Organization) -> Response:
    within = project(request, organization)
    found = organization.checks.get(within.id, number(request.params["check"], "id"))
    require_to_authorize(request, organization, within, found.resource_type, found.resource_id, everyone=True)
    organization.checks.remove(within.id, found.id)
    return Response(204)
