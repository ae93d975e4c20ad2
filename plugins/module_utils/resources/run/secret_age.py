# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The age of the secrets that a pipeline reads."""

from __future__ import annotations

import datetime
import re
import typing as t

from ...clients.context import TaskContext
from ...clients.key_vault.secrets import SecretsClient
from ...errors import Unreachable, UsageError
from ..key_vault.silent_vault import refuse_silence
from ..key_vault.vault_name import vault_uri

SECRETS: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "no_log": False,
    "options": {
        "vault_name": {"type": "str"},
        "vault_uri": {"type": "str", "aliases": ["keyvault_uri", "vault_url"]},
        "name": {"type": "str", "required": True, "aliases": ["secret_name"]},
    },
    "mutually_exclusive": [("vault_name", "vault_uri")],
    "required_one_of": [("vault_name", "vault_uri")],
}
"""The option that names the secrets."""


class SecretMissing(UsageError):
    """A secret or its vault is not there, which before the first run of a playbook is no mistake."""


class SecretAges:
    """Ages of the secrets that a task names."""

    def __init__(self, secrets: t.Sequence[t.Mapping[str, t.Any]], context: TaskContext) -> None:
        self._secrets, self._context = secrets, context
        self.disabled: list[str] = []
        """Secrets that give no value."""

    def newest(self) -> datetime.datetime | None:
        """The end of the second in which the youngest version was made; None without secrets. The service counts whole seconds.

        :raises SecretMissing: names the secret or the vault.
        """
        made = [self._made(secret) for secret in self._secrets]
        return max(made) + datetime.timedelta(seconds=1) if made else None

    def _made(self, secret: t.Mapping[str, t.Any]) -> datetime.datetime:
        uri, name = vault_uri(secret, self._context.cloud), secret["name"]
        try:
            found = self._context.client(SecretsClient, uri).latest(name)
        except Unreachable as error:
            refuse_silence(self._context, uri, error)
            raise SecretMissing(f"secrets names {name} of {uri}, but there is no such vault.", "Create it first.") from error
        if found is None or found.created_on is None:
            raise SecretMissing(f"secrets names {name}, but {uri} has no such secret.", "Create it first, or correct the name.")
        if not found.enabled:
            self.disabled.append(f"{name} of {uri}")
        return found.created_on


def parse_timestamp(text: str | None) -> datetime.datetime | None:
    """A time as Azure DevOps writes it, with up to seven digits of a second; Python 3.10 takes six, no more and no less."""
    if not text:
        return None
    in_six_digits = re.sub(r"\.(\d+)", lambda fraction: f".{fraction[1][:6]:0<6}", text)
    return datetime.datetime.fromisoformat(in_six_digits.replace("Z", "+00:00"))
