# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that a person chooses when starting the emulator."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Options of `serve` and `exec`, fixed for the life of the process (docs/docsite/rst/emulator.rst#options-of-both)."""

    latency: float = 0.0
    """Seconds added per network round trip, connection set-up included."""
    seed: int = 0
    """Every id the emulator makes follows from it."""
    issuer: str = "entra"
    """Issuer of service connections: `entra` or `vstoken` (docs/reference/azure_devops.md#issuer)."""
    devops_auth: str = "both"
    """Credentials that Azure DevOps accepts: `entra`, `pat` or `both`."""
    strict_quotas: bool = False
    eventual: bool = False
    """Consistency delays as in Azure."""
