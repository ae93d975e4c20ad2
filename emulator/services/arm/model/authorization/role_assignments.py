# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role assignments: who has which role where (docs/reference/resource_manager.md#role-assignments)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emulator.core.clock import iso
from emulator.core.ids import is_guid
from emulator.services.arm.errors import ArmError, invalid_request_content, principal_not_found
from emulator.services.arm.filters import fits, parsed
from emulator.services.arm.model.authorization.built_in_roles import OWNER
from emulator.services.arm.model.authorization.role_conditions import require_whole_condition
from emulator.services.arm.model.authorization.role_definitions import TYPE as DEFINITION
from emulator.services.arm.model.authorization.role_definitions import RoleDefinitions
from emulator.services.arm.model.scopes import within

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.entra.model.directory import Directory
    from emulator.services.entra.model.principals import Principal

TYPE = "Microsoft.Authorization/roleAssignments"
OF_APPLICATIONS, OF_GROUPS = "ServicePrincipal", "Group"
"""Kinds of the principals of the local directory."""
MAY_BE_ON_THE_WAY = ("ServicePrincipal", "User")


@dataclass
class RoleAssignment:
    name: str
    """A GUID."""
    scope: str
    role_id: str
    """The definition's GUID."""
    principal_id: str
    principal_type: str
    created_at: float
    updated_at: float
    created_by: str
    """An object id; empty for what came with the subscription (recorded by Azure PowerShell)."""
    effective_at: float
    """Before this moment no service acts on it yet (docs/reference/resource_manager.md#assignment-takes-time)."""
    condition: str | None = None
    condition_version: str | None = None
    description: str | None = None
    delegated_identity: str | None = None

    @property
    def id(self) -> str:
        return f"{self.scope.rstrip('/')}/providers/{TYPE}/{self.name}"


