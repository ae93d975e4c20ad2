# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State as JSON and back. The data names classes from a list and says who shares what; nothing in it can run as code.

A value is a JSON text, number, truth value or null, or an object with one entry: `{"at": 7}` is the object of that number,
`tuple` holds values, `bytes` base64, `float` an infinity. The objects are a list, each with one entry: a `list` of values, a
`dict` of pairs, a `git` repository, or the fields of a record under its class's name.
"""

from __future__ import annotations

import base64
import math
from types import NoneType
from typing import Any

from emulator.server.snapshot_records import BY_NAME, HINTS, NAMES, fits, is_exactly
from emulator.services.azure_devops.model.git.store import GitStore

PLAIN = (NoneType, bool, int, str)


class NotState(ValueError):
    """Raised with the reason why the data cannot be state."""


class Writer:
    """Numbers the objects in the order in which they are met, so that each is written once, however many share it."""

    def __init__(self) -> None:
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}

    def value(self, of: Any) -> Any:
        kind = type(of)
        if kind in PLAIN or (kind is float and math.isfinite(of)):
            return of
        if kind is float:
            return {"float": str(of)}
        if kind is bytes:
            return {"bytes": base64.b64encode(of).decode()}
        if kind is tuple:
            return {"tuple": [self.value(one) for one in of]}
        if id(of) not in self._numbers:
            self._numbers[id(of)] = len(self._objects)
            self._objects.append(of)
        return {"at": self._numbers[id(of)]}

    def objects(self) -> list[Any]:
        """All that the values refer to."""
        written: list[dict[str, Any]] = []
        while len(written) < len(self._objects):  # each may bring more
            written.append(self._object(self._objects[len(written)]))
        return written

    def _object(self, of: Any) -> dict[str, Any]:
        kind = type(of)
        if kind is list:
            return {"list": [self.value(one) for one in of]}
        if kind is dict:
            return {"dict": [[self.value(key), self.value(one)] for key, one in of.items()]}
        if kind is GitStore:
            return {"git": of.plain()}
        if kind not in NAMES:
            raise TypeError(f"{kind.__qualname__} has no place in a snapshot; snapshot_records.py lists the classes")
        return {NAMES[kind]: {name: self.value(getattr(of, name)) for name in HINTS[kind]}}


class Reader:
    """Makes the objects without calling anything of theirs, fills them, then looks at the type of each field."""

    def __init__(self, objects: Any) -> None:
        """:raises NotState:"""
        entries = [_only_entry(one) for one in _list(objects)]
        self._objects = [_made(kind, content) for kind, content in entries]
        for made, (_kind, content) in zip(self._objects, entries, strict=True):
            self._fill(made, content)
        for made in self._objects:
            for name, hint in HINTS[type(made)].items() if type(made) in NAMES else ():
                if not fits(getattr(made, name), hint):
                    raise NotState(f"{name} of a {type(made).__name__} is of another type")

    def value(self, written: Any) -> Any:
        """:raises NotState:"""
        if is_exactly(written, *PLAIN, float):
            return written
        kind, content = _only_entry(written)
        if kind == "at" and is_exactly(content, int) and 0 <= content < len(self._objects):
            return self._objects[content]
        if kind == "tuple":
            return tuple(self.value(one) for one in _list(content))
        if kind == "bytes" and is_exactly(content, str):
            return base64.b64decode(content, validate=True)
        if kind == "float" and content in ("inf", "-inf", "nan"):
            return float(content)
        raise NotState(f"{kind} is no value")

    def fields(self, written: Any) -> dict[str, Any]:
        """Values by name, of an object with a value for each."""
        if not is_exactly(written, dict):
            raise NotState("fields are an object")
        return {name: self.value(one) for name, one in written.items()}

    def _fill(self, made: Any, content: Any) -> None:
        kind = type(made)
        if kind is list:
            made += [self.value(one) for one in _list(content)]
        elif kind is dict:
            for pair in map(_list, _list(content)):
                key, one = map(self.value, pair)
                made[_key(key)] = one
        elif kind in NAMES:
            given = self.fields(content)
            if set(given) != set(HINTS[kind]):
                raise NotState(f"a {kind.__name__} has other fields: {', '.join(sorted(set(given) ^ set(HINTS[kind])))}")
            vars(made).update(given)


def _made(kind: str, content: Any) -> Any:
    if kind in ("list", "dict"):
        return [] if kind == "list" else {}
    if kind == "git":
        return GitStore.of(content)
    if kind not in BY_NAME:
        raise NotState(f"{kind[:80]} is no class of a snapshot")
    return object.__new__(BY_NAME[kind])


def _only_entry(written: Any) -> tuple[str, Any]:
    if not isinstance(written, dict) or len(written) != 1:
        raise NotState("an object with one entry is missing")
    return next(iter(written.items()))


def _list(written: Any) -> list[Any]:
    if not isinstance(written, list):
        raise NotState("a list is missing")
    return written


def _key(value: Any) -> Any:
    if not all(is_exactly(one, *PLAIN, float) for one in (value if is_exactly(value, tuple) else (value,))):
        raise NotState("a key is neither plain nor a tuple of what is plain")
    return value
