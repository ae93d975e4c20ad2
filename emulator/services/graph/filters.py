# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`$filter` at Microsoft Graph (docs/reference/clients.md#az-directory)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.core.odata import Clause, FilterInvalid, parse
from emulator.services.graph.errors import GraphError

OPERATORS = ("startswith", "any", "eq")


def parsed(text: str) -> list[Clause]:
    """The clauses of a filter.

    :raises GraphError: BadRequest.
    """
    try:
        return parse(text, OPERATORS)
    except FilterInvalid as error:
        # No source confirms the text.
        message = f"Invalid filter clause: Syntax error at position {error.position} in '{text}'."
        raise GraphError(400, "BadRequest", message) from error


def filtered(items: Iterable[dict[str, Any]], text: str, kind: str, known: Iterable[str]) -> list[dict[str, Any]]:
    """The items for which every clause holds; only `known` properties can be asked for.

    :raises GraphError: BadRequest or Request_UnsupportedQuery.
    """
    names = {name.lower(): name for name in known}
    clauses = parsed(text.strip())
    for clause in clauses:
        if clause.field.lower() not in names:
            message = f"Unsupported or invalid query filter clause specified for property '{clause.field}' of resource '{kind}'."
            raise GraphError(400, "Request_UnsupportedQuery", message)
    return [item for item in items if all(clause.fits(item[names[clause.field.lower()]]) for clause in clauses)]