class RoleAssignments:
    """Start state: the caller is Owner of the subscription (docs/docsite/rst/emulator.rst#the-start-state)."""

    def __init__(self, runtime: Runtime, directory: Directory, definitions: RoleDefinitions, subscription_id: str) -> None:
        self.runtime, self.directory, self.definitions = runtime, directory, definitions
        self.subscription = f"/subscriptions/{subscription_id}"
        now, caller = runtime.clock.now(), directory.caller.object_id
        owner = RoleAssignment(
            runtime.ids.guid(), self.subscription, OWNER, caller, "ServicePrincipal", now, now, "", now
        )  # fmt: skip
        self.first = owner.name
        self.by_name = {owner.name: owner}

    def put(self, scope: str, name: str, properties: dict[str, Any], by: Principal) -> RoleAssignment:
        """Creates or updates.

        :raises ArmError: the rules of docs/reference/resource_manager.md#role-assignments.
        """
        if not is_guid(name):
            # No source confirms this code and text.
            text = f"The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID."
            raise ArmError(400, "InvalidRoleAssignmentId", text)
        role_id = str(properties.get("roleDefinitionId", "")).rstrip("/").rsplit("/", 1)[-1].lower()
        if not role_id:
            raise invalid_request_content("The request content was invalid: roleDefinitionId is required.")
        principal_id = _given_principal_id(properties)
        require_whole_condition(properties)
        if role_id not in self.definitions.by_id:
            # No source confirms the status.
            text = f"The specified role definition with ID '{role_id.replace('-', '')}' does not exist."
            raise ArmError(400, "RoleDefinitionDoesNotExist", text)
        known = self.by_name.get(name.lower())
        kind = properties.get("principalType") or (known.principal_type if known else None)
        found_kind = self._require_principal(principal_id, kind)
        twin = self._equal(scope, role_id, principal_id)
        if twin is not None and twin is not known:
            raise ArmError(409, "RoleAssignmentExists", "The role assignment already exists.")
        if known is not None and twin is not known:
            text = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."
            raise ArmError(400, "RoleAssignmentUpdateNotPermitted", text)
        now = self.runtime.clock.now()
        if known is None:
            delay = self.runtime.takes("role_assignment")
            known = RoleAssignment(
                name.lower(), scope, role_id, principal_id, "", now, now, by.object_id, now + delay
            )  # fmt: skip
            self.by_name[known.name] = known
        known.principal_type = found_kind
        known.updated_at = now
        known.condition = properties.get("condition")
        known.condition_version = properties.get("conditionVersion")
        known.description = properties.get("description")
        known.delegated_identity = properties.get("delegatedManagedIdentityResourceId")
        return known

    def _require_principal(self, object_id: str, kind: str | None) -> str:
        """The principal's kind. One not (yet) in the directory is refused, unless `kind` says what it is: then it is on the
        way, if no group.

        From learn.microsoft.com (troubleshooting of role assignments) and hashicorp/terraform-provider-azurerm#4168.

        :raises ArmError: PrincipalNotFound; UnmatchedPrincipalType, another kind than that of who is there
            (docs/reference/resource_manager.md#unmatched-principal-type).
        """
        directory = self.directory
        found = self._kind_of(object_id)
        if found is None:
            if kind not in MAY_BE_ON_THE_WAY:
                raise principal_not_found(object_id, directory.tenant_id)
            return str(kind)
        # Real traffic comes from users, and here the caller stands for one.
        if kind not in (None, found) and (object_id, kind) != (directory.caller.object_id, "User"):
            text = (
                f"The PrincipalId '{object_id.replace('-', '')}' has type '{found}' , which is different from specified "
                f"PrinciaplType '{kind}'."
            )
            raise ArmError(400, "UnmatchedPrincipalType", text)
        return kind or found

    def _kind_of(self, object_id: str) -> str | None:
        """None of a principal that is not in the directory, or not known to this service yet."""
        if object_id in self.directory.groups.by_id:
            return OF_GROUPS
        principal = self.directory.principals.get(object_id)
        there = principal is not None and principal.replicated_at <= self.runtime.clock.now()
        return OF_APPLICATIONS if there else None

    def _equal(self, scope: str, role_id: str, principal_id: str) -> RoleAssignment | None:
        wanted = (scope.lower(), role_id, principal_id)
        found = (one for one in self.by_name.values() if (one.scope.lower(), one.role_id, one.principal_id) == wanted)
        return next(found, None)

    def find(self, scope: str, name: str) -> RoleAssignment | None:
        known = self.by_name.get(name.lower())
        return known if known and known.scope.lower() == scope.lower() else None

    def remove(self, scope: str, name: str) -> RoleAssignment | None:
        """The removed assignment; None when there was none."""
        known = self.find(scope, name)
        return self.by_name.pop(known.name) if known else None

    def remove_within(self, scope: str) -> None:
        """Removes what was assigned at or below a scope that is gone (docs/reference/key_vault.md#delete-vault)."""
        self.by_name = {name: one for name, one in self.by_name.items() if not within(one.scope, scope)}

    def matching(self, scope: str, filter_text: str) -> list[RoleAssignment]:
        """At the scope and inherited from above; below it too unless the filter says `atScope()`
        (docs/reference/resource_manager.md#assignment-lists)."""
        clauses = parsed(filter_text)
        functions = {clause.field.lower(): clause.value for clause in clauses if clause.operator == "call"}
        reached = self.directory.object_ids(functions["assignedto"].lower()) if "assignedto" in functions else None
        return [
            one
            for one in self.by_name.values()
            if (within(scope, one.scope) or ("atscope" not in functions and within(one.scope, scope)))
            and (reached is None or one.principal_id in reached)
            and fits(clauses, {"principalid": one.principal_id})
        ]

    def representation(self, one: RoleAssignment, fresh: bool = False) -> dict[str, Any]:
        """`fresh` is the answer to PUT, where `createdBy` is still null
        (docs/reference/resource_manager.md#assignment-answer)."""
        return {
            "properties": {
                "roleDefinitionId": f"{self.subscription}/providers/{DEFINITION}/{one.role_id}",
                "principalId": one.principal_id,
                "principalType": one.principal_type,
                "scope": one.scope,
                "condition": one.condition,
                "conditionVersion": one.condition_version,
                "createdOn": iso(one.created_at),
                "updatedOn": iso(one.updated_at),
                "createdBy": None if fresh else one.created_by,
                "updatedBy": one.created_by,
                "delegatedManagedIdentityResourceId": one.delegated_identity,
                "description": one.description,
            },
            "id": one.id,
            "type": TYPE,
            "name": one.name,
        }

    def live(self) -> list[dict[str, Any]]:
        """Assignments that were made; the caller's own Owner role is part of the start state."""
        return [
            {
                "name": one.name,
                "scope": one.scope,
                "role": self.definitions.by_id[one.role_id].name,
                "principal_id": one.principal_id,
                "description": one.description,
                "condition": one.condition,
            }
            for one in self.by_name.values()
            if one.name != self.first
        ]


def _given_principal_id(properties: dict[str, Any]) -> str:
    """:raises ArmError: texts of Azure/azure-powershell#16627 and Azure-Samples/azure-search-openai-demo#2848."""
    principal_id = str(properties.get("principalId") or "")
    if not principal_id:
        raise ArmError(400, "InvalidPrincipalId", "A valid principal ID must be provided for role assignment.")
    if not is_guid(principal_id):
        text = f"The Principal ID '{principal_id}' is not valid. Principal ID must be a GUID."
        raise ArmError(400, "InvalidPrincipalId", text)
    return principal_id.lower()
