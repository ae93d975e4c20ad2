# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option for several secrets: its spellings, and the options that each of the secrets has as if it had a task of its own."""

from __future__ import annotations

import typing as t

from ....engine.argument_spec import ArgumentSpec
from ....engine.several import ON_FAILURE
from ....engine.tag_rules import check_texts
from ....errors import UsageError
from ..secret_value import NO_TEXTS

Options = dict[str, t.Any]

NAME: t.Final = ArgumentSpec({"name": {"type": "str", "aliases": ["secret_name"]}})
VALUE: t.Final = ArgumentSpec(
    # The type str would turn what is no text into one in Python's spelling.
    {"secret_value": {"type": "raw", "no_log": True, "aliases": ["value"]}}
)
ATTRIBUTES: t.Final = ArgumentSpec(
    {
        "content_type": {"type": "str"},
        "enabled": {"type": "bool"},
        "not_before": {"type": "str", "aliases": ["secret_valid_from"]},
        "expires": {"type": "str", "aliases": ["secret_expiry"]},
        "tags": {"type": "dict"},
    }
)
"""Attributes of a secret among several; given beside them, those of each that has no own."""
SEVERAL = ON_FAILURE + ArgumentSpec(
    {
        "secrets": {
            "type": "list",
            "elements": "dict",
            "no_log": True,
            "options": {"name": {**NAME.options["name"], "required": True}, **(VALUE + ATTRIBUTES).options},
        },
        "exclusive": {"type": "str", "choices": ["disable", "delete"]},
    },
    mutually_exclusive=(("name", "secrets"), ("secret_value", "secrets")),
    required_one_of=(("name", "secrets"),),
    required_by={"exclusive": ["secrets"]},
)


def as_list(given: t.Any, spelled_out: t.Callable[[t.Mapping[str, t.Any]], Options]) -> list[Options]:
    """The secrets that a task gives, as a list of dictionaries; a mapping has values by name.

    :param spelled_out: the options of one secret, after what a null in them means.
    :raises UsageError: it is something else. The message tells no value.
    """
    if isinstance(given, dict):
        return [{"name": name, "secret_value": value} for name, value in given.items()]
    if not isinstance(given, list):
        raise UsageError(
            f"secrets is {_called(given)}, but it has to be a mapping of names to values, or a list of dictionaries.",
            "Write it as in the module's examples.",
        )
    for one in given:
        if not isinstance(one, dict):
            raise UsageError(
                f"secrets has an element that is {_called(one)}, but each has to be a dictionary with a name.",
                "Write it as {name: MySecret, secret_value: ...}, or make secrets a mapping of names to values.",
            )
        if isinstance(one.get("tags"), dict):
            _check_tags(one)
    return [spelled_out(one) for one in given]


def _check_tags(one: t.Mapping[str, t.Any]) -> None:
    """:raises UsageError: a tag's name or value is no text."""
    try:
        check_texts(one["tags"])
    except UsageError as error:
        raise UsageError(f"{one.get('name')}: {error.message}", error.remedy) from None


def options_of_each(options: Options) -> list[Options]:
    """The options of each secret, as for a task of its own.

    :raises UsageError: two have one name, or there is none and all others would go.
    """
    listed: list[Options] = options["secrets"]
    names = [one["name"] for one in listed]
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise UsageError(
                f"secrets has the name {name} twice, and the case of letters does not count.", "Leave one of them out."
            )
        seen.add(name.casefold())
    if options.get("exclusive") and options["state"] == "absent":
        raise UsageError(
            "exclusive is for secrets that are to be there, but state is absent.", "Leave exclusive out, or set state: present."
        )
    if options.get("exclusive") and not listed:
        raise UsageError(
            f"secrets is empty, and with exclusive: {options['exclusive']} every secret with our mark would go.",
            "List the secrets that stay, or leave exclusive out.",
        )
    return [{**_shared(options), **_own(one, options)} for one in listed]


def options_of_others(options: Options, names: t.Iterable[str]) -> list[Options]:
    """The options that make secrets go which nobody has listed: disable them, or delete them if they still carry our mark."""
    goes: Options = {"enabled": False} if options["exclusive"] == "disable" else {"state": "absent", "only_managed": True}
    return [{**_shared(options), **goes, "name": name} for name in names]


def _shared(options: Options) -> Options:
    """The options that are the task's, without those of a single secret and those about several."""
    apart = (*SEVERAL.options, *NAME.options, *VALUE.options, *ATTRIBUTES.options)
    return {name: value for name, value in options.items() if name not in apart}


def _own(one: Options, options: Options) -> Options:
    own = {name: one[name] for name in (*NAME.options, *VALUE.options) if one.get(name) is not None}
    for name in ATTRIBUTES.options:
        own[name] = options.get(name) if one.get(name) is None else one[name]
    return own


def _called(given: t.Any) -> str:
    if given is None:
        return "null"
    return next((called for kind, called in NO_TEXTS.items() if isinstance(given, kind)), "a text")
