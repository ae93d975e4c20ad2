# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells a vault that is not there from one that does not answer."""

from __future__ import annotations

from ...clients.context import TaskContext
from ...clients.key_vault.vaults import VaultsClient
from ...errors import Unreachable, VaultpipeError


def name_in(uri: str) -> str:
    """The name of the vault at the address."""
    return uri.removeprefix("https://").split(".", maxsplit=1)[0]


def refuse_silence(context: TaskContext, uri: str, silence: Unreachable) -> None:
    """Returns when Azure itself says that there is no such vault: that its name is free, or that it is soft-deleted.

    :raises Unreachable: there is one, perhaps in another subscription, or Azure does not say.
    """
    name, vaults = name_in(uri), context.client(VaultsClient)
    try:
        if vaults.name_is_free(name) or vaults.deleted(name) is not None:
            return
    except VaultpipeError as error:
        raise silence.with_remedy(
            f"Nothing answers at {uri}, and whether there is such a vault cannot be told: {error.message} {silence.remedy}"
        ) from error
    raise silence.with_remedy(
        f"There is a vault {name}, perhaps in another subscription, so what is in it cannot be told. Run from a network that "
        "reaches it, or correct its name."
    ) from silence
