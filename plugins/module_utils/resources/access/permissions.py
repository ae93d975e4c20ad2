# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The permissions of access policies, by what they are permissions on (docs/reference/key_vault.md#permissions)."""

from __future__ import annotations

import typing as t

from ...errors import UsageError

KNOWN = {
    "secrets": ("all", "get", "list", "set", "delete", "backup", "restore", "recover", "purge"),
    "keys": (
        "all", "encrypt", "decrypt", "wrapkey", "unwrapkey", "sign", "verify", "get", "list", "create", "update", "import",
        "delete", "backup", "restore", "recover", "purge", "release", "rotate", "getrotationpolicy", "setrotationpolicy",
    ),
    "certificates": (
        "all", "get", "list", "delete", "create", "import", "update", "managecontacts", "getissuers", "listissuers",
        "setissuers", "deleteissuers", "manageissuers", "recover", "purge", "backup", "restore",
    ),
    "storage": (
        "all", "get", "list", "delete", "set", "update", "regeneratekey", "recover", "purge", "backup", "restore", "setsas",
        "listsas", "getsas", "deletesas",
    ),
}  # fmt: skip
"""In lower case; the service keeps what it was given and takes any case."""

SHOWN = {
    "secrets": "secret_permissions", "keys": "key_permissions", "certificates": "certificate_permissions",
    "storage": "storage_permissions",
}  # fmt: skip
"""Name in results, and alias of the option, by kind. A field named keys is out of a template's reach: dictionaries have a
method of that name."""

Permissions = dict[str, list[str]]


def normal(permissions: t.Mapping[str, t.Iterable[str] | None]) -> Permissions:
    """Every kind with its permissions sorted and in lower case; absent, null and empty are one
    (docs/reference/key_vault.md#no-permissions)."""
    return {kind: sorted({permission.lower() for permission in permissions.get(kind) or ()}) for kind in KNOWN}


def check(permissions: t.Mapping[str, t.Iterable[str] | None]) -> None:
    """:raises UsageError: names the kind, the unknown permissions and the known ones."""
    for kind, given in normal(permissions).items():
        unknown = sorted(set(given) - set(KNOWN[kind]))
        if unknown:
            raise UsageError(
                f"{kind} has {', '.join(unknown)}, which is not a valid permission on {kind}.",
                f"Choose from {', '.join(KNOWN[kind])}.",
            )
