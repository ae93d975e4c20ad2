# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks on one secret, and what its vault has of it."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Outcome
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
VAULT = "kv-secrets"
WHERE: dict[str, Any] = {"vault_name": VAULT, "name": "MySecret"}
FIRST, SECOND = "the-first-value-7", "the-second-value-8"


def versions(emulator: EmulatorProcess) -> int:
    """Number of versions that MySecret has."""
    (found,) = emulator.state()["live"]["vaults"]["vaults"]
    return sum(secret["versions"] for secret in found["secrets"])


def methods(outcome: Outcome) -> list[str]:
    return [request.method for request in outcome.effects]
