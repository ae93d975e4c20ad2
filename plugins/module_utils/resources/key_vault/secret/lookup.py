# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of secrets by term: a name, or a name and a version."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor

from ....clients.context import TaskContext
from ....clients.key_vault.secrets import SecretsClient
from ....engine.argument_spec import AUTH
from ....errors import UsageError, VaultpipeError
from ..secret_name import VERSION, check_secret_name
from ..vault_name import VAULT, vault_uri

SPEC = AUTH + VAULT
AT_A_TIME = 8
"""Most requests under way, as many as a vault answers well within its limits (docs/reference/key_vault.md#vault-limits)."""


def look_up(terms: t.Sequence[str], options: dict[str, t.Any], context: TaskContext) -> list[str]:
    """One value per term, by one request each, some of them at a time. All terms are checked before the first request.

    :raises UsageError: a term is neither `name` nor `name/version`.
    :raises VaultpipeError: the vault has no such secret, or no such version of it.
    """
    uri, wanted = vault_uri(options, context.cloud), [_parsed(term) for term in terms]
    secrets = context.client(SecretsClient, uri)
    # The first brings the token and the vault's challenge for all.
    first = [_value(secrets, uri, name, version) for name, version in wanted[:1]]
    if len(wanted) < 2:
        return first
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        asked = [threads.submit(_value, secrets, uri, name, version) for name, version in wanted[1:]]
        try:
            return first + [one.result() for one in asked]
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def _parsed(term: str) -> tuple[str, str | None]:
    name, slash, version = str(term).partition("/")
    check_secret_name(name, "A term")
    if slash and not VERSION.fullmatch(version):
        raise UsageError(
            f"The term {term!r} has the version {version!r}, but a version has 32 hexadecimal digits.",
            "Leave out the slash and what follows it for the newest version.",
        )
    return name, version or None


def _value(secrets: SecretsClient, uri: str, name: str, version: str | None) -> str:
    found = secrets.get(name, version)
    if found is None:
        what = f"version {version} of the secret {name}" if version else f"secret {name}"
        raise VaultpipeError(
            f"There is no {what} in {uri}.", "Create it first (vaultpipe.azure.keyvault_secret), or correct the term."
        )
    return str(found.value)
