# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The expressions of conditions and of `$[ ]` in variables (learn.microsoft.com: Expressions)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Value = str | bool | float | None | list[str] | Mapping[str, Any]
Lookup = Callable[[str], str | None]
"""A variable's value by its name; None where there is none."""

STATUSES = {
    "succeeded": ("succeeded", "succeededWithIssues"),
    "failed": ("failed",),
    "canceled": ("canceled",),
    "succeededorfailed": ("succeeded", "succeededWithIssues", "failed"),
    "always": ("succeeded", "succeededWithIssues", "failed", "canceled"),
}
TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))(?![\w.])|(?P<name>[A-Za-z_][\w-]*)|(?P<sign>[(),\[\].]))"
)


class ExpressionError(Exception):
    """An expression that cannot be read."""


@dataclass(frozen=True)
class Jobs:
    """Answers to what a job may ask about those before it."""

    results: Mapping[str, str] = field(default_factory=dict)
    """Results of all jobs before this one, by name in lower case."""
    dependencies: Mapping[str, Value] = field(default_factory=dict)
    """`result` and `outputs` of those that it names itself."""
    secrets: Collection[str] = field(default=(), repr=False)
    """Values of secret outputs."""

    @classmethod
    def succeeded(cls, before: Iterable[str], dependencies: Iterable[str]) -> Jobs:
        """Answers as if all went well, for a look at an expression before anything has run."""
        named: dict[str, Value] = {name: {"result": "Succeeded", "outputs": {}} for name in dependencies}
        return cls({name.lower(): "succeeded" for name in before}, named)

    def holds(self, status: str, names: list[str]) -> bool:
        """A status function of a job's condition, of all jobs before it or of those that are named (learn.microsoft.com:
        Expressions, job status functions).

        :raises ExpressionError: a name that is none of theirs; no source says what Azure makes of one.
        """
        if unknown := [name for name in names if name.lower() not in self.results]:
            raise ExpressionError(f"'{unknown[0]}' is no job before this one.")
        results = [self.results[name.lower()] for name in names] if names else list(self.results.values())
        if status in ("always", "canceled"):
            return (status == "always") or "canceled" in results
        if status == "failed":
            return "failed" in results
        return all(result in STATUSES[status] for result in results)


@dataclass(frozen=True)
class Surroundings:
    """Values that an expression is evaluated with."""

    variable: Lookup
    status: str | None = None
    """Result of the job so far; None: where there is no job, its functions are unknown."""
    jobs: Jobs | None = None
    """None: nothing may ask about other jobs."""


def evaluated(text: str, surroundings: Surroundings) -> Value:
    """:raises ExpressionError:"""
    return Expression(text, surroundings).value()


def truth(value: Value) -> bool:
    return isinstance(value, (list, Mapping)) or value not in (None, False, 0.0, "")


def text_of(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:g}" if value != int(value) or abs(value) > 1e15 else str(int(value))
    return "" if value is None else json.dumps(value) if isinstance(value, (list, Mapping)) else str(value)


def number_of(value: Value) -> float | None:
    """None where it is no number."""
    if isinstance(value, str):
        try:
            return float(value.replace(",", "")) if value.strip() else 0.0
        except ValueError:
            return None
    return None if isinstance(value, (list, Mapping)) else float(value or 0)


def equal(left: Value, right: Value) -> bool:
    """The right side takes the type of the left one; texts compare without regard to case."""
    if left is None:
        return right is None or right == ""
    if isinstance(left, bool):
        return truth(right) == left
    if isinstance(left, float):
        return number_of(right) == left
    if isinstance(left, (list, Mapping)):
        return left is right
    return not isinstance(right, (list, Mapping)) and text_of(right).lower() == left.lower()


def compared(left: Value, right: Value) -> int | None:
    """Negative, zero or positive; None where the right side cannot take the type of the left one."""
    if isinstance(left, str):
        one, other = left.lower(), text_of(right).lower()
        return (one > other) - (one < other)
    if isinstance(left, bool):
        right = truth(right)
    first, second = number_of(left), number_of(right)
    return None if first is None or second is None else (first > second) - (first < second)


def replaced(text: Value, old: Value, new: Value) -> str:
    return text_of(text).replace(text_of(old), text_of(new)) if text_of(old) else text_of(text)


