# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets within reach of pipelines that have expired, and those that never do."""

from __future__ import annotations

import datetime
import typing as t

from ....key_vault.times import iso
from ...secret_checks import ANOTHER_YEAR, VALUE
from ..rule import LOW, MEDIUM, Broken, Rule, View


def expired(view: View) -> t.Iterator[Broken]:
    now = datetime.datetime.now(datetime.timezone.utc)
    for vault in view.read_vaults:
        for secret in vault.secrets:
            if secret.enabled and secret.expires is not None and secret.expires <= now:
                told = f"The secret {secret.name} of the vault {vault.name} has expired at {iso(secret.expires)}."
                options = {"vault_name": vault.name, "name": secret.name, "secret_value": VALUE, "expires": _next_year()}
                yield Broken("secret", f"{vault.name}/{secret.name}", told, tasks=(("keyvault_secret", options),))


def endless(view: View) -> t.Iterator[Broken]:
    for vault in view.read_vaults:
        for secret in vault.secrets:
            if secret.enabled and secret.expires is None:
                told = f"The secret {secret.name} of the vault {vault.name} never expires."
                options = {"vault_name": vault.name, "name": secret.name, "expires": _next_year()}
                yield Broken("secret", f"{vault.name}/{secret.name}", told, tasks=(("keyvault_secret", options),))


def _next_year() -> str | None:
    return iso(datetime.datetime.now(datetime.timezone.utc) + ANOTHER_YEAR)


EXPIRED = Rule(
    "expired-secret",
    MEDIUM,
    "A secret that pipelines read is in date.",
    "Rotate the secret, or disable it where nobody needs it.",
    expired,
)
ENDLESS = Rule(
    "endless-secret",
    LOW,
    "A secret that pipelines read has an expiry date.",
    "Give the secret an expiry date, and rotate it before.",
    endless,
)
