# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of the services, with --strict-quotas; tests lower them by PUT /_emulator/rules.

Sources: of vaults docs/reference/key_vault.md#vault-limits, of managed identities
docs/reference/resource_manager.md#identity-limits; of Resource Manager learn.microsoft.com "Understand how Azure
Resource Manager throttles requests"; of Graph microsoft-graph-docs-contrib concepts/throttling-limits.md, "Identity and access",
for a tenant of less than 50 users; of Azure DevOps azure-devops-docs docs/integrate/concepts/rate-limits.md.
"""

from __future__ import annotations

import math
from typing import Any

from emulator.core.clock import Clock
from emulator.core.response import ErrorResponse
from emulator.switches.policies import Policies
from emulator.switches.quotas import Bucket, Quota, Window

LIMITS: dict[str, tuple[type[Quota], float, float]] = {
    # What: (kind, most, seconds). No source says whether those of vaults and identities are windows that slide.
    "vault_creations": (Window, 300, 10.0),
    "vault_others": (Window, 4000, 10.0),
    # Documented per second. A user's log has a wait of 20 seconds (microsoft/onefuzz#249).
    "identity_writes": (Window, 5, 20.0),
    "identity_reads": (Window, 10, 20.0),
    "identity_deletes": (Window, 5, 20.0),
    "identities_writes": (Window, 40, 20.0),
    "identities_reads": (Window, 200, 20.0),
    "identities_lists": (Window, 100, 20.0),
    "identities_deletes": (Window, 40, 20.0),
    "subscription_reads": (Bucket, 250, 10.0),
    "subscription_writes": (Bucket, 200, 20.0),
    "subscription_deletes": (Bucket, 200, 20.0),
    "tenant_reads": (Bucket, 250, 10.0),
    "tenant_writes": (Bucket, 200, 20.0),
    "tenant_deletes": (Bucket, 200, 20.0),
    "graph_resource_units": (Bucket, 3500, 10.0),
    "graph_writes": (Bucket, 3000, 150.0),
    "devops_throughput_units": (Window, 200, 300.0),
}


def check(changes: dict[str, Any]) -> None:
    """:raises ErrorResponse: 400, an unknown limit, or anything but `[most, seconds]`, from 1 and above 0."""
    for name, value in changes.items():
        numbers = [one for one in value if type(one) in (int, float) and math.isfinite(one)] if isinstance(value, list) else []
        if name not in LIMITS or numbers != value or len(numbers) != 2 or numbers[0] < 1 or numbers[1] <= 0:
            text = f"A quota is [most, seconds], from 1 and above 0, for one of {', '.join(LIMITS)}; not {name}: {value}."
            raise ErrorResponse(400, {"error": {"code": "BadRules", "message": text}})


class Quotas:
    """The use of each limit by each caller. A limit that is changed is unused again."""

    WIRING = ("kept",)

    def __init__(self, clock: Clock, policies: Policies, kept: bool) -> None:
        """:param kept: Whether a request too many is refused (--strict-quotas)."""
        self.clock, self.policies, self.kept = clock, policies, kept
        self._used: dict[tuple[str, str, float, float], Quota] = {}

    def of(self, name: str, who: str) -> Quota:
        kind, *documented = LIMITS[name]
        most, seconds = self.policies.quotas.get(name, documented)
        return self._used.setdefault((name, who, most, seconds), kind(most, seconds))

    def take(self, name: str, who: str) -> int:
        """One request of somebody's: the whole seconds to wait, 0 when it is taken or quotas are not kept."""
        return self.of(name, who).take(self.clock.now()) if self.kept else 0
