# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: `$filter`, `$select`, `$top` and pages; other query options are not emulated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from emulator.core.paging import key_of, mark
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.graph.errors import GraphError
from emulator.services.graph.filters import filtered
from emulator.services.graph.router import HOST, answer, version_of

PAGE = 100
LARGEST_PAGE = 999


@dataclass(frozen=True)
class Kind:
    """The kind of object that a collection holds."""

    name: str
    """`Application`"""
    collection: str
    """`applications`, as in `@odata.context`."""
    filters: tuple[str, ...]
    """Properties that `$filter` may ask for."""


def listed(request: Request, kind: Kind, items: Iterable[dict[str, Any]]) -> Response:
    """A page in the order of the ids.

    :raises GraphError: a query option with a value that it cannot have, or one that is not emulated.
    """
    for option in ("$orderby", "$search", "$expand", "$count", "$skip"):
        if option in request.query:
            raise GraphError(501, "NotEmulated", f"The local Azure does not emulate {option} of {request.host}{request.path}.")
    wanted = request.query.get("$filter", "")
    found = filtered(items, wanted, kind.name, kind.filters) if wanted else list(items)
    found.sort(key=lambda item: item["id"])
    size, start = page_size(request), key_of(request.query.get("$skiptoken", "")) or ""
    rest = [item for item in found if item["id"] > start]
    page = [chosen(request, item, kind) for item in rest[:size]]
    body: dict[str, Any] = {"value": page}
    if len(rest) > size:
        query = urlencode({**request.query, "$skiptoken": mark(rest[size - 1]["id"])})
        body = {"@odata.nextLink": f"{HOST}{request.path}?{query}", **body}
    return answer(context(request, kind), body, version=version_of(request))


def page_size(request: Request) -> int:
    text = request.query.get("$top", str(PAGE))
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST_PAGE:
        # No source confirms code and text.
        text = f"Invalid page size specified: '{text}'. Must be between 1 and {LARGEST_PAGE} inclusive."
        raise GraphError(400, "Request_UnsupportedQuery", text)
    return int(text)


def context(request: Request, kind: Kind) -> str:
    select = request.query.get("$select")
    return f"{kind.collection}({select})" if select else kind.collection


def chosen(request: Request, item: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """The properties that `$select` names; all without it."""
    if "$select" not in request.query:
        return item
    names = {name.lower(): name for name in item}
    wanted = [name.strip() for name in request.query["$select"].split(",")]
    for name in wanted:
        if name.lower() not in names:
            # No source confirms code and text.
            text = (
                f"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type "
                f"'microsoft.graph.{kind.name[0].lower()}{kind.name[1:]}'."
            )
            raise GraphError(400, "BadRequest", text)
    return {names[name.lower()]: item[names[name.lower()]] for name in wanted}


def single(request: Request, kind: Kind, item: dict[str, Any]) -> Response:
    """One object, with `$select`."""
    return answer(f"{context(request, kind)}/$entity", chosen(request, item, kind), version=version_of(request))
