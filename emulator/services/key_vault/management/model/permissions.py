# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions that an access policy can hold (docs/reference/key_vault.md#permissions)."""

from __future__ import annotations

from typing import Any

COMMON = "all get list delete backup restore recover purge"
PERMISSIONS = {
    "keys": f"{COMMON} create import update encrypt decrypt sign verify wrapkey unwrapkey release rotate getrotationpolicy "
    "setrotationpolicy",
    "secrets": f"{COMMON} set",
    "certificates": f"{COMMON} create import update managecontacts getissuers listissuers setissuers deleteissuers manageissuers",
    "storage": f"{COMMON} set update regeneratekey getsas listsas deletesas setsas",
}


def are_permissions(kind: str, names: list[Any]) -> bool:
    """Says whether the service knows them all; case does not count."""
    known = PERMISSIONS.get(kind, "").split()
    return all(str(name).lower() in known for name in names)
