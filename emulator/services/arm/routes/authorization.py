# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles at any scope, and what the caller may do (docs/reference/resource_manager.md#role-assignments)."""

from __future__ import annotations

import re

from emulator.core.ids import is_guid
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.arm.errors import ArmError, group_not_found, resource_not_found
from emulator.services.arm.model.authorization.role_assignments import TYPE as ASSIGNMENT
from emulator.services.arm.model.authorization.role_definitions import TYPE as DEFINITION
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.model.scopes import scope_of
from emulator.services.arm.router import properties_of, route
from emulator.services.entra.model.principals import caller_of

AT_ANY_SCOPE = "/{scope:path}/providers/Microsoft.Authorization"
CONTENTS = re.compile(r"(?<=/)(?P<vault>vaults/[^/]+)/(secrets|keys|certificates)/[^/]+$", re.IGNORECASE)
"""One thing in a vault, at which roles may be given (docs/reference/key_vault.md#roles-at-a-secret)."""
AT_ROOT = "/providers/Microsoft.Authorization"
IN_GROUP = "/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.Authorization"


def scope(request: Request, resources: ResourceManager) -> str:
    """The scope named in the path.

    :raises ArmError: ResourceGroupNotFound or ResourceNotFound, there is no such scope; the gateway knows the subscription.
    """
    path = "/" + request.params.get("scope", "")
    parts = path.strip("/").split("/")
    if parts[0].lower() != "subscriptions":
        return path
    if len(parts) >= 4 and resources.groups.find(parts[3]) is None:
        raise group_not_found(parts[3])
    if len(parts) > 4:
        known = {one["id"].lower() for one in resources.resources(parts[3])}
        if CONTENTS.sub(r"\g<vault>", scope_of(path)).lower() not in known:
            raise resource_not_found("/".join(parts[5:-1]), parts[-1], parts[3])
    return path


@route("GET", IN_GROUP + "/permissions", "Microsoft.Authorization/permissions")
def list_permissions(request: Request, resources: ResourceManager) -> Response:
    """The caller's own (docs/reference/resource_manager.md#permissions); no source specifies the list for a subscription."""
    group = resources.groups.find(request.params["group"])
    if group is None:
        raise group_not_found(request.params["group"])
    path = f"/subscriptions/{request.params['sub']}/resourceGroups/{request.params['group']}"
    found = resources.authorization.permissions(caller_of(request), path)
    return Response(body={"value": [one.representation() for one in found]})


@route("GET", AT_ANY_SCOPE + "/roleAssignments", ASSIGNMENT)
def list_assignments(request: Request, resources: ResourceManager) -> Response:
    assignments = resources.authorization.assignments
    found = assignments.matching(scope(request, resources), request.query.get("$filter", ""))
    return Response(body={"value": [assignments.representation(one) for one in found]})


@route("PUT", AT_ANY_SCOPE + "/roleAssignments/{name}", ASSIGNMENT)
def put_assignment(request: Request, resources: ResourceManager) -> Response:
    """201 for an update too (docs/reference/resource_manager.md#assignment-put)."""
    assignments = resources.authorization.assignments
    one = assignments.put(scope(request, resources), request.params["name"], properties_of(request), caller_of(request))
    return Response(201, assignments.representation(one, fresh=True))


@route("GET", AT_ANY_SCOPE + "/roleAssignments/{name}", ASSIGNMENT)
def get_assignment(request: Request, resources: ResourceManager) -> Response:
    assignments, name = resources.authorization.assignments, request.params["name"]
    one = assignments.find(scope(request, resources), name)
    if one is None:
        raise ArmError(404, "RoleAssignmentNotFound", f"The role assignment '{name}' is not found.")
    return Response(body=assignments.representation(one))


@route("DELETE", AT_ANY_SCOPE + "/roleAssignments/{name}", ASSIGNMENT)
def delete_assignment(request: Request, resources: ResourceManager) -> Response:
    assignments = resources.authorization.assignments
    one = assignments.remove(scope(request, resources), request.params["name"])
    return Response(204) if one is None else Response(body=assignments.representation(one))


@route("GET", AT_ROOT + "/roleDefinitions", "")
@route("GET", AT_ANY_SCOPE + "/roleDefinitions", DEFINITION)
def list_definitions(request: Request, resources: ResourceManager) -> Response:
    definitions, root = resources.authorization.definitions, "scope" not in request.params
    found = definitions.matching(request.query.get("$filter", ""))
    return Response(body={"value": [definitions.representation(one, root=root) for one in found]})


def definition_id(request: Request) -> str:
    """:raises ArmError: InvalidRoleDefinitionId, it is no GUID (recorded by Azure SDK for JavaScript)."""
    name = request.params["name"]
    if not is_guid(name):
        raise ArmError(400, "InvalidRoleDefinitionId", f"The role definition ID '{name}' is not valid.")
    return name


@route("GET", AT_ROOT + "/roleDefinitions/{name}", "")
@route("GET", AT_ANY_SCOPE + "/roleDefinitions/{name}", DEFINITION)
def get_definition(request: Request, resources: ResourceManager) -> Response:
    definitions, name = resources.authorization.definitions, definition_id(request)
    role = definitions.by_id.get(name.lower())
    if role is None:
        text = f"The specified role definition with ID '{name}' does not exist."
        raise ArmError(404, "RoleDefinitionDoesNotExist", text)
    return Response(body=definitions.representation(role, root="scope" not in request.params))


@route("PUT", AT_ANY_SCOPE + "/roleDefinitions/{name}", DEFINITION)
def put_definition(request: Request, resources: ResourceManager) -> Response:
    definitions = resources.authorization.definitions
    role = definitions.put(definition_id(request), properties_of(request), caller_of(request))
    return Response(201, definitions.representation(role, fresh=True))


@route("DELETE", AT_ANY_SCOPE + "/roleDefinitions/{name}", DEFINITION)
def delete_definition(request: Request, resources: ResourceManager) -> Response:
    definitions = resources.authorization.definitions
    role = resources.authorization.remove_definition(definition_id(request))
    return Response(204) if role is None else Response(body=definitions.representation(role))
