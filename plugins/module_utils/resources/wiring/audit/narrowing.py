# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of an estate that leads to one vault."""

from __future__ import annotations

import dataclasses

from ....errors import UsageError
from .access import Accesses
from .estate import Estate
from .uses import may_use


def narrowed(estate: Estate, accesses: Accesses, vault_name: str) -> tuple[Estate, Accesses]:
    """The vault with the identities that may read it, their connections, and the pipelines that may use those or name the vault.

    :raises UsageError: there is no such vault.
    """
    vaults = [one for one in estate.vaults if one.name.lower() == vault_name.lower()]
    if not vaults:
        raise UsageError(f"There is no vault {vault_name} in the subscription, or it is not to be seen.", "Correct vault_name.")
    readers = {one.identity.client_id for one in accesses.readers_of(vaults[0])}
    identities = [one for one in estate.identities if one.client_id in readers]
    connections = [one for one in estate.connections if one.client_id in readers]
    pipelines = [
        pipeline
        for pipeline in estate.pipelines
        if any(may_use(pipeline, one) for one in connections)
        or any(read.vault.lower() == vault_name.lower() for read in pipeline.reads)
    ]
    part = dataclasses.replace(
        estate, vaults=vaults, identities=identities, connections=connections, pipelines=pipelines, is_whole=False
    )
    return part, Accesses(part)
