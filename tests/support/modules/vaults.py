# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks on one key vault, and what its resource group has of it."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
VAULT: dict[str, Any] = {"name": "kv-test", "resource_group": GROUP}
NEW: dict[str, Any] = {**VAULT, "location": "West Europe"}
PATH = f"/resourceGroups/{GROUP}/providers/Microsoft.KeyVault/vaults/kv-test"
OTHER = "55555555-5555-4555-8555-555555555555"


def vaults(emulator: EmulatorProcess) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emulator.state()["live"]["vaults"]["vaults"]
    return found


def add_policy_of_somebody_else(portal: Portal) -> None:
    entry = {"tenantId": portal.tenant, "objectId": OTHER, "permissions": {"secrets": ["Get"], "keys": ["wrapKey"]}}
    portal.arm("PUT", f"{PATH}/accessPolicies/add", {"properties": {"accessPolicies": [entry]}}, "2026-02-01")
