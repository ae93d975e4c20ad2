# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets of a vault, and their values when the user asks for them."""

from __future__ import annotations

import typing as t

from ....clients.devops.lookup import same_name
from ....engine.argument_spec import AUTH, ArgumentSpec
from ....engine.info import Info
from ....engine.resource import State
from ..secret_name import check_secret_name
from ..vault_name import VAULT
from .in_vault import InVault
from .reading import Reading, read_secret
from .state import state_of


class KeyVaultSecretInfo(InVault, Info):
    """Without values no value is asked for at all; `secret_value` is in the result only with them."""

    key = "keyvault_secrets"
    spec = (
        AUTH
        + VAULT
        + ArgumentSpec(
            {
                "name": {"type": "str", "aliases": ["secret_name"]},
                "values": {"type": "bool", "default": False},
                "deleted": {"type": "bool", "default": False},
            },
            mutually_exclusive=(("values", "deleted"),),
        )
    )

    def validate(self) -> None:
        if self.options.get("name") is not None:
            check_secret_name(self.options["name"])
        self.uri  # noqa: B018 - checks vault_name and vault_uri

    def gather(self) -> list[State]:
        if self.options["deleted"]:
            name = self.options.get("name")
            found = [one for one in self.secrets.all_deleted() if name is None or same_name(str(one.name), name)]
            return [
                {**state_of(one.properties, self.uri), "recovery_level": one.properties.recovery_level or ""} for one in found
            ]
        if self.options["values"]:
            return [{**state_of(found.properties, self.uri), "secret_value": found.value} for found in self._readings()]
        return [state_of(found, self.uri) for found in self._properties()]

    def _properties(self) -> t.Iterable[t.Any]:
        name = self.options.get("name")
        if name is None:
            return self.secrets.all()
        found = self.secrets.latest(name)
        return [found] if found else []

    def _readings(self) -> list[Reading]:
        name = self.options.get("name")
        if name is not None:
            found = [read_secret(self.secrets, name)]
        else:
            # A disabled secret gives no value, so nobody asks for it.
            found = [
                read_secret(self.secrets, str(one.name)) if one.enabled else Reading(one, None) for one in self.secrets.all()
            ]
        return [one for one in found if one is not None]
