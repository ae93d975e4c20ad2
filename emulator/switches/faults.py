# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on order: an error answer, a lost connection, a slow answer, for requests that match."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from emulator.core.request import Request
from emulator.core.response import ErrorResponse
from emulator.switches.corruption import CORRUPTIONS


class FaultRefused(ErrorResponse):
    """An order for a fault that cannot be understood."""

    def __init__(self, why: str) -> None:
        super().__init__(400, {"error": {"code": "BadFault", "message": why}})


def is_pattern(value: Any) -> bool:
    try:
        return bool(re.compile(value))
    except (re.error, TypeError):
        return False


def is_number(value: Any) -> bool:
    """True and false are numbers for Python, not for JSON."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_count(value: Any) -> bool:
    return is_number(value) and isinstance(value, int) and value >= 1


def is_seconds(value: Any) -> bool:
    return is_number(value) and 0 <= value < math.inf


def is_status(value: Any) -> bool:
    return is_number(value) and isinstance(value, int) and 200 <= value <= 599


def is_headers(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


Rules = dict[str, tuple[Callable[[Any], bool], str]]
PATTERN = (is_pattern, "a regular expression")
COUNT = (is_count, "a number from 1")
OBJECT = (lambda value: isinstance(value, dict), "an object")

ORDER: Rules = {"match": OBJECT, "action": OBJECT, "times": COUNT}
MATCH: Rules = {"method": PATTERN, "host": PATTERN, "path": PATTERN, "nth": COUNT}
ACTION: Rules = {
    "status": (is_status, "a number from 200 to 599"),
    "headers": (is_headers, "an object of texts"),
    "body": (lambda value: True, "anything"),
    "drop": (lambda value: value in ("before", "after"), "before or after"),
    "delay": (is_seconds, "seconds"),
    "mangle": (lambda value: isinstance(value, str) and value in CORRUPTIONS, f"one of {', '.join(CORRUPTIONS)}"),
    "at": (lambda value: is_number(value) and isinstance(value, int) and value >= 0, "a number from 0"),
}


def checked(what: str, given: Any, rules: Rules) -> dict[str, Any]:
    """:raises FaultRefused: names the first entry that breaks its rule."""
    if not isinstance(given, dict):
        raise FaultRefused(f"{what} is an object with some of {sorted(rules)}.")
    for name, value in given.items():
        if name not in rules:
            raise FaultRefused(f"{what} has no {name}; it has some of {sorted(rules)}.")
        fits, wanted = rules[name]
        if not fits(value):
            raise FaultRefused(f"{name} in {what} is {wanted}, not {value!r}.")
    return given


@dataclass
class Fault:
    """Match: method, host, path (regular expressions on the whole, case ignored), nth. Action: one of the others.

    `status` with `headers` and `body` answers instead of the service; `drop` is `before` (no effect) or `after`
    (the effect stands, the answer is lost); `delay` seconds between the effect and the answer. `times` fires, then it is spent.
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
    mangle: str | None = None
    at: int = 0
    seen: int = 0
    spoiled: int = 0
    """Number of answers that its corruption changed: one without a field has none to change."""

    @classmethod
    def ordered(cls, order: Any) -> Fault:
        """From the control API: `{"match": {...}, "action": {...}, "times": n}`.

        :raises FaultRefused: the order has something unknown, something ill-formed or no action.
        """
        parts = checked("the order", order, ORDER)
        match, action = checked("match", parts.get("match", {}), MATCH), checked("action", parts.get("action", {}), ACTION)
        if not set(action) & {"status", "drop", "delay", "mangle"}:
            raise FaultRefused("An action has a status, a drop, a delay or a mangle.")
        return cls(**match, **action, times=parts.get("times", 1))

    def hits(self, request: Request) -> bool:
        """Says whether this request gets the fault; counts the matching ones."""
        asked = ((self.method, request.method), (self.host, request.host), (self.path, request.path))
        if not all(re.fullmatch(pattern, text, re.I) for pattern, text in asked):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


class Faults:
    """Faults that are on order."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        self._ordered.append(fault)

    def clear(self) -> None:
        self._ordered.clear()

    def entries(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._ordered]

    def for_call(self, request: Request) -> Fault | None:
        return next((fault for fault in self._ordered if fault.hits(request)), None)
