# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The little OData that clients send in `$filter` (docs/reference/clients.md#filters)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from emulator.services.arm.errors import gateway

CLAUSE = re.compile(
    r"(?:(?P<function>\w+)\((?:'(?P<argument>(?:[^']|'')*)')?\)"
    r"|(?P<field>\w+)\s+(?P<operator>eq|ne)\s+'(?P<value>(?:[^']|'')*)')"
    r"(?:\s+and\s+|$)",
    re.IGNORECASE,
)


def parsed(text: str) -> list[tuple[str, str, str]]:
    """`(field, operator, value)` or `(function, "()", argument)` per clause; clauses are joined by `and`.

    :raises ArmError: InvalidFilterInQueryString, something else than these.
    """
    clauses, position, text = [], 0, text.strip()
    while position < len(text):
        match = CLAUSE.match(text, position)
        if match is None:
            # No source confirms code and text for this endpoint.
            raise gateway(400, "InvalidFilterInQueryString", f"Invalid $filter '{text}' specified in the query string.")
        position = match.end()
        if match["function"]:
            clauses.append((match["function"].lower(), "()", match["argument"] or ""))
        else:
            clauses.append((match["field"].lower(), match["operator"].lower(), match["value"].replace("''", "'")))
    return clauses


def fits(clauses: list[tuple[str, str, str]], fields: Mapping[str, str]) -> bool:
    """Whether every comparison holds for an object with these fields (names in lower case)."""
    return all(
        (fields.get(name, "").lower() == value.lower()) == (operator == "eq")
        for name, operator, value in clauses
        if operator != "()"
    )
