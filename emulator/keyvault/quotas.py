# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests a vault takes (facts/api.md §4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..quotas import Quota
from .errors import VaultError

WINDOW = 10.0
MOST_CREATIONS = 300
MOST_OTHERS = 4000


@dataclass
class VaultQuotas:
    creations: Quota = field(default_factory=lambda: Quota(MOST_CREATIONS, WINDOW))
    others: Quota = field(default_factory=lambda: Quota(MOST_OTHERS, WINDOW))

    def count(self, now: float, creation: bool) -> None:
        """:raises VaultError: 429, without Retry-After as documented."""
        if not (self.creations if creation else self.others).takes(now):
            # No source confirms this text.
            reason = "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached"
            raise VaultError(429, "Throttled", reason)
