# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role definitions: the built-in ones and those that users make."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from emulator.core.clock import iso
from emulator.services.arm.errors import ArmError
from emulator.services.arm.filters import fits, parsed
from emulator.services.arm.model.authorization.built_in_roles import BUILT_IN
from emulator.services.arm.model.authorization.roles import Permissions, RoleDefinition

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.entra.model.principals import Principal

TYPE = "Microsoft.Authorization/roleDefinitions"


class RoleDefinitions:
    """Role definitions keyed by GUID."""

    def __init__(self, runtime: Runtime, subscription_id: str) -> None:
        self.runtime = runtime
        self.subscription = f"/subscriptions/{subscription_id}"
        self.by_id = {role.id: deepcopy(role) for role in BUILT_IN}

    def put(self, role_id: str, properties: dict[str, Any], by: Principal) -> RoleDefinition:
        """Creates or replaces a custom role.

        :raises ArmError: it has no name (recorded by Azure SDK for .NET), or the id is a built-in role's.
        """
        if not properties.get("roleName"):
            raise ArmError(400, "RoleDefinitionNameNullOrEmpty", "A role definition must have a non-empty, unique name.")
        now = iso(self.runtime.clock.now())
        known = self.by_id.get(role_id.lower())
        if known is not None and known.kind != "CustomRole":
            # No source confirms code and text.
            raise ArmError(400, "RoleDefinitionUpdateNotPermitted", "A built-in role cannot be changed.")
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
        self.by_id[role.id] = role
        return role

    def remove(self, role_id: str) -> RoleDefinition | None:
        """The removed custom role; None when there was none."""
        role = self.by_id.get(role_id.lower())
        return self.by_id.pop(role.id) if role is not None and role.kind == "CustomRole" else None

    def matching(self, filter_text: str) -> list[RoleDefinition]:
        clauses = parsed(filter_text)
        return [
            role for role in self.by_id.values() if fits(clauses, {"rolename": role.name, "type": role.kind})
        ]  # fmt: skip

    def representation(self, role: RoleDefinition, fresh: bool = False, root: bool = False) -> dict[str, Any]:
        """`fresh`: the answer to a write, which tells the time of the write as that of the creation too and no creator
        (recorded by Azure SDK for .NET); `root`: asked without a subscription, and so the id has none."""
        return {
            "properties": {
                "roleName": role.name,
                "type": role.kind,
                "description": role.description,
                "assignableScopes": role.assignable_scopes,
                "permissions": [one.representation() for one in role.permissions],
                "createdOn": role.updated_on if fresh else role.created_on,
                "updatedOn": role.updated_on,
                "createdBy": None if fresh else role.created_by,
                "updatedBy": role.updated_by,
            },
            "id": f"{'' if root else self.subscription}/providers/{TYPE}/{role.id}",
            "type": TYPE,
            "name": role.id,
        }

    def live(self) -> list[dict[str, Any]]:
        return [
            {"id": role.id, "name": role.name, "permissions": [one.representation() for one in role.permissions]}
            for role in self.by_id.values()
            if role.kind == "CustomRole"
        ]
