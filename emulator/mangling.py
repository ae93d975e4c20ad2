# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that no client should be misled by: what a service said, spoiled on its way."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from .web import Reply

PAGE = "<!DOCTYPE html><html><head><title>Sign In</title></head><body></body></html>"
HTML = {"content-type": "text/html; charset=utf-8"}
UNKNOWN_FIELD = "fieldThatNobodyKnows"
LARGE = 10 * 1024 * 1024
OTHER_TYPES: dict[type, Any] = {str: 7, int: "seven", float: "seven", bool: "yes", dict: [], list: {}, type(None): "text"}

Field = tuple[Any, Any]
"""A JSON object or list, and a key or number in it."""


def fields(body: Any) -> Iterator[Field]:
    """All of a JSON value, depth first."""
    for key in list(body) if isinstance(body, dict) else range(len(body)) if isinstance(body, list) else ():
        yield body, key
        yield from fields(body[key])


def _in_field(change: Callable[[Any, Any], None]) -> Callable[[Reply, int], Reply]:
    """:param change: is given the field, which it changes in place."""

    def mangle(reply: Reply, at: int) -> Reply:
        body = copy.deepcopy(reply.body)
        found = list(fields(body))
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


def _extended(holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        holder[UNKNOWN_FIELD] = {"some": ["thing"]}


def _truncated(reply: Reply, _at: int) -> Reply:
    content, headers = reply.encoded()
    return Reply(reply.status, content[: len(content) // 2], {**headers})


def _padded(reply: Reply, _at: int) -> Reply:
    if not isinstance(reply.body, dict):
        return reply
    return Reply(reply.status, {**reply.body, UNKNOWN_FIELD: "x" * LARGE}, reply.headers)


MANGLES: dict[str, Callable[[Reply, int], Reply]] = {
    "truncated": _truncated,
    "empty": lambda reply, _at: Reply(reply.status, b"", {"content-type": "application/json", **reply.headers}),
    "null": lambda reply, _at: Reply(reply.status, b"null", {"content-type": "application/json", **reply.headers}),
    "another type": lambda reply, _at: Reply(reply.status, {} if isinstance(reply.body, list) else [], reply.headers),
    "a page": lambda _reply, _at: Reply(200, PAGE, HTML),
    "a page with 203": lambda _reply, _at: Reply(203, PAGE, HTML),
    "401 with an empty list": lambda _reply, _at: Reply(401, {"count": 0, "value": []}),
    "field nulled": _in_field(_nulled),
    "field of another type": _in_field(_swapped),
    "field removed": _in_field(_removed),
    "unknown field": _in_field(_extended),
    "10 MB": _padded,
}
"""By name; the number says which field, counted through all of the answer."""


def mangled(reply: Reply, how: str, at: int) -> Reply:
    """The answer to send instead; what the service did stands."""
    return MANGLES[how](reply, at) if reply.body is not None or how.startswith(("a page", "401")) else reply
