# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identities of pipelines that may do more with secrets than get and list them."""

from __future__ import annotations

import typing as t

from .....clients.arm.resource_ids import group_of
from ..access import Access
from ..rule import MEDIUM, Broken, Rule, View

SECRETS_USER = "Key Vault Secrets User"


def look(view: View) -> t.Iterator[Broken]:
    used = {id(one.identity) for one in view.estate.connections}
    for access in view.accesses.all:
        if access.too_many and id(access.identity) in used:
            told = (
                f"The {access.identity.label} may {', '.join(access.too_many)} secrets of the vault {access.vault.name}, "
                f"by its {access.by if access.role is None else f'role {access.by}'}."
            )
            yield Broken("identity", access.identity.label, told, tasks=_least(access))


def _least(access: Access) -> tuple[tuple[str, dict[str, t.Any]], ...]:
    vault, identity = access.vault, access.identity.options
    if access.role is None:
        options = {"vault_name": vault.name, "resource_group": group_of(vault.found["id"]), **identity}
        enough = ("kv_access_policy", {**options, "secrets": ["get", "list"]})
        return enough, ("kv_access_policy", {**options, "secrets": access.too_many, "mode": "remove"})
    least = {"role": SECRETS_USER, "scope": vault.found["id"], **identity}
    return (
        ("role_assignment", least),
        ("role_assignment", {"role": access.by, "scope": access.scope, **identity, "state": "absent"}),
    )


RULE = Rule(
    "more-than-get-and-list",
    MEDIUM,
    "The identity of a pipeline may get and list secrets, and no more.",
    "Give the identity Get and List alone, or the role Key Vault Secrets User.",
    look,
)
