# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that no client should be misled by: what a service said, spoiled on its way."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from emulator.core.request import Request
from emulator.core.response import Response

PAGE = "<!DOCTYPE html><html><head><title>Sign In</title></head><body></body></html>"
HTML = {"content-type": "text/html; charset=utf-8"}
JSON = {"content-type": "application/json"}
UNKNOWN_FIELD = "fieldThatNobodyKnows"
LARGE = 10 * 1024 * 1024
OTHER_TYPES: dict[type, Any] = {str: 7, int: "seven", float: "seven", bool: "yes", dict: [], list: {}, type(None): "text"}
NEXT_PAGES = {"graph.microsoft.com": "@odata.nextLink"}
"""Names that lists give the next page's address, where it is not `nextLink`."""

Field = tuple[Any, Any]
"""A JSON object or list, and a key or number in it."""
Corruption = Callable[[Request, Response, int], Response]
"""Gives the same reply where there is nothing to spoil. The number says which field, counted through all of the answer."""


def fields(body: Any) -> Iterator[Field]:
    """All of a JSON value, depth first."""
    for key in list(body) if isinstance(body, dict) else range(len(body)) if isinstance(body, list) else ():
        yield body, key
        yield from fields(body[key])


def _in_field(change: Callable[[Any, Any], None], *kinds: type) -> Corruption:
    """:param change: is given the field, which it changes in place.
    :param kinds: of values that it can change; without any, all."""

    def corrupt(_call: Request, response: Response, at: int) -> Response:
        body = copy.deepcopy(response.body)
        found = [(holder, key) for holder, key in fields(body) if isinstance(holder[key], kinds or object)]
        if found:
            change(*found[at % len(found)])
        return Response(response.status, body, response.headers)

    return corrupt


def _nulled(holder: Any, key: Any) -> None:
    holder[key] = None


def _swapped(holder: Any, key: Any) -> None:
    holder[key] = copy.copy(OTHER_TYPES[type(holder[key])])


def _removed(holder: Any, key: Any) -> None:
    del holder[key]


def _changed(holder: Any, key: Any) -> None:
    holder[key] += "-other"


def _emptied(holder: Any, key: Any) -> None:
    holder[key] = []


def _extended(holder: Any, key: Any) -> None:
    """Beside the field."""
    if isinstance(holder, dict):
        holder[UNKNOWN_FIELD] = {"some": ["thing"]}


def _instead(status: int | None, content: Any, headers: dict[str, str], *, bodiless: bool = False) -> Corruption:
    """:param status: None is the service's own.
    :param bodiless: whether also in place of an answer that has no body."""

    def corrupt(_call: Request, response: Response, _at: int) -> Response:
        if response.body is None and not bodiless:
            return response
        return Response(status or response.status, content, headers if status else {**headers, **response.headers})

    return corrupt


def _truncated(_call: Request, response: Response, _at: int) -> Response:
    content, headers = response.encoded()
    return Response(response.status, content[: len(content) // 2], headers) if content else response


def _of_another_type(_call: Request, response: Response, _at: int) -> Response:
    return (
        response
        if response.body is None
        else Response(response.status, {} if isinstance(response.body, list) else [], response.headers)
    )


def _padded(_call: Request, response: Response, _at: int) -> Response:
    if not isinstance(response.body, dict):
        return response
    return Response(response.status, {**response.body, UNKNOWN_FIELD: "x" * LARGE}, response.headers)


def _continued(request: Request, response: Response, _at: int) -> Response:
    """One page more, which is the same again."""
    if request.method != "GET" or not isinstance(response.body, dict) or not isinstance(response.body.get("value"), list):
        return response
    if request.host == "dev.azure.com":
        return Response(response.status, response.body, {**response.headers, "x-ms-continuationtoken": "0"})
    address = f"{request.url}?{urlencode(request.query)}"
    return Response(response.status, {**response.body, NEXT_PAGES.get(request.host, "nextLink"): address}, response.headers)


CORRUPTIONS: dict[str, Corruption] = {
    "truncated": _truncated,
    "empty": _instead(None, b"", JSON),
    "null": _instead(None, b"null", JSON),
    "another type": _of_another_type,
    "a page": _instead(200, PAGE, HTML, bodiless=True),
    "a page with 203": _instead(203, PAGE, HTML, bodiless=True),
    "401 with an empty list": _instead(401, {"count": 0, "value": []}, {}, bodiless=True),
    "field nulled": _in_field(_nulled),
    "field of another type": _in_field(_swapped),
    "field removed": _in_field(_removed),
    "text changed": _in_field(_changed, str),
    "list emptied": _in_field(_emptied, list),
    "unknown field": _in_field(_extended),
    "one page more": _continued,
    "10 MB": _padded,
}

"""Corruptions by name: each gives the answer to send instead; what the service did stands."""
