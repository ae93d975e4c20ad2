# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quotas of a service, kept with --strict-quotas: how much somebody may use in some time; switches/limits.py has the numbers."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field


@dataclass
class Quota(ABC):
    """A refused request uses nothing. One that costs more than everything is taken where everything is left."""

    most: float
    seconds: float

    @abstractmethod
    def left(self, now: float) -> float:
        """Below 0 when more was used than there is."""

    @abstractmethod
    def wait(self, now: float, cost: float = 1.0) -> float:
        """Seconds until there is enough for such a request."""

    @abstractmethod
    def use(self, now: float, cost: float = 1.0) -> None:
        """Uses it, whether or not there is enough."""

    def take(self, now: float, cost: float = 1.0) -> int:
        """Uses it and gives 0, or gives the whole seconds to wait."""
        wait = self.wait(now, cost)
        if wait <= 0:
            self.use(now, cost)
        return math.ceil(wait)


@dataclass
class Window(Quota):
    """At most so much in any span of so many seconds."""

    _uses: list[tuple[float, float]] = field(default_factory=list)
    """Moment and cost, in order."""

    def left(self, now: float) -> float:
        self._uses[:] = [use for use in self._uses if use[0] > now - self.seconds]
        return self.most - sum(cost for _moment, cost in self._uses)

    def wait(self, now: float, cost: float = 1.0) -> float:
        missing, wait = min(cost, self.most) - self.left(now), 0.0
        for moment, returned in self._uses:
            if missing <= 0:
                break
            missing, wait = missing - returned, moment + self.seconds - now
        return wait

    def use(self, now: float, cost: float = 1.0) -> None:
        self._uses.append((now, cost))


@dataclass
class Bucket(Quota):
    """A token bucket: full at first, and filled again at an even rate, from empty to full in so many seconds."""

    _level: float = math.inf
    _moment: float = 0.0
    """Time of the last use."""

    def left(self, now: float) -> float:
        return min(self.most, self._level + (now - self._moment) * self.most / self.seconds)

    def wait(self, now: float, cost: float = 1.0) -> float:
        return max(0.0, min(cost, self.most) - self.left(now)) * self.seconds / self.most

    def use(self, now: float, cost: float = 1.0) -> None:
        self._level, self._moment = self.left(now) - cost, now
