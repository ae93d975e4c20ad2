# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access policies: one entry per identity, and what the sub-resource `accessPolicies/{how}` does
(docs/reference/key_vault.md#access-policies)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

KINDS = ("keys", "secrets", "certificates", "storage")

Policy = dict[str, Any]


def identity(policy: Policy) -> tuple[str, str, str]:
    """With an applicationId it is another identity than without."""
    return (
        str(policy.get("tenantId", "")).lower(),
        str(policy.get("objectId", "")).lower(),
        str(policy.get("applicationId") or "").lower(),
    )


def merged(old: Policy, new: Policy) -> Policy:
    result = deepcopy(old)
    for kind, names in new["permissions"].items():
        known = {name.lower() for name in result["permissions"].get(kind, [])}
        kept = result["permissions"].setdefault(kind, [])
        kept.extend(name for name in names if name.lower() not in known)
    return result


def reduced(old: Policy, gone: Policy) -> Policy:
    result = deepcopy(old)
    for kind, names in gone["permissions"].items():
        taken = {name.lower() for name in names}
        if kind in result["permissions"]:
            kept = [name for name in result["permissions"].pop(kind) if name.lower() not in taken]
            if kept:
                result["permissions"][kind] = kept
    return result


def changed(policies: list[Policy], how: str, entries: list[Policy]) -> list[Policy]:
    """The vault's list after `add` (merge), `replace` (set) or `remove` (take away) of these identities' permissions.

    Other identities stay. A kind left without any permission is dropped, and so is an identity; no source confirms that.
    """
    result = {identity(one): one for one in policies}
    for entry in entries:
        key = identity(entry)
        old = result.get(key)
        if how == "replace" or (how == "add" and old is None):
            result[key] = entry
        elif how == "add" and old is not None:
            result[key] = merged(old, entry)
        elif old is not None:
            result[key] = reduced(old, entry)
            if not any(result[key]["permissions"].values()):
                del result[key]
    return list(result.values())


def grants(policies: list[Policy], object_ids: set[str], permission: str) -> bool:
    """Says whether a principal, or a group that it is in, has a secret permission. `all` has never included `purge`.

    Entries with an applicationId count for nobody who signs in as itself (docs/reference/key_vault.md#access-policy-identity).
    """
    for policy in policies:
        _tenant, object_id, application_id = identity(policy)
        if application_id or object_id not in object_ids:
            continue
        given = {name.lower() for name in policy["permissions"].get("secrets") or []}
        if permission in given or ("all" in given and permission != "purge"):
            return True
    return False
