# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key vaults that there are."""

from __future__ import annotations

from ...clients.key_vault.vaults import Json, VaultsClient
from ...engine.argument_spec import AUTH, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ...errors import ServiceError
from .caller_access import CallerAccess, goes_by_roles
from .vault_name import check_vault_name
from .vault_state import state_of


class KeyVaultInfo(Info):
    """Lists those of the subscription, of one resource group, of one name."""

    key = "keyvaults"
    spec = AUTH + ArgumentSpec(
        {
            "name": {"type": "str", "aliases": ["vault_name"]},
            "resource_group": {"type": "str"},
            "caller_access": {"type": "bool", "default": False},
        }
    )

    @property
    def vaults(self) -> VaultsClient:
        return self.context.client(VaultsClient)

    def validate(self) -> None:
        if self.options.get("name") is not None:
            check_vault_name(self.options["name"], self.context.cloud)

    def gather(self) -> list[State]:
        return [{**state_of(vault), "caller_access": self._caller_access(vault)} for vault in self._found()]

    def _caller_access(self, vault: Json) -> bool | None:
        """A vault says itself what its policies allow; of roles each vault costs requests of its own.

        None when nobody asked, or when it cannot be told.
        """
        if goes_by_roles(vault) and not self.options["caller_access"]:
            return None
        try:
            return CallerAccess(self.context).has(vault)
        except ServiceError:
            return None

    def _found(self) -> list[Json]:
        name, group = self.options.get("name"), self.options.get("resource_group")
        if name and group:
            vault = self.vaults.get(group, name)
            return [vault] if vault else []
        return [vault for vault in self.vaults.all(group) if not name or vault["name"].lower() == name.lower()]
