# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Types of resources in Azure Resource Manager, each with the api-version of its requests, which stands nowhere else."""

from __future__ import annotations

import typing as t


class Kind(t.NamedTuple):
    type: str
    version: str


VAULTS = Kind("Microsoft.KeyVault/vaults", "2026-02-01")
"""Older versions retire on 27 February 2027, and from this one a new vault is RBAC unless told otherwise
(docs/reference/key_vault.md#rbac-by-default)."""
RESOURCE_GROUPS = "2024-03-01"
ROLES = "2022-04-01"
SUBSCRIPTIONS = "2022-12-01"
IDENTITIES = Kind("Microsoft.ManagedIdentity/userAssignedIdentities", "2024-11-30")
