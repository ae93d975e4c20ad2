# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often one managed identity can be asked for (facts/api.md §5). The limits of a whole subscription are not kept."""

from __future__ import annotations

from ..quotas import Quota
from .errors import ArmError

WINDOW = 20.0
"""Seconds over which the documented rates are counted; no source confirms it."""
WRITES_PER_SECOND = 0.25
READS_PER_SECOND = 0.5


class IdentityQuotas:
    """By the identity's path in lower case."""

    def __init__(self) -> None:
        self._writes: dict[str, Quota] = {}
        self._reads: dict[str, Quota] = {}

    def count(self, path: str, now: float, write: bool) -> None:
        """:raises ArmError: 429 in one of the recorded shapes, none of which had a Retry-After (facts/api.md §7)."""
        quotas, rate = (self._writes, WRITES_PER_SECOND) if write else (self._reads, READS_PER_SECOND)
        if not quotas.setdefault(path.lower(), Quota(int(rate * WINDOW), WINDOW)).takes(now):
            # No source confirms that this service answers with this code and text.
            raise ArmError(429, "RetryableError", "A retryable error occurred. Too many requests for this resource.")