def filled(pattern: Value, *arguments: Value) -> str:
    def put_in(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        number = int(found[1])
        if number >= len(arguments):
            raise ExpressionError(f"The following format string references more arguments than were supplied: {pattern}")
        return text_of(arguments[number])

    return re.sub(r"\{\{|\}\}|\{(\d+)\}", put_in, text_of(pattern))


def _lower(check: Callable[[str, str], bool]) -> Callable[[Value, Value], Value]:
    return lambda left, right: check(text_of(left).lower(), text_of(right).lower())


def _ordered(check: Callable[[int], bool]) -> Callable[[Value, Value], Value]:
    def ordered(left: Value, right: Value) -> Value:
        result = compared(left, right)
        return result is not None and check(result)

    return ordered


MANY = 1000
FUNCTIONS: dict[str, tuple[int, int, Callable[..., Value]]] = {
    "and": (2, MANY, lambda *values: all(map(truth, values))),
    "coalesce": (2, MANY, lambda *values: next((value for value in values if value not in (None, "")), None)),
    "contains": (2, 2, _lower(lambda left, right: right in left)),
    "containsvalue": (2, 2, lambda left, right: isinstance(left, list) and any(equal(one, right) for one in left)),
    "converttojson": (1, 1, lambda value: json.dumps(value, indent=2)),
    "endswith": (2, 2, _lower(str.endswith)),
    "eq": (2, 2, equal),
    "format": (1, MANY, filled),
    "ge": (2, 2, _ordered(lambda result: result >= 0)),
    "gt": (2, 2, _ordered(lambda result: result > 0)),
    "iif": (3, 3, lambda condition, yes, no: yes if truth(condition) else no),
    "in": (2, MANY, lambda left, *values: any(equal(left, value) for value in values)),
    "join": (2, 2, lambda sign, values: text_of(sign).join(values) if isinstance(values, list) else text_of(values)),
    "le": (2, 2, _ordered(lambda result: result <= 0)),
    "length": (1, 1, lambda value: float(len(value) if isinstance(value, list) else len(text_of(value)))),
    "lower": (1, 1, lambda value: text_of(value).lower()),
    "lt": (2, 2, _ordered(lambda result: result < 0)),
    "ne": (2, 2, lambda left, right: not equal(left, right)),
    "not": (1, 1, lambda value: not truth(value)),
    "notin": (2, MANY, lambda left, *values: not any(equal(left, value) for value in values)),
    "or": (2, MANY, lambda *values: any(map(truth, values))),
    "replace": (3, 3, replaced),
    "split": (2, 2, lambda text, signs: re.split(f"[{re.escape(text_of(signs))}]", text_of(text)) if signs else [text_of(text)]),
    "startswith": (2, 2, _lower(str.startswith)),
    "trim": (1, 1, lambda value: text_of(value).strip()),
    "upper": (1, 1, lambda value: text_of(value).upper()),
    "xor": (2, 2, lambda left, right: truth(left) != truth(right)),
}
"""Fewest and most arguments, and what each does, by its name in lower case."""
NOT_EMULATED = ("counter", "stagedependencies", "parameters", "pipeline", "resources")


class Expression:
    """One expression, read from left to right while it is evaluated."""

    def __init__(self, text: str, surroundings: Surroundings) -> None:
        self._text, self._surroundings = text, surroundings
        self._position = 0

    def value(self) -> Value:
        """:raises ExpressionError:"""
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
        if name == "variables":
            return self._inside(self._surroundings.variable(self._key()))
        if name == "dependencies" and self._surroundings.jobs is not None:
            return self._inside(self._surroundings.jobs.dependencies)
        if name in (*NOT_EMULATED, "dependencies"):
            raise ExpressionError(f"The local Azure does not emulate '{token}' in expressions: {self._text}")
        return self._call(token, self._arguments())

    def _inside(self, value: Value) -> Value:
        """Follows the names behind a value; a text has nothing inside."""
        while self._peek() in (".", "["):
            key = self._key().lower()
            inner = value.items() if isinstance(value, Mapping) else ()
            value = next((one for name, one in inner if name.lower() == key), None)
        return value

    def _key(self) -> str:
        """One name after a dot, or whatever stands in brackets."""
        sign = self._next()[1]
        if sign == "[":
            key = text_of(self._operand())
            self._expect("]")
            return key
        if sign != ".":
            raise self._unexpected(sign)
        kind, key = self._next()
        if kind != "name":
            raise self._unexpected(key)
        return key

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

    def _call(self, token: str, arguments: list[Value]) -> Value:
        name, status = token.lower(), self._surroundings.status
        if name in STATUSES and status is not None:
            jobs = self._surroundings.jobs
            if jobs is not None:
                return jobs.holds(name, [text_of(one) for one in arguments])
            if arguments:
                raise ExpressionError(f"The local Azure does not emulate '{token}' with arguments: {self._text}")
            return status in STATUSES[name]
        if name not in FUNCTIONS:
            raise ExpressionError(f"Unrecognized value: '{token}'. Located within expression: {self._text}")
        fewest, most, function = FUNCTIONS[name]
        if len(arguments) < fewest:
            raise ExpressionError(f"Too few parameters supplied: '{token}'. Located within expression: {self._text}")
        if len(arguments) > most:
            raise ExpressionError(f"Too many parameters supplied: '{token}'. Located within expression: {self._text}")
        return function(*arguments)

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

    def _unexpected(self, token: str) -> ExpressionError:
        where = f"'{token}'" if token else "the end"
        return ExpressionError(f"Unexpected symbol: {where}. Located within expression: {self._text}")
