# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on order: an error answer, a lost connection, a slow answer, for requests that match."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .web import Call, Problem


class FaultRefused(Problem):
    """An order for a fault that cannot be understood."""

    def __init__(self, why: str) -> None:
        super().__init__(400, {"error": {"code": "BadFault", "message": why}})


@dataclass
class Fault:
    """Match: method, host, path (regular expressions on the whole, case ignored), nth. Action: one of the others.

    `status` with `headers` and `body` answers instead of the service; `drop` is `before` (no effect) or `after`
    (the effect stands, the answer is lost); `delay` seconds before the answer. `times` fires, then it is spent.
    """

    method: str = ".*"
    host: str = ".*"
    path: str = ".*"
    nth: int = 1
    times: int = 1
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    drop: str | None = None
    delay: float = 0.0
    seen: int = 0

    @classmethod
    def ordered(cls, order: dict[str, Any]) -> Fault:
        """From the control API: `{"match": {...}, "action": {...}, "times": n}`."""
        known = {"method", "host", "path", "nth"}, {"status", "headers", "body", "drop", "delay"}
        match, action = order.get("match") or {}, order.get("action") or {}
        unknown = (set(match) - known[0]) | (set(action) - known[1]) | (set(order) - {"match", "action", "times"})
        if unknown or action.get("drop") not in (None, "before", "after"):
            raise FaultRefused(
                f"Unknown in the order: {sorted(unknown) or action.get('drop')}. A match has "
                f"{sorted(known[0])}, an action {sorted(known[1])}, drop is before or after."
            )
        return cls(**match, **action, times=order.get("times", 1))

    def hits(self, call: Call) -> bool:
        """Whether this request gets the fault; counts the matching ones."""
        asked = ((self.method, call.method), (self.host, call.host), (self.path, call.path))
        if not all(re.fullmatch(pattern, text, re.I) for pattern, text in asked):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


class Faults:
    """What is on order."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        self._ordered.append(fault)

    def clear(self) -> None:
        self._ordered.clear()

    def for_call(self, call: Call) -> Fault | None:
        return next((fault for fault in self._ordered if fault.hits(call)), None)
