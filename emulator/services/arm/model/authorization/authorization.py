# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The question that every request asks: may this principal do this here?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from emulator.services.arm.errors import ArmError, not_authorized
from emulator.services.arm.model.authorization.role_assignments import RoleAssignments
from emulator.services.arm.model.authorization.role_definitions import RoleDefinitions
from emulator.services.arm.model.authorization.roles import Permissions, RoleDefinition
from emulator.services.arm.model.scopes import within

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.entra.model.directory import Directory
    from emulator.services.entra.model.principals import Principal

ASSIGNING = re.compile(r"Microsoft\.Authorization/roleAssignments/(?:write|delete)", re.IGNORECASE)

WRITING_ROLES = "Microsoft.Authorization/roleAssignments/write"


class Authorization:
    """Azure's role-based access control."""

    def __init__(self, runtime: Runtime, directory: Directory, subscription_id: str) -> None:
        self.runtime, self.directory = runtime, directory
        self.definitions = RoleDefinitions(runtime, subscription_id)
        self.assignments = RoleAssignments(runtime, directory, self.definitions, subscription_id)

    def allows(self, principal: Principal, action: str, scope: str) -> bool:
        """Says whether a control-plane action is allowed at a scope."""
        return any(one.allow(action) for one in self.permissions(principal, scope))

    def allows_data(self, principal: Principal, action: str, scope: str) -> bool:
        """Says whether a data-plane action is allowed at a scope."""
        return any(one.allow_data(action) for one in self.permissions(principal, scope))

    def require(self, principal: Principal, action: str, scope: str) -> None:
        """:raises ArmError: AuthorizationFailed."""
        forbidden = not self.runtime.policies.roles_may_be_assigned and ASSIGNING.fullmatch(action)
        if forbidden or not self.allows(principal, action, scope):
            raise not_authorized(principal.client_id, principal.object_id, action, scope)

    def may_assign(self, principal: Principal, scope: str) -> bool:
        """Says whether it may give others roles at a scope."""
        return self.runtime.policies.roles_may_be_assigned and self.allows(principal, WRITING_ROLES, scope)

    def knows(self, principal: Principal, scope: str) -> bool:
        """Says whether the principal has any role at, above or below a scope: it then sees the subscription listed."""
        object_ids = self.directory.object_ids(principal.object_id)
        return any(
            within(one.scope, scope) or within(scope, one.scope)
            for one in self.assignments.by_name.values()
            if one.principal_id in object_ids
        )

    def remove_definition(self, role_id: str) -> RoleDefinition | None:
        """The removed custom role; None when there was none.

        :raises ArmError: RoleDefinitionHasAssignments.
        """
        if any(assignment.role_id == role_id.lower() for assignment in self.assignments.by_name.values()):
            # No source confirms this text.
            raise ArmError(400, "RoleDefinitionHasAssignments", "There are existing role assignments referencing role.")
        return self.definitions.remove(role_id)

    def permissions(self, principal: Principal, scope: str) -> list[Permissions]:
        """All that roles give the principal and its groups at a scope."""
        now, object_ids = self.runtime.clock.now(), self.directory.object_ids(principal.object_id)
        return [
            permissions
            for one in self.assignments.by_name.values()
            if one.principal_id in object_ids and within(scope, one.scope) and one.effective_at <= now
            for permissions in self.definitions.by_id[one.role_id].permissions
        ]

    def live(self) -> dict[str, Any]:
        return {"role_assignments": self.assignments.live(), "custom_roles": self.definitions.live()}
