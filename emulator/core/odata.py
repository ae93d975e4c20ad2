# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of OData's `$filter` that clients send (docs/reference/clients.md#filters, docs/reference/clients.md#az-directory)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

TEXT = r"'(?P<value>(?:[^']|'')*)'"
FORMS = {
    "startswith": re.compile(rf"startswith\(\s*(?P<field>\w+)\s*,\s*{TEXT}\s*\)", re.IGNORECASE),
    "any": re.compile(rf"(?P<field>\w+)/any\(\s*(?P<item>\w+)\s*:\s*(?P=item)\s+eq\s+{TEXT}\s*\)", re.IGNORECASE),
    "eq": re.compile(rf"(?P<field>\w+)\s+eq\s+{TEXT}", re.IGNORECASE),
    "ne": re.compile(rf"(?P<field>\w+)\s+ne\s+{TEXT}", re.IGNORECASE),
    "call": re.compile(rf"(?P<field>\w+)\((?:{TEXT})?\)"),
}
"""Forms of a clause by operator; a call is a service's own function, such as `atScope()`."""
AND = re.compile(r"\s+and\s+", re.IGNORECASE)


class FilterInvalid(ValueError):
    """A filter that a service does not understand."""

    def __init__(self, position: int) -> None:
        super().__init__(f"at position {position}")
        self.position = position


@dataclass(frozen=True)
class Clause:
    """One condition: a field, an operator of FORMS and a text; of a call, the function's name and its argument."""

    field: str
    operator: str
    value: str

    def fits(self, actual: Any) -> bool:
        """Says whether a field's value fulfils the condition; case does not count, and a call says nothing about a field."""
        wanted, text = self.value.lower(), str(actual or "").lower()
        if self.operator == "any":
            return wanted in [str(item).lower() for item in actual or ()]
        if self.operator == "startswith":
            return text.startswith(wanted)
        return self.operator == "call" or (text == wanted) == (self.operator == "eq")


def parse(text: str, operators: Collection[str]) -> list[Clause]:
    """The clauses of a filter, which are joined by `and`.

    :param operators: Those that the service knows.
    :raises FilterInvalid: with the position of something else.
    """
    clauses, position = [], 0
    while True:
        matches = ((name, FORMS[name].match(text, position)) for name in FORMS if name in operators)
        operator, match = next(((name, match) for name, match in matches if match), ("", None))
        if match is None:
            raise FilterInvalid(position)
        clauses.append(Clause(match["field"], operator, (match["value"] or "").replace("''", "'")))
        position = match.end()
        if not text[position:].strip():
            return clauses
        joined = AND.match(text, position)
        position = joined.end() if joined else len(text)
