# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`$filter` at Resource Manager (docs/reference/clients.md#filters)."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.core.odata import Clause, FilterInvalid, parse
from emulator.services.arm.errors import gateway

OPERATORS = ("eq", "ne", "call")


def parsed(text: str) -> list[Clause]:
    """The clauses of a filter; none of an empty one.

    :raises ArmError: InvalidFilterInQueryString.
    """
    text = text.strip()
    try:
        return parse(text, OPERATORS) if text else []
    except FilterInvalid as error:
        # No source confirms code and text for this endpoint.
        raise gateway(400, "InvalidFilterInQueryString", f"Invalid $filter '{text}' specified in the query string.") from error


def fits(clauses: list[Clause], fields: Mapping[str, str]) -> bool:
    """Says whether every clause holds for an object with these fields (names in lower case)."""
    return all(clause.fits(fields.get(clause.field.lower(), "")) for clause in clauses)
