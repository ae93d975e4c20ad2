# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A soft-deleted secret, which keeps its name until it is purged."""

from __future__ import annotations

import typing as t

from ....errors import UsageError


def is_purgeable(deleted: t.Any) -> bool:
    """Tells whether its vault lets the soft-deleted secret be purged (docs/reference/key_vault.md#recovery-level)."""
    return "purgeable" in (deleted.properties.recovery_level or "purgeable").lower()


def refuse_taken_name(name: str, vault_uri: str, deleted: t.Any, on_deleted: str) -> None:
    """Lets a new secret have the name when the one that keeps it may be recovered or purged.

    :raises UsageError: the option on_deleted says otherwise, or the vault's purge protection does.
    """
    if on_deleted == "fail":
        raise UsageError(
            f"A secret {name} is soft-deleted in {vault_uri} and keeps the name until it is purged.",
            "Set on_deleted to recover or purge, or choose another name.",
        )
    if on_deleted == "purge" and not is_purgeable(deleted):
        raise UsageError(
            f"A secret {name} is soft-deleted in {vault_uri}, whose purge protection keeps it until its retention "
            "ends, so on_deleted: purge cannot be.",
            "Set on_deleted to recover, or choose another name.",
        )
