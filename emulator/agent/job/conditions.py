# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a step runs: the expressions of `condition:` as far as a build's steps need them."""

from __future__ import annotations

import re
from collections.abc import Callable

from emulator.agent.variables import Variables

Value = str | bool | float | None

GOOD, BAD, CANCELED = ("succeeded", "succeededWithIssues"), ("failed",), ("canceled",)
STATUS: dict[str, tuple[str, ...]] = {
    "succeeded": GOOD,
    "failed": BAD,
    "canceled": CANCELED,
    "succeededorfailed": GOOD + BAD,
    "always": GOOD + BAD + CANCELED,
}
COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "eq": lambda left, right: comparable(left, right) == comparable(right, right),
    "ne": lambda left, right: comparable(left, right) != comparable(right, right),
}
TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w.]*)|(?P<sign>[(),\[\]]))")


class ConditionError(Exception):
    """A condition that cannot be read."""


def holds(condition: str, job_status: str, variables: Variables) -> bool:
    """Whether a condition is true for a job whose result so far is `job_status`.

    :raises ConditionError: not an expression, or a function that is not known here.
    """
    return truth(Expression(condition, job_status, variables).value())


def truth(value: Value) -> bool:
    return value not in (None, False, 0.0, "")


def comparable(value: Value, like: Value) -> Value:
    """A value cast to the type of the right side; texts compare without regard to case."""
    if isinstance(like, bool):
        return truth(value)
    if isinstance(like, float) and isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    if isinstance(like, str):
        return ("" if value is None else str(value)).lower()
    return value


class Expression:
    """One condition, read from left to right while it is evaluated."""

    def __init__(self, text: str, job_status: str, variables: Variables) -> None:
        self._text, self._status, self._variables = text, job_status, variables
        self._position = 0

    def value(self) -> Value:
        result = self._operand()
        if self._text[self._position :].strip():
            raise self._unexpected(self._text[self._position :].strip())
        return result

    def _operand(self) -> Value:
        kind, token = self._next()
        if kind == "text":
            return token[1:-1].replace("''", "'")
        if kind == "number":
            return float(token)
        if kind != "name":
            raise self._unexpected(token)
        name = token.lower()
        if name in ("true", "false"):
            return name == "true"
        if name.startswith("variables."):
            return self._variables.get(token.partition(".")[2])
        if name == "variables":
            self._expect("[")
            key = self._operand()
            self._expect("]")
            return self._variables.get(str(key))
        return self._call(name, self._arguments())

    def _arguments(self) -> list[Value]:
        self._expect("(")
        arguments: list[Value] = []
        if self._peek() == ")":
            self._next()
            return arguments
        while True:
            arguments.append(self._operand())
            _kind, sign = self._next()
            if sign == ")":
                return arguments
            if sign != ",":
                raise self._unexpected(sign)

    def _call(self, name: str, arguments: list[Value]) -> bool:
        if name in STATUS and not arguments:
            return self._status in STATUS[name]
        if name == "not" and len(arguments) == 1:
            return not truth(arguments[0])
        if name in ("and", "or") and len(arguments) > 1:
            return (all if name == "and" else any)(truth(argument) for argument in arguments)
        if name in COMPARISONS and len(arguments) == 2:
            return COMPARISONS[name](arguments[0], arguments[1])
        raise ConditionError(f"Unrecognized value: '{name}'. Located within expression: {self._text}")

    def _next(self) -> tuple[str, str]:
        match = TOKEN.match(self._text, self._position)
        if not match or not match.lastgroup:
            raise self._unexpected(self._text[self._position :].strip())
        self._position = match.end()
        return match.lastgroup, match[match.lastgroup]

    def _peek(self) -> str:
        match = TOKEN.match(self._text, self._position)
        return match[match.lastgroup] if match and match.lastgroup else ""

    def _expect(self, sign: str) -> None:
        _kind, token = self._next()
        if token != sign:
            raise self._unexpected(token)

    def _unexpected(self, token: str) -> ConditionError:
        where = f"'{token}'" if token else "the end"
        return ConditionError(f"Unexpected symbol: {where}. Located within expression: {self._text}")
