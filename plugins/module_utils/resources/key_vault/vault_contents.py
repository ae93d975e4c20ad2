# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of a key vault and whom it lets in, before it is removed."""

from __future__ import annotations

import typing as t

from ...clients.arm.roles import RolesClient
from ...clients.context import TaskContext
from ...clients.key_vault.secrets import SecretsClient
from ...errors import Forbidden
from ..shared.ownership import Thing, others


def others_in_vault(context: TaskContext, vault: t.Mapping[str, t.Any], besides: t.Sequence[str], purge: bool) -> list[str]:
    """Reasons to keep it: secrets, and access that somebody else than the caller has.

    Keys are not looked for; a certificate shows as a secret.

    :param vault: as ARM has it.
    :param purge: whether what is soft-deleted in the vault would be lost too.
    """
    return _secrets(context, vault, besides, purge) + _access(context, vault, besides)


def _secrets(context: TaskContext, vault: t.Mapping[str, t.Any], besides: t.Sequence[str], purge: bool) -> list[str]:
    secrets = context.client(SecretsClient, vault["properties"]["vaultUri"])
    try:
        things = [Thing("secret", name) for name in secrets.names()]
        if purge:
            things += [Thing("soft-deleted secret", name) for name in secrets.deleted_names()]
    except Forbidden:
        return ["does not show its secrets to the signed-in identity"]
    return others(things, besides)


def _access(context: TaskContext, vault: t.Mapping[str, t.Any], besides: t.Sequence[str]) -> list[str]:
    if vault["properties"].get("enableRbacAuthorization"):
        found, how = context.client(RolesClient).at(vault["id"]), "a role"
        principals = {one["properties"]["principalId"].lower() for one in found}
    else:
        how = "an access policy"
        principals = {entry["objectId"].lower() for entry in vault["properties"].get("accessPolicies") or []}
    things = (Thing("principal", one) for one in sorted(principals - {context.caller.object_id.lower()}))
    return [f"{said} in by {how}" for said in others(things, besides, "lets")]
