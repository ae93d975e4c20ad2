# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults by name or by address, and the refusal of managed HSMs."""

from __future__ import annotations

import re
import typing as t

from ...clients.arm.client import ArmClient
from ...clients.arm.resource_types import VAULTS
from ...engine.argument_spec import ArgumentSpec
from ...errors import Forbidden, UsageError
from ...session.clouds import CLOUDS, CloudEndpoints

VAULT = ArgumentSpec(
    {
        "vault_name": {"type": "str"},
        "vault_uri": {"type": "str", "aliases": ["keyvault_uri", "vault_url"]},
    },
    mutually_exclusive=(("vault_name", "vault_uri"),),
    required_one_of=(("vault_name", "vault_uri"),),
)
"""doc_fragments/vault.py documents these."""

NAME = re.compile(r"[a-zA-Z](?:[a-zA-Z0-9]|-(?!-)){1,22}[a-zA-Z0-9]")


def check_vault_name(name: str, cloud: CloudEndpoints, option: str = "name") -> None:
    """:raises UsageError: the name breaks the rule, or it is an address of a managed HSM."""
    _refuse_hsm(name, option)
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{option} is {name!r}, but a key vault's name has 3 to 24 letters, digits and single '-', begins with a letter and "
            f"does not end with '-'. It is part of {name.lower()}.{cloud.vault_suffix}, so it must be globally unique.",
            "Choose another name.",
        )


def vault_uri(options: t.Mapping[str, t.Any], cloud: CloudEndpoints) -> str:
    """The vault's address with a slash at its end.

    :raises UsageError: the name or the address is none of a vault.
    """
    if options.get("vault_name") is not None:
        check_vault_name(options["vault_name"], cloud, "vault_name")
        return f"https://{options['vault_name'].lower()}.{cloud.vault_suffix}/"
    given = str(options["vault_uri"])
    _refuse_hsm(given, "vault_uri")
    suffixes = "|".join(re.escape(known.vault_suffix) for known in CLOUDS.values())
    if not re.fullmatch(rf"https://[a-z0-9-]{{3,24}}\.({suffixes})/?", given, re.IGNORECASE):
        raise UsageError(
            f"vault_uri is {given!r}, which is not a valid vault address.",
            f"Write https://NAME.{cloud.vault_suffix}/, or use vault_name.",
        )
    return given.rstrip("/").lower() + "/"


def vault_id(arm: ArmClient, name: str, group: str | None) -> str | None:
    """The resource id of the vault, which a missing group is looked up for; None when the subscription has no such vault."""
    if group:
        return f"{arm.group(group)}/providers/{VAULTS.type}/{name}"
    try:
        return next(iter(arm.ids(VAULTS, name)), None)
    except Forbidden as error:
        raise error.with_remedy("Set resource_group: with it, only that group has to be seen.") from error


def missing_vault(name: str, group: str | None) -> UsageError:
    """The error to raise where the vault must be there."""
    place = f"the resource group {group}" if group else "the subscription"
    return UsageError(
        f"There is no key vault {name} in {place}.",
        "Create it first (vaultpipe.azure.keyvault), or correct vault_name and resource_group.",
    )


def _refuse_hsm(text: str, option: str) -> None:
    if ".managedhsm." in text.lower() or "/managedhsms/" in text.lower():
        raise UsageError(
            f"{option} is {text!r}, a managed HSM. Managed HSMs hold keys only, no secrets.", "Use a key vault for secrets."
        )
