# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests a service takes in some seconds, with --strict-quotas."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Quota:
    """A sliding window, which no source confirms; a refused request does not count."""

    most: int
    seconds: float
    _moments: list[float] = field(default_factory=list)

    def takes(self, now: float) -> bool:
        """Whether one more request is taken."""
        self._moments[:] = [moment for moment in self._moments if moment > now - self.seconds]
        if len(self._moments) >= self.most:
            return False
        self._moments.append(now)
        return True
