# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access of identities to the secrets of vaults, in whichever access model each vault has."""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from ....clients.arm.roles import last_segment, within
from ...access.permissions import normal
from ...key_vault.caller_access import goes_by_roles
from ...shared.granted_actions import allow_data
from .estate import Estate, Identity, Vault

READ, ALL = "get", "all"
ENOUGH = {READ, "list"}
"""Permissions that a pipeline needs."""
ACTIONS = {
    "get": "getSecret", "list": "readMetadata", "set": "setSecret", "update": "update", "delete": "delete",
    "backup": "backup", "restore": "restore", "recover": "recover", "purge": "purge",
}  # fmt: skip
"""Actions of the data plane by permission (docs/reference/key_vault.md#permissions)."""


@dataclasses.dataclass(frozen=True)
class Access:
    """An identity's permissions on a vault's secrets, by one policy or role."""

    identity: Identity
    vault: Vault
    permissions: frozenset[str]
    by: str
    """`access policy`, or the role's name."""
    scope: str
    """The vault, or what the role was assigned at."""
    role: str | None = None
    secret: str | None = None
    """The only secret that it is about."""
    is_conditional: bool = False

    @property
    def reads(self) -> bool:
        return bool({READ, ALL} & self.permissions)

    @property
    def too_many(self) -> list[str]:
        return sorted(self.permissions - ENOUGH)


class Accesses:
    """All of them in an estate, each found once."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate

    @functools.cached_property
    def all(self) -> list[Access]:
        by_principal = {one.principal_id: one for one in self._estate.identities if one.principal_id}
        return [
            access
            for vault in self._estate.vaults
            for access in (self._by_roles if goes_by_roles(vault.found) else _by_policies)(vault, by_principal)
        ]

    def of(self, identity: Identity) -> list[Access]:
        return [one for one in self.all if one.identity is identity]

    def readers_of(self, vault: Vault) -> list[Access]:
        return [one for one in self.all if one.vault is vault and one.reads]

    def _by_roles(self, vault: Vault, by_principal: t.Mapping[str, Identity]) -> t.Iterator[Access]:
        for assignment in self._estate.assignments:
            given = assignment["properties"]
            identity = by_principal.get(str(given["principalId"]).lower())
            scope, role = str(given["scope"]), last_segment(given["roleDefinitionId"])
            above, below = within(vault.found["id"], scope), within(scope, f"{vault.found['id']}/secrets")
            permissions = self._permissions.get(role) if identity and (above or below) else None
            if identity and permissions:
                name = str(self._estate.roles[role]["properties"].get("roleName") or role)
                secret = None if above else last_segment(scope)
                yield Access(identity, vault, permissions, name, scope, role, secret, bool(given.get("condition")))

    @functools.cached_property
    def _permissions(self) -> dict[str, frozenset[str]]:
        """Permissions on secrets by role."""
        actions = {one: f"Microsoft.KeyVault/vaults/secrets/{action}/action" for one, action in ACTIONS.items()}
        return {
            role: frozenset(one for one, action in actions.items() if allow_data([definition], [action]))
            for role, definition in self._estate.roles.items()
        }


def _by_policies(vault: Vault, by_principal: t.Mapping[str, Identity]) -> t.Iterator[Access]:
    for entry in vault.found["properties"].get("accessPolicies") or []:
        identity = by_principal.get(str(entry["objectId"]).lower())
        given = set(normal(entry.get("permissions") or {})["secrets"])
        if identity and given and not entry.get("applicationId"):
            yield Access(identity, vault, frozenset(given), "access policy", vault.found["id"])
