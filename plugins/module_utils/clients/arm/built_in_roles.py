# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Built-in roles whose definitions need not be read: their ids are the same everywhere
(docs/reference/resource_manager.md#built-in-roles)."""

from __future__ import annotations

import typing as t


class BuiltInRole(t.NamedTuple):
    """A role as its definition has it."""

    guid: str
    name: str
    data_actions: tuple[str, ...] = ()


READER = BuiltInRole("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader")
CONTRIBUTOR = BuiltInRole("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor")
OWNER = BuiltInRole("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner")
SECRETS_USER = BuiltInRole(
    "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets User",
    ("Microsoft.KeyVault/vaults/secrets/getSecret/action", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"),
)
READERS = {READER.guid, CONTRIBUTOR.guid, OWNER.guid}
"""Roles that can read a scope."""

_BY_NAME = {role.name.casefold(): role for role in (READER, SECRETS_USER)}
"""The roles that the tutorial gives."""


def built_in_role(name: str) -> BuiltInRole | None:
    """The role of that name; None where Azure has to be asked."""
    return _BY_NAME.get(name.casefold())
