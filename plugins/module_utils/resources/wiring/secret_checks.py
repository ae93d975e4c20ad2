# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets: each is there, enabled and in date. No value is read."""

from __future__ import annotations

import datetime
import typing as t

from ...clients.key_vault.secrets import SecretsClient
from ...errors import AuthenticationError, ServiceError
from ..key_vault.times import iso
from .check import Check
from .link import BROKEN, OK, UNKNOWN, Link, remedy

VALUE = "{{ lookup('ansible.builtin.env', 'YOUR_ACTUAL_SECRET') }}"
ANOTHER_YEAR = datetime.timedelta(days=365)


class SecretsCheck(Check):
    """A link for each secret, by the attributes of its newest version."""

    name, needs = "secret", ("vault",)

    @property
    def names(self) -> list[str]:
        return [f"secret {name}" for name in self.options["secrets"]]

    def look(self) -> list[Link]:
        return [self._secret(name) for name in self.options["secrets"]]

    @property
    def _secrets(self) -> SecretsClient:
        uri = str(self.found.vault["properties"]["vaultUri"]).rstrip("/").lower() + "/"
        return self.context.client(SecretsClient, uri)

    def _secret(self, name: str) -> Link:
        """One refused look tells nothing of the other secrets."""
        try:
            properties = self._secrets.latest(name)
            if properties is None:
                return self._missing(name)
        except (AuthenticationError, ServiceError) as error:
            return Link(f"secret {name}", UNKNOWN, str(error.result()["msg"]), thing=name)
        now = datetime.datetime.now(datetime.timezone.utc)
        if not properties.enabled:
            return self._changed(name, f"The secret {name} is disabled.", {"enabled": True}, "--enabled", "true")
        if properties.not_before and properties.not_before > now:
            told = f"The secret {name} is not valid before {iso(properties.not_before)}."
            return self._changed(name, told, {"not_before": iso(now)}, "--not-before", str(iso(now)))
        if properties.expires_on and properties.expires_on <= now:
            later = str(iso(now + ANOTHER_YEAR))
            told = f"The secret {name} has expired at {iso(properties.expires_on)}."
            return self._changed(name, told, {"expires": later}, "--expires", later)
        until = iso(properties.expires_on)
        fact = f"The secret {name} is enabled and valid{f' until {until}' if until else ''}."
        return Link(f"secret {name}", OK, fact, thing=name, until=until)

    def _missing(self, name: str) -> Link:
        vault = self.found.vault["name"]
        options, where = {"vault_name": vault, "name": name, "secret_value": VALUE}, ("--vault-name", vault, "--name", name)
        if self._secrets.deleted(name) is not None:
            told = f"The secret {name} is soft-deleted."
            mended = remedy(
                "keyvault_secret", {**options, "on_deleted": "recover"}, "az", "keyvault", "secret", "recover", *where
            )
        else:
            told = f"There is no secret {name} in the vault {vault}."
            mended = remedy("keyvault_secret", options, "az", "keyvault", "secret", "set", *where, "--file", "FILE")
        return Link(f"secret {name}", BROKEN, told, mended, name)

    def _changed(self, name: str, told: str, change: dict[str, t.Any], *arguments: str) -> Link:
        vault = self.found.vault["name"]
        command = ("az", "keyvault", "secret", "set-attributes", "--vault-name", vault, "--name", name, *arguments)
        mended = remedy("keyvault_secret", {"vault_name": vault, "name": name, **change}, *command)
        return Link(f"secret {name}", BROKEN, told, mended, name)
