# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role assignments at a scope or in a subscription."""

from __future__ import annotations

import functools

from ...clients.arm.client import ArmClient
from ...clients.arm.roles import RolesClient, last_segment, within
from ...engine.argument_spec import AUTH, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ...known_after_apply import is_unknown
from ..identity.principal import ANY_PRINCIPAL, Principal, principal_if_any
from ..key_vault.vault_name import check_vault_name, missing_vault, vault_id
from .role_assignment import check_scope, state_of


class RoleAssignmentInfo(Info):
    """Lists those at one scope, else all of the subscription; of everybody, or of one principal."""

    key = "role_assignments"
    spec = (
        AUTH
        + ANY_PRINCIPAL
        + ArgumentSpec(
            {
                "role": {"type": "str", "aliases": ["role_definition_id"]},
                "scope": {"type": "str"},
                "resource_group": {"type": "str"},
                "vault_name": {"type": "str"},
                "inherited": {"type": "bool", "default": False},
            },
            mutually_exclusive=(("scope", "resource_group"), ("scope", "vault_name")),
        )
    )

    @functools.cached_property
    def principal(self) -> Principal | None:
        return principal_if_any(self.options, self.context)

    def validate(self) -> None:
        if self.principal:
            self.principal.validate()
        if self.options.get("vault_name") is not None:
            check_vault_name(self.options["vault_name"], self.context.cloud, "vault_name")
        check_scope(self.options.get("scope"))

    def gather(self) -> list[State]:
        """:raises UsageError: there is no such vault.
        :raises NotFound: there is no such scope."""
        principal_id = self.principal.object_id if self.principal else None
        scope, roles = self._scope(), self.context.client(RolesClient)
        if is_unknown(principal_id):
            return []
        base = scope or self.context.client(ArmClient).subscription
        found = [one for one in roles.everywhere(base, principal_id) if self._counts(one["properties"]["scope"], base, scope)]
        names = roles.names(base) if found else {}
        shown = []
        for one in found:
            role_id, of = one["properties"]["roleDefinitionId"], str(one["properties"]["principalId"]).lower()
            guid = last_segment(role_id)
            if self._is_wanted(guid, names.get(guid, guid)):
                shown.append(state_of(one, one["properties"]["scope"], names.get(guid, guid), role_id, of))
        return shown

    def _scope(self) -> str | None:
        """The scope that the options name; None for all of the subscription."""
        arm = self.context.client(ArmClient)
        scope, group, vault = (self.options.get(name) for name in ("scope", "resource_group", "vault_name"))
        if vault:
            path = vault_id(arm, vault, group)
            if path is None:
                raise missing_vault(vault, group)
            return path
        if group:
            return arm.group(group)
        return str(scope).rstrip("/") if scope else None

    def _counts(self, place: str, base: str, scope: str | None) -> bool:
        """Tells whether an assignment there is meant: one at the scope, below it where none is given, above it on request."""
        above, below = within(base, place), within(place, base)
        return (above and below) or (self.options["inherited"] if above else below and scope is None)

    def _is_wanted(self, guid: str, name: str) -> bool:
        wanted = self.options.get("role")
        return wanted is None or wanted.lower() == name.lower() or last_segment(wanted) == guid
