# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that no client should be misled by: what a service said, spoiled on its way."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from .web import Call, Reply

PAGE = "<!DOCTYPE html><html><head><title>Sign In</title></head><body></body></html>"
HTML = {"content-type": "text/html; charset=utf-8"}
JSON = {"content-type": "application/json"}
UNKNOWN_FIELD = "fieldThatNobodyKnows"
LARGE = 10 * 1024 * 1024
OTHER_TYPES: dict[type, Any] = {str: 7, int: "seven", float: "seven", bool: "yes", dict: [], list: {}, type(None): "text"}
NEXT_PAGES = {"graph.microsoft.com": "@odata.nextLink"}
"""How lists name the next page's address, where it is not `nextLink`."""

Field = tuple[Any, Any]
"""A JSON object or list, and a key or number in it."""
Mangle = Callable[[Call, Reply, int], Reply]
"""Gives the same reply where there is nothing to spoil. The number says which field, counted through all of the answer."""


def fields(body: Any) -> Iterator[Field]:
    """All of a JSON value, depth first."""
    for key in list(body) if isinstance(body, dict) else range(len(body)) if isinstance(body, list) else ():
        yield body, key
        yield from fields(body[key])


def _in_field(change: Callable[[Any, Any], None], *kinds: type) -> Mangle:
    """:param change: is given the field, which it changes in place.
    :param kinds: of values that it can change; without any, all."""

    def mangle(_call: Call, reply: Reply, at: int) -> Reply:
        body = copy.deepcopy(reply.body)
        found = [(holder, key) for holder, key in fields(body) if isinstance(holder[key], kinds or object)]
        if found:
            change(*found[at % len(found)])
        return Reply(reply.status, body, reply.headers)

    return mangle


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


def _instead(status: int | None, content: Any, headers: dict[str, str], *, bodiless: bool = False) -> Mangle:
    """:param status: None is the service's own.
    :param bodiless: whether also in place of an answer that has no body."""

    def mangle(_call: Call, reply: Reply, _at: int) -> Reply:
        if reply.body is None and not bodiless:
            return reply
        return Reply(status or reply.status, content, headers if status else {**headers, **reply.headers})

    return mangle


def _truncated(_call: Call, reply: Reply, _at: int) -> Reply:
    content, headers = reply.encoded()
    return Reply(reply.status, content[: len(content) // 2], headers) if content else reply


def _of_another_type(_call: Call, reply: Reply, _at: int) -> Reply:
    return reply if reply.body is None else Reply(reply.status, {} if isinstance(reply.body, list) else [], reply.headers)


def _padded(_call: Call, reply: Reply, _at: int) -> Reply:
    if not isinstance(reply.body, dict):
        return reply
    return Reply(reply.status, {**reply.body, UNKNOWN_FIELD: "x" * LARGE}, reply.headers)


def _continued(call: Call, reply: Reply, _at: int) -> Reply:
    """One page more, which is the same again."""
    if call.method != "GET" or not isinstance(reply.body, dict) or not isinstance(reply.body.get("value"), list):
        return reply
    if call.host == "dev.azure.com":
        return Reply(reply.status, reply.body, {**reply.headers, "x-ms-continuationtoken": "0"})
    address = f"{call.url}?{urlencode(call.query)}"
    return Reply(reply.status, {**reply.body, NEXT_PAGES.get(call.host, "nextLink"): address}, reply.headers)


MANGLES: dict[str, Mangle] = {
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

"""By name: the answer to send instead; what the service did stands."""
