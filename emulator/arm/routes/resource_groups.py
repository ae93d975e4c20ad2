# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource groups, what they hold, and the polling of their deletion (docs/reference/resource_manager.md#group-delete)."""

from __future__ import annotations

from ...web import Call, Reply
from ..errors import ArmError
from ..filters import fits, parsed
from ..gateway import body_of, route
from ..operations import Operation
from ..resource_index import group_of

GROUPS = "Microsoft.Resources/subscriptions/resourceGroups"
GROUP = "/subscriptions/{sub}/resourceGroups/{group}"


@route("GET", "/subscriptions/{sub}/resourceGroups", GROUPS)
def list_groups(call: Call) -> Reply:
    """`$filter` is `tagName eq '..' and tagValue eq '..'` (docs/reference/resource_manager.md#group-filter)."""
    clauses = parsed(call.query.get("$filter", ""))
    wanted = {name: value for name, _operator, value in clauses}
    groups = call.cloud.resources.groups.all()
    if "tagname" in wanted:
        groups = [one for one in groups if wanted["tagname"] in (one.tags or {})]
    if "tagvalue" in wanted:
        groups = [one for one in groups if (one.tags or {}).get(wanted.get("tagname", "")) == wanted["tagvalue"]]
    return Reply(body={"value": [one.representation() for one in groups]})


@route("PUT", GROUP, GROUPS)
def put_group(call: Call) -> Reply:
    group, new = call.cloud.resources.groups.put(call.params["group"], body_of(call))
    return Reply(201 if new else 200, group.representation())


@route("GET", GROUP, GROUPS)
def get_group(call: Call) -> Reply:
    return Reply(body=call.cloud.resources.groups.get(call.params["group"]).representation())


@route("HEAD", GROUP, GROUPS)
def has_group(call: Call) -> Reply:
    call.cloud.resources.groups.get(call.params["group"])
    return Reply(204)


@route("PATCH", GROUP, GROUPS)
def patch_group(call: Call) -> Reply:
    return Reply(body=call.cloud.resources.groups.patch(call.params["group"], body_of(call)).representation())


def pending(call: Call, operation: Operation) -> Reply:
    """202 with an absolute Location and no body: only the status tells."""
    location = (
        f"https://management.azure.com/subscriptions/{call.params['sub']}/operationresults/{operation.id}"
        f"?api-version={call.query['api-version']}"
    )
    return Reply(202, headers={"Location": location, "Retry-After": str(operation.retry_after)})


@route("DELETE", GROUP, GROUPS)
def delete_group(call: Call) -> Reply:
    return pending(call, call.cloud.resources.groups.delete(call.params["group"]))


@route("GET", "/subscriptions/{sub}/operationresults/{operation}", "")
def operation_result(call: Call) -> Reply:
    operation = call.cloud.resources.operations.find(call.params["operation"])
    if operation is None:
        # No source confirms this text.
        raise ArmError(404, "NotFound", f"The operation '{call.params['operation']}' could not be found.", "gateway")
    return Reply(200) if operation.ready_at <= call.cloud.clock.now() else pending(call, operation)


def listed(call: Call, group: str | None) -> Reply:
    clauses = parsed(call.query.get("$filter", ""))
    resources = call.cloud.resources
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
    return Reply(body={"value": [one for one, known in zip(found, fields, strict=True) if fits(clauses, known)]})


@route("GET", "/subscriptions/{sub}/resources", "Microsoft.Resources/subscriptions/resources")
def list_resources(call: Call) -> Reply:
    return listed(call, None)


@route("GET", GROUP + "/resources", "Microsoft.Resources/subscriptions/resourceGroups/resources")
def list_resources_of_group(call: Call) -> Reply:
    return listed(call, call.params["group"])
