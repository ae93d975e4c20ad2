# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON on one line, as JavaScript's `JSON.stringify(JSON.parse(text))` writes it."""

from __future__ import annotations

import decimal
import json
import math
import re
import typing as t

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
LARGEST_INDEX = 2**32 - 2
"""Keys up to here come first in an object of JavaScript, in the order of their numbers."""
FIXED_FROM, FIXED_BELOW = -7, 21
"""Powers of ten between which JavaScript writes a number without an exponent."""


def json_line(text: str) -> str | None:
    """The JSON object or array on one line; None for any other text."""
    try:
        found = json.loads(text, parse_int=float, parse_constant=_refuse)
        return _written(found) if isinstance(found, dict | list) else None
    except (ValueError, RecursionError):
        return None


def _refuse(name: str) -> t.NoReturn:
    raise ValueError(f"JSON has no {name}")


def _written(value: t.Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(name)}:{_written(value[name])}" for name in _ordered(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return _number(value) if isinstance(value, float) else json.dumps(value)


def _ordered(names: t.Iterable[str]) -> list[str]:
    """Names of an object's fields in JavaScript's order."""
    names = list(names)
    first = sorted((name for name in names if INDEX.fullmatch(name) and int(name) <= LARGEST_INDEX), key=int)
    return first + [name for name in names if name not in set(first)]


def _text(text: str) -> str:
    return LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _number(value: float) -> str:
    """Both languages choose the shortest digits that mean the same number, and differ in how they write them."""
    if not math.isfinite(value):
        return "null"
    sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
    shown, point = "".join(map(str, digits)), len(digits) + int(exponent)
    if not value:
        return "0"
    if FIXED_FROM < point - 1 < FIXED_BELOW:
        shown = _fixed(shown, point)
    else:
        shown = shown[0] + (f".{shown[1:]}" if shown[1:] else "") + f"e{point - 1:+d}"
    return f"{'-' if sign else ''}{shown}"


def _fixed(digits: str, point: int) -> str:
    """:param point: how many of the digits stand before the decimal point."""
    if point <= 0:
        return f"0.{'0' * -point}{digits}"
    return digits.ljust(point, "0")[:point] + (f".{digits[point:]}" if digits[point:] else "")
