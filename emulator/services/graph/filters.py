# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OData that clients send in `$filter` (docs/reference/clients.md#az-directory)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from emulator.services.graph.errors import GraphError

TEXT = r"'(?P<{}>(?:[^']|'')*)'"
CLAUSE = re.compile(
    rf"startswith\(\s*(?P<start>\w+)\s*,\s*{TEXT.format('prefix')}\s*\)"
    rf"|(?P<list>\w+)/any\(\s*(?P<element>\w+)\s*:\s*(?P=element)\s+eq\s+{TEXT.format('member')}\s*\)"
    rf"|(?P<field>\w+)\s+eq\s+{TEXT.format('value')}",
    re.IGNORECASE,
)
AND = re.compile(r"\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Clause:
    field: str
    operator: str
    """`startswith`, `any` or `eq`."""
    value: str

    def fits(self, found: Any) -> bool:
        """Case does not count."""
        if self.operator == "any":
            return self.value in [str(one).lower() for one in found or ()]
        text = str(found or "").lower()
        return text.startswith(self.value) if self.operator == "startswith" else text == self.value


def parsed(text: str) -> list[Clause]:
    """Clauses that are joined by `and`.

    :raises GraphError: BadRequest, something else than these.
    """
    clauses, position = [], 0
    while True:
        match = CLAUSE.match(text, position)
        if match is None:
            # No source confirms the text.
            raise GraphError(400, "BadRequest", f"Invalid filter clause: Syntax error at position {position} in '{text}'.")
        clauses.append(_clause(match))
        position = match.end()
        if not text[position:].strip():
            return clauses
        joined = AND.match(text, position)
        position = joined.end() if joined else len(text)


def _clause(match: re.Match[str]) -> Clause:
    forms = (("start", "prefix", "startswith"), ("list", "member", "any"), ("field", "value", "eq"))
    field, text, operator = next(form for form in forms if match[form[0]])
    return Clause(match[field], operator, match[text].replace("''", "'").lower())


def filtered(items: Iterable[dict[str, Any]], text: str, kind: str, known: Iterable[str]) -> list[dict[str, Any]]:
    """Those for which every clause holds; only `known` properties can be asked for.

    :raises GraphError: BadRequest or Request_UnsupportedQuery.
    """
    names = {name.lower(): name for name in known}
    clauses = parsed(text.strip())
    for clause in clauses:
        if clause.field.lower() not in names:
            message = f"Unsupported or invalid query filter clause specified for property '{clause.field}' of resource '{kind}'."
            raise GraphError(400, "Request_UnsupportedQuery", message)
    return [item for item in items if all(clause.fits(item[names[clause.field.lower()]]) for clause in clauses)]
