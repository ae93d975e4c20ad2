# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role assignments and definitions at any scope (docs/reference/resource_manager.md#role-assignments)."""

from __future__ import annotations

from ...web import Call, Reply
from ..errors import ArmError, group_not_found, resource_not_found
from ..gateway import caller, properties_of, route
from ..role_assignments import TYPE as ASSIGNMENT
from ..role_assignments import is_guid
from ..role_definitions import TYPE as DEFINITION
from ..scopes import scope_of

AT_ANY_SCOPE = "/{scope:path}/providers/Microsoft.Authorization"
AT_ROOT = "/providers/Microsoft.Authorization"


def scope(call: Call) -> str:
    """The scope named in the path.

    :raises ArmError: ResourceGroupNotFound or ResourceNotFound, there is no such scope; the gateway knows the subscription.
    """
    resources, path = call.cloud.resources, "/" + call.params.get("scope", "")
    parts = path.strip("/").split("/")
    if parts[0].lower() != "subscriptions":
        return path
    if len(parts) >= 4 and resources.groups.find(parts[3]) is None:
        raise group_not_found(parts[3])
    if len(parts) > 4:
        known = {one["id"].lower() for one in resources.resources(parts[3])}
        if scope_of(path).lower() not in known:
            raise resource_not_found("/".join(parts[5:-1]), parts[-1], parts[3])
    return path


@route("GET", AT_ANY_SCOPE + "/roleAssignments", ASSIGNMENT)
def list_assignments(call: Call) -> Reply:
    assignments = call.cloud.resources.authorization.assignments
    found = assignments.matching(scope(call), call.query.get("$filter", ""))
    return Reply(body={"value": [assignments.representation(one) for one in found]})


@route("PUT", AT_ANY_SCOPE + "/roleAssignments/{name}", ASSIGNMENT)
def put_assignment(call: Call) -> Reply:
    """201 for an update too (docs/reference/resource_manager.md#assignment-put)."""
    assignments = call.cloud.resources.authorization.assignments
    one = assignments.put(scope(call), call.params["name"], properties_of(call), caller(call))
    return Reply(201, assignments.representation(one, fresh=True))


@route("GET", AT_ANY_SCOPE + "/roleAssignments/{name}", ASSIGNMENT)
def get_assignment(call: Call) -> Reply:
    assignments, name = call.cloud.resources.authorization.assignments, call.params["name"]
    one = assignments.find(scope(call), name)
    if one is None:
        raise ArmError(404, "RoleAssignmentNotFound", f"The role assignment '{name}' is not found.")
    return Reply(body=assignments.representation(one))


@route("DELETE", AT_ANY_SCOPE + "/roleAssignments/{name}", ASSIGNMENT)
def delete_assignment(call: Call) -> Reply:
    assignments = call.cloud.resources.authorization.assignments
    one = assignments.remove(scope(call), call.params["name"])
    return Reply(204) if one is None else Reply(body=assignments.representation(one))


@route("GET", AT_ROOT + "/roleDefinitions", "")
@route("GET", AT_ANY_SCOPE + "/roleDefinitions", DEFINITION)
def list_definitions(call: Call) -> Reply:
    definitions, root = call.cloud.resources.authorization.definitions, "scope" not in call.params
    found = definitions.matching(call.query.get("$filter", ""))
    return Reply(body={"value": [definitions.representation(one, root=root) for one in found]})


def definition_id(call: Call) -> str:
    """:raises ArmError: InvalidRoleDefinitionId, it is no GUID (recorded by Azure SDK for JavaScript)."""
    name = call.params["name"]
    if not is_guid(name):
        raise ArmError(400, "InvalidRoleDefinitionId", f"The role definition ID '{name}' is not valid.")
    return name


@route("GET", AT_ROOT + "/roleDefinitions/{name}", "")
@route("GET", AT_ANY_SCOPE + "/roleDefinitions/{name}", DEFINITION)
def get_definition(call: Call) -> Reply:
    definitions, name = call.cloud.resources.authorization.definitions, definition_id(call)
    role = definitions.by_id.get(name.lower())
    if role is None:
        text = f"The specified role definition with ID '{name}' does not exist."
        raise ArmError(404, "RoleDefinitionDoesNotExist", text)
    return Reply(body=definitions.representation(role, root="scope" not in call.params))


@route("PUT", AT_ANY_SCOPE + "/roleDefinitions/{name}", DEFINITION)
def put_definition(call: Call) -> Reply:
    definitions = call.cloud.resources.authorization.definitions
    role = definitions.put(definition_id(call), properties_of(call), caller(call))
    return Reply(201, definitions.representation(role, fresh=True))


@route("DELETE", AT_ANY_SCOPE + "/roleDefinitions/{name}", DEFINITION)
def delete_definition(call: Call) -> Reply:
    definitions = call.cloud.resources.authorization.definitions
    role = definitions.remove(definition_id(call))
    return Reply(204) if role is None else Reply(body=definitions.representation(role))
