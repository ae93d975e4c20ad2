# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as JSON, checked before anybody builds on them.

A proxy, a sign-in page or a service's bad day may answer with anything and the status 200.
"""

from __future__ import annotations

import json
import typing as t

from ...errors import not_understood
from .field_types import AZURE_KINDS, FREE, WITHIN, Kind

Json = dict[str, t.Any]
Kinds = t.Mapping[str, Kind]


class Answer(dict[str, t.Any]):
    """An object of an answer. What is read by `[]` has to be there; `get` is for what may be left out or null."""

    asked = ""

    def __getitem__(self, name: str) -> t.Any:
        """:raises ServiceError: there is no such field, or it is null."""
        found = self.get(name)
        if found is None:
            raise not_understood(self.asked, f"complete: it has no {name}")
        return found


def understood(content: bytes, asked: str, kinds: Kinds = AZURE_KINDS) -> t.Any:
    """The checked JSON; None without any. What is null counts as left out.

    :raises ServiceError: it is no JSON, or a field is of another kind than it is known to be.
    """
    if not content.strip():
        return None
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise not_understood(asked, "JSON") from None
    return checked(found, asked, kinds)


def checked(found: t.Any, asked: str, kinds: Kinds = AZURE_KINDS) -> t.Any:
    """JSON with `Answer` in place of its objects. :raises ServiceError: as above."""
    if isinstance(found, list):
        return [checked(one, asked, kinds) for one in found]
    if not isinstance(found, dict):
        return found
    answer = Answer()
    answer.asked = asked
    for name, value in found.items():
        if value is not None and name in kinds and not kinds[name].holds(value):
            raise not_understood(asked, f"as documented: {name} is not {kinds[name].called}")
        free = name in FREE and isinstance(value, dict)
        answer[name] = value if free else checked(value, asked, WITHIN.get(name, kinds))
    return answer


def the_object(found: t.Any, asked: str) -> Answer:
    """:raises ServiceError: it is something else."""
    if not isinstance(found, Answer):
        raise not_understood(asked, "a JSON object")
    return found


def the_list(found: t.Any, asked: str) -> list[Json]:
    """The objects in `value`. :raises ServiceError: it has no such list."""
    listed = the_object(found, asked).get("value")
    if not isinstance(listed, list):
        raise not_understood(asked, "a list")
    return [the_object(one, asked) for one in listed]


def the_first(found: t.Any, asked: str) -> Answer:
    """The object that a list begins with. :raises ServiceError: it is empty, or no list."""
    if not isinstance(found, list) or not found:
        raise not_understood(asked, "complete: a list in it is empty")
    return the_object(found[0], asked)


def subject_of(credential: Json) -> str | None:
    """Subject of a federated credential; None for a flexible one, which has an expression for it.

    :raises ServiceError: it has neither.
    """
    return credential.get("subject") if credential.get("claimsMatchingExpression") else credential["subject"]


def checking(check: t.Callable[[Answer], t.Any], asked: str) -> t.Callable[[t.Any], None]:
    """A `raw_response_hook` for the vendors' clients, whose models make a text or nothing of whatever stands where a value should
    be."""

    def hook(response: t.Any) -> None:
        if response.http_response.status_code == 200:
            check(the_object(understood(response.http_response.body(), asked), asked))

    return hook


def has_list(asked: str) -> t.Callable[[t.Any], None]:
    """The hook for a page of a list."""
    return checking(lambda answer: the_list(answer, asked), asked)
