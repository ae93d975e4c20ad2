# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an answer becomes JSON, and is checked before anybody builds on it.

A proxy, a sign-in page or a service's bad day may answer with anything and the status 200.
"""

from __future__ import annotations

import json
import typing as t

from ..errors import not_understood

Json = dict[str, t.Any]
OBJECTS = (
    "authorization configuration networkAcls pool process processTemplate properties "
    "providerData queue repository sku sourceRepository variables versioncontrol"
)
LISTS = (
    "accessPolicies audiences ipRules pipelines records refUpdates serviceEndpointProjectReferences "
    "variableGroupProjectReferences virtualNetworkRules"
)
TEXTS = (
    "appId buildNumber clientId defaultBranch displayName issuer location name nextLink objectId "
    "principalId principalType roleDefinitionId roleName scheme sourceBranch subject tenantId uniqueName vaultUri "
    "yamlFilename"
)
KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    **dict.fromkeys(OBJECTS.split(), ((dict,), "an object")),
    **dict.fromkeys(LISTS.split(), ((list,), "a list")),
    **dict.fromkeys(TEXTS.split(), ((str,), "a text")),
    "id": ((str, int), "a text or a number"),
    "capabilities": ((dict, str), "an object or a text"),
    "data": ((dict, str), "an object or a text"),
    "tags": ((dict, list), "an object or a list"),
}
"""By the name of a field, wherever it stands: only names that no recorded answer of any of the services uses for other kinds
(tests/unit/plugins/test_answers.py). What is null counts as left out."""
FREE = frozenset(("_links", "data", "env", "inputs", "parameters", "tags", "variables"))
"""Objects whose fields people name, and links, which are named like what they lead to."""


class Answer(dict[str, t.Any]):
    """An object of an answer. What is read by `[]` has to be there; `get` is for what may be left out or null."""

    asked = ""

    def __getitem__(self, name: str) -> t.Any:
        """:raises ServiceError: there is no such field, or it is null."""
        found = self.get(name)
        if found is None:
            raise not_understood(self.asked, f"complete: it has no {name}")
        return found


def understood(content: bytes, asked: str) -> t.Any:
    """The checked JSON; None without any.

    :raises ServiceError: it is no JSON, or a field is of another kind than it is known to be.
    """
    if not content.strip():
        return None
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise not_understood(asked, "JSON") from None
    return checked(found, asked)


def checked(found: t.Any, asked: str) -> t.Any:
    """JSON with `Answer` in place of its objects. :raises ServiceError: as above."""
    if isinstance(found, list):
        return [checked(one, asked) for one in found]
    if not isinstance(found, dict):
        return found
    answer = Answer()
    answer.asked = asked
    for name, value in found.items():
        kinds, called = KINDS.get(name, ((object,), ""))
        if value is not None and not isinstance(value, kinds):
            raise not_understood(asked, f"as documented: {name} is not {called}")
        answer[name] = value if name in FREE else checked(value, asked)
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
