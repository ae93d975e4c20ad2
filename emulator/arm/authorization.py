# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role assignments and definitions, and the question that every request asks: may this principal do this here?"""

from __future__ import annotations

import uuid
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..clock import iso
from .errors import ArmError, invalid_request_content, not_authorized, principal_not_found
from .filters import fits, parsed
from .roles import BUILT_IN, OWNER, Permissions, RoleDefinition
from .scopes import within

if TYPE_CHECKING:
    from ..cloud import Cloud
    from ..entra.model import Principal

ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
DEFINITIONS = "Microsoft.Authorization/roleDefinitions"


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
    created_by: str | None
    effective_at: float
    """Before this moment no service acts on it yet (facts/api.md §7)."""
    condition: str | None = None
    condition_version: str | None = None
    description: str | None = None
    delegated_identity: str | None = None

    @property
    def id(self) -> str:
        return f"{self.scope.rstrip('/')}/providers/{ASSIGNMENTS}/{self.name}"


class Authorization:
    """Start state: the caller is Owner of the subscription (design.md, contracts)."""

    def __init__(self, cloud: Cloud, subscription_id: str) -> None:
        self.cloud = cloud
        self.subscription = f"/subscriptions/{subscription_id}"
        self.definitions = {role.id: deepcopy(role) for role in BUILT_IN}
        now = cloud.clock.now()
        owner = RoleAssignment(
            cloud.ids.guid(),
            self.subscription,
            OWNER,
            cloud.directory.caller.object_id,
            "ServicePrincipal",
            now,
            now,
            None,
            now,
        )
        self.first_assignment = owner.name
        self.assignments = {owner.name: owner}

    # -- decisions ------------------------------------------------------------------------------------------------

    def allows(self, principal: Principal, action: str, scope: str) -> bool:
        """Whether a control-plane action is allowed at a scope."""
        return any(one.allow(action) for one in self._permissions(principal, scope))

    def allows_data(self, principal: Principal, action: str, scope: str) -> bool:
        """Whether a data-plane action is allowed at a scope."""
        return any(one.allow_data(action) for one in self._permissions(principal, scope))

    def require(self, principal: Principal, action: str, scope: str) -> None:
        """:raises ArmError: AuthorizationFailed."""
        if not self.allows(principal, action, scope):
            raise not_authorized(principal.client_id, principal.object_id, action, scope)

    def knows(self, principal: Principal, scope: str) -> bool:
        """Whether the principal has any role at, above or below a scope: it then sees the subscription listed."""
        return any(
            within(one.scope, scope) or within(scope, one.scope)
            for one in self.assignments.values()
            if one.principal_id == principal.object_id
        )

    def _permissions(self, principal: Principal, scope: str) -> list[Permissions]:
        now = self.cloud.clock.now()
        return [
            permissions
            for one in self.assignments.values()
            if one.principal_id == principal.object_id and within(scope, one.scope) and one.effective_at <= now
            for permissions in self.definitions[one.role_id].permissions
        ]

    # -- assignments ----------------------------------------------------------------------------------------------

    def assign(self, scope: str, name: str, properties: dict[str, Any], by: Principal) -> RoleAssignment:
        """Creates or updates.

        :raises ArmError: the rules of facts/api.md §7.
        """
        if not is_guid(name):
            # No source confirms this code and text.
            text = f"The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID."
            raise ArmError(400, "InvalidRoleAssignmentId", text)
        role_id = str(properties.get("roleDefinitionId", "")).rstrip("/").rsplit("/", 1)[-1].lower()
        principal_id = str(properties.get("principalId", "")).lower()
        if not role_id or not principal_id:
            raise invalid_request_content("The request content was invalid: roleDefinitionId and principalId are required.")
        if role_id not in self.definitions:
            # No source confirms the status.
            text = f"The specified role definition with ID '{role_id.replace('-', '')}' does not exist."
            raise ArmError(400, "RoleDefinitionDoesNotExist", text)
        known = self.assignments.get(name.lower())
        kind = properties.get("principalType") or (known.principal_type if known else None)
        self._require_principal(principal_id, told=kind is not None)
        twin = self._equal(scope, role_id, principal_id)
        if twin is not None and twin is not known:
            raise ArmError(409, "RoleAssignmentExists", "The role assignment already exists.")
        if known is not None and twin is not known:
            # No source confirms the status.
            text = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."
            raise ArmError(400, "RoleAssignmentUpdateNotPermitted", text)
        now = self.cloud.clock.now()
        if known is None:
            delay = self.cloud.takes("role_assignment")
            known = RoleAssignment(
                name.lower(), scope, role_id, principal_id, "", now, now, by.object_id, now + delay
            )  # fmt: skip
            self.assignments[known.name] = known
        known.principal_type = kind or "ServicePrincipal"
        known.updated_at = now
        known.condition = properties.get("condition")
        known.condition_version = properties.get("conditionVersion")
        known.description = properties.get("description")
        known.delegated_identity = properties.get("delegatedManagedIdentityResourceId")
        return known

    def _require_principal(self, object_id: str, told: bool) -> None:
        """With `principalType` in the request the service does not ask the directory for a fresh principal."""
        directory = self.cloud.directory
        principal = directory.principals.get(object_id)
        if principal is None or (not told and principal.replicated_at > self.cloud.clock.now()):
            raise principal_not_found(object_id, directory.tenant_id)

    def _equal(self, scope: str, role_id: str, principal_id: str) -> RoleAssignment | None:
        wanted = (scope.lower(), role_id, principal_id)
        found = (one for one in self.assignments.values() if (one.scope.lower(), one.role_id, one.principal_id) == wanted)
        return next(found, None)

    def find(self, scope: str, name: str) -> RoleAssignment | None:
        known = self.assignments.get(name.lower())
        return known if known and known.scope.lower() == scope.lower() else None

    def remove(self, scope: str, name: str) -> RoleAssignment | None:
        """The removed assignment; None when there was none."""
        known = self.find(scope, name)
        return self.assignments.pop(known.name) if known else None

    def remove_within(self, scope: str) -> None:
        """What was assigned at or below a scope is lost with it (facts/api.md §3.4)."""
        self.assignments = {name: one for name, one in self.assignments.items() if not within(one.scope, scope)}

    def list_assignments(self, scope: str, filter_text: str) -> list[RoleAssignment]:
        """At the scope and inherited from above; below it too unless the filter says `atScope()` (facts/api.md §7)."""
        clauses = parsed(filter_text)
        functions = {name: argument for name, operator, argument in clauses if operator == "()"}
        return [
            one
            for one in self.assignments.values()
            if (within(scope, one.scope) or ("atscope" not in functions and within(one.scope, scope)))
            and functions.get("assignedto", one.principal_id).lower() == one.principal_id
            and fits(clauses, {"principalid": one.principal_id})
        ]

    def assignment_representation(self, one: RoleAssignment, fresh: bool = False) -> dict[str, Any]:
        """`fresh` is the answer to PUT, where `createdBy` is still null (facts/api.md §7)."""
        return {
            "properties": {
                "roleDefinitionId": f"{self.subscription}/providers/{DEFINITIONS}/{one.role_id}",
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
            "type": ASSIGNMENTS,
            "name": one.name,
        }

    # -- definitions ----------------------------------------------------------------------------------------------

    def define(self, role_id: str, properties: dict[str, Any], by: Principal) -> RoleDefinition:
        """Creates or replaces a custom role."""
        now = iso(self.cloud.clock.now())
        known = self.definitions.get(role_id.lower())
        permissions = [
            Permissions(*(list(one.get(key) or []) for key in ("actions", "notActions", "dataActions", "notDataActions")))
            for one in properties.get("permissions", [])
        ]
        role = RoleDefinition(
            role_id.lower(),
            str(properties.get("roleName", "")),
            str(properties.get("description") or ""),
            permissions,
            "CustomRole",
            list(properties.get("assignableScopes", [])),
            known.created_on if known else now,
            now,
            known.created_by if known else by.object_id,
            by.object_id,
        )
        self.definitions[role.id] = role
        return role

    def undefine(self, role_id: str) -> RoleDefinition | None:
        """The removed custom role; None when there was none.

        :raises ArmError: RoleDefinitionHasAssignments.
        """
        role = self.definitions.get(role_id.lower())
        if role is None or role.kind != "CustomRole":
            return None
        if any(one.role_id == role.id for one in self.assignments.values()):
            # No source confirms this text.
            raise ArmError(400, "RoleDefinitionHasAssignments", "There are existing role assignments referencing role.")
        return self.definitions.pop(role.id)

    def list_definitions(self, filter_text: str) -> list[RoleDefinition]:
        clauses = parsed(filter_text)
        return [
            role for role in self.definitions.values() if fits(clauses, {"rolename": role.name, "type": role.kind})
        ]  # fmt: skip

    def definition_representation(self, role: RoleDefinition, fresh: bool = False, root: bool = False) -> dict[str, Any]:
        """`root`: asked without a subscription, and so the id has none."""
        return {
            "properties": {
                "roleName": role.name,
                "type": role.kind,
                "description": role.description,
                "assignableScopes": role.assignable_scopes,
                "permissions": [one.representation() for one in role.permissions],
                "createdOn": role.created_on,
                "updatedOn": role.updated_on,
                "createdBy": None if fresh else role.created_by,
                "updatedBy": role.updated_by,
            },
            "id": f"{'' if root else self.subscription}/providers/{DEFINITIONS}/{role.id}",
            "type": DEFINITIONS,
            "name": role.id,
        }

    # -- state ----------------------------------------------------------------------------------------------------

    def live(self) -> dict[str, Any]:
        """What was made; the caller's own Owner role is part of the start state."""
        return {
            "role_assignments": [
                {
                    "name": one.name,
                    "scope": one.scope,
                    "role": self.definitions[one.role_id].name,
                    "principal_id": one.principal_id,
                    "description": one.description,
                    "condition": one.condition,
                }
                for one in self.assignments.values()
                if one.name != self.first_assignment
            ],
            "custom_roles": [
                {"id": role.id, "name": role.name, "permissions": [one.representation() for one in role.permissions]}
                for role in self.definitions.values()
                if role.kind == "CustomRole"
            ],
        }


def is_guid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
