# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource groups, what they hold, and the polling of their deletion (docs/reference/resource_manager.md#group-delete)."""

from __future__ import annotations

from emulator.core.operations import Operation
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.arm.errors import ArmError
from emulator.services.arm.filters import fits, parsed
from emulator.services.arm.model.resource_index import group_of
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.router import body_of, route

GROUPS = "Microsoft.Resources/subscriptions/resourceGroups"
GROUP = "/subscriptions/{sub}/resourceGroups/{group}"


@route("GET", "/subscriptions/{sub}/resourceGroups", GROUPS)
def list_groups(request: Request, resources: ResourceManager) -> Response:
    """`$filter` is `tagName eq '..' and tagValue eq '..'` (docs/reference/resource_manager.md#group-filter)."""
    clauses = parsed(request.query.get("$filter", ""))
    wanted = {clause.field.lower(): clause.value for clause in clauses}
    groups = resources.groups.all()
    if "tagname" in wanted:
        groups = [one for one in groups if wanted["tagname"] in (one.tags or {})]
    if "tagvalue" in wanted:
        groups = [one for one in groups if (one.tags or {}).get(wanted.get("tagname", "")) == wanted["tagvalue"]]
    return Response(body={"value": [one.representation() for one in groups]})


@route("PUT", GROUP, GROUPS)
def put_group(request: Request, resources: ResourceManager) -> Response:
    group, new = resources.groups.put(request.params["group"], body_of(request))
    return Response(201 if new else 200, group.representation())


@route("GET", GROUP, GROUPS)
def get_group(request: Request, resources: ResourceManager) -> Response:
    return Response(body=resources.groups.get(request.params["group"]).representation())


@route("HEAD", GROUP, GROUPS)
def has_group(request: Request, resources: ResourceManager) -> Response:
    resources.groups.get(request.params["group"])
    return Response(204)


@route("PATCH", GROUP, GROUPS)
def patch_group(request: Request, resources: ResourceManager) -> Response:
    return Response(body=resources.groups.patch(request.params["group"], body_of(request)).representation())


def pending(request: Request, operation: Operation) -> Response:
    """202 with an absolute Location and no body: only the status tells."""
    location = (
        f"https://management.azure.com/subscriptions/{request.params['sub']}/operationresults/{operation.id}"
        f"?api-version={request.query['api-version']}"
    )
    return Response(202, headers={"Location": location, "Retry-After": str(operation.retry_after)})


@route("DELETE", GROUP, GROUPS)
def delete_group(request: Request, resources: ResourceManager) -> Response:
    return pending(request, resources.groups.delete(request.params["group"]))


@route("GET", "/subscriptions/{sub}/operationresults/{operation}", "")
def operation_result(request: Request, resources: ResourceManager) -> Response:
    operation = resources.operations.find(request.params["operation"])
    if operation is None:
        # No source confirms this text.
        raise ArmError(404, "NotFound", f"The operation '{request.params['operation']}' could not be found.", "gateway")
    return Response(200) if resources.operations.is_done(operation) else pending(request, operation)


def listed(request: Request, resources: ResourceManager, group: str | None) -> Response:
    clauses = parsed(request.query.get("$filter", ""))
    found = resources.index.of(resources.resources(group), group)
    fields = [
        {
            "resourcetype": one["type"],
            "name": one["name"],
            "location": one["location"],
            "resourcegroup": group_of(one),
        }
        for one in found
    ]
    return Response(body={"value": [one for one, known in zip(found, fields, strict=True) if fits(clauses, known)]})


@route("GET", "/subscriptions/{sub}/resources", "Microsoft.Resources/subscriptions/resources")
def list_resources(request: Request, resources: ResourceManager) -> Response:
    return listed(request, resources, None)


@route("GET", GROUP + "/resources", "Microsoft.Resources/subscriptions/resourceGroups/resources")
def list_resources_of_group(request: Request, resources: ResourceManager) -> Response:
    return listed(request, resources, request.params["group"])
