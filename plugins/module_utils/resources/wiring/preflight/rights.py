# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights of the signed-in identity in Azure that a set-up takes, each by itself."""

from __future__ import annotations

from ....clients.arm.client import Json
from ....clients.arm.permissions import permissions_in_group, permissions_in_subscription
from ....errors import Forbidden
from ...shared.granted_actions import allow
from ..check import Check
from ..link import BROKEN, OK, UNKNOWN, Link, Remedy, remedy

GROUPS = "Microsoft.Resources/subscriptions/resourceGroups"
VAULTS = "Microsoft.KeyVault/vaults"
IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities"
CREDENTIALS = f"{IDENTITIES}/federatedIdentityCredentials"
ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
DEFINITIONS = "Microsoft.Authorization/roleDefinitions"

IN_GROUP = (f"{GROUPS}/read", f"{VAULTS}/read", f"{VAULTS}/write")
IN_SUBSCRIPTION = (f"{ASSIGNMENTS}/read", f"{ASSIGNMENTS}/write", f"{DEFINITIONS}/read")
"""The identity is made a Reader of the whole subscription."""
FOR_A_NEW_GROUP = (f"{GROUPS}/write",)
BY_POLICY = (f"{VAULTS}/accessPolicies/write",)
OF_MANAGED_IDENTITIES = (f"{IDENTITIES}/read", f"{IDENTITIES}/write", f"{CREDENTIALS}/read", f"{CREDENTIALS}/write")


class RightsCheck(Check):
    """Roles give each action in the resource group, or in the subscription while the group is not there; and role assignments in
    the subscription."""

    name = "right"

    def _needed(self) -> tuple[str, ...]:
        by_policy = BY_POLICY if self.options["access"] == "policy" else ()
        managed = OF_MANAGED_IDENTITIES if self.options["identity_type"] == "managed_identity" else ()
        return IN_GROUP + by_policy + managed

    @property
    def names(self) -> list[str]:
        return [f"right {action}" for action in self._needed() + IN_SUBSCRIPTION]

    def look(self) -> list[Link]:
        group = self.options["resource_group"]
        scope, needed = self.arm.group(group), self._needed()
        permissions = permissions_in_group(self.arm, group)
        if permissions is None:
            return self._in_subscription(needed + FOR_A_NEW_GROUP + IN_SUBSCRIPTION)
        there = [self._link(action, scope, _allowed(permissions, action)) for action in needed]
        try:
            return there + self._in_subscription(IN_SUBSCRIPTION)
        except Forbidden as error:
            return there + _untold(IN_SUBSCRIPTION, str(error.result()["msg"]))

    def _in_subscription(self, needed: tuple[str, ...]) -> list[Link]:
        scope, permissions = self.arm.subscription, permissions_in_subscription(self.context)
        if permissions is None:
            return _untold(needed, f"A condition limits a role at {scope}, which only the service can judge.")
        return [self._link(action, scope, _allowed(permissions, action)) for action in needed]

    def _link(self, action: str, scope: str, allowed: bool) -> Link:
        name = f"right {action}"
        if allowed:
            return Link(name, OK, f"The signed-in identity may do it at {scope}.")
        return Link(name, BROKEN, f"No role lets the signed-in identity do it at {scope}.", self._remedy(action, scope))

    def _remedy(self, action: str, scope: str) -> Remedy:
        """The least built-in role that has the action; whoever gives it needs Owner or User Access Administrator."""
        role = "Role Based Access Control Administrator" if action == f"{ASSIGNMENTS}/write" else "Contributor"
        principal = self.context.caller.object_id
        return remedy(
            "role_assignment",
            {"role": role, "scope": scope, "principal_id": principal},
            "az", "role", "assignment", "create", "--role", role, "--scope", scope, "--assignee", principal,
        )  # fmt: skip


def _allowed(permissions: list[Json], action: str) -> bool:
    return allow([{"properties": {"permissions": permissions}}], [action])


def _untold(actions: tuple[str, ...], why: str) -> list[Link]:
    return [Link(f"right {action}", UNKNOWN, why) for action in actions]
