# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests a vault takes in ten seconds, with --strict-quotas (facts/api.md §4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import VaultError

WINDOW = 10.0
"""Seconds; taken as sliding, which no source confirms."""
MOST_CREATIONS = 300
MOST_OTHERS = 4000


@dataclass
class Quota:
    """The moments of one vault's requests; a refused one does not count."""

    creations: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)

    def count(self, now: float, creation: bool) -> None:
        """:raises VaultError: 429, without Retry-After as documented."""
        moments, most = (self.creations, MOST_CREATIONS) if creation else (self.others, MOST_OTHERS)
        moments[:] = [moment for moment in moments if moment > now - WINDOW]
        if len(moments) >= most:
            # No source confirms this text.
            reason = "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached"
            raise VaultError(429, "Throttled", reason)
        moments.append(now)
