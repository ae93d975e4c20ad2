# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of options that mean the same in every module that has them."""

from __future__ import annotations

import re
import typing as t

from ansible.module_utils.common.validation import check_required_if, check_required_one_of

from ..errors import UsageError
from ..known_after_apply import is_unknown
from .argument_spec import ArgumentSpec

TIMEOUTS = ("timeout", "verify_timeout")
GROUPS = ("resource_group", "identity_resource_group")
GROUP_NAME = re.compile(r"[-\w.()]{0,89}[-\w()]")


def check_shared_options(options: t.Mapping[str, t.Any], spec: t.Mapping[str, t.Mapping[str, t.Any]]) -> None:
    """:raises UsageError: an option breaks its rule; no request has been sent."""
    for name in TIMEOUTS:
        if (options.get(name) or 0) < 0:
            raise UsageError(f"{name} is {options[name]}, but seconds are not negative.", "Choose 0 or more.")
    for name in GROUPS:
        given = options.get(name)
        # Where a group is not required, an empty one is none.
        if given or (given is not None and spec[name].get("required")):
            check_group_name(name, given)


def tidy_lists(options: dict[str, t.Any], spec: t.Mapping[str, t.Mapping[str, t.Any]], within: str = "") -> None:
    """Takes the blanks around the elements of lists away, which `a, b` in place of a list leaves there.

    :param within: completes the name of a suboption, such as `network_acls.`.
    :raises UsageError: an element is empty.
    """
    for name, rule in spec.items():
        given, suboptions = options.get(name), rule.get("options")
        if suboptions:
            for held in given if isinstance(given, list) else [given]:
                if isinstance(held, dict):
                    tidy_lists(held, suboptions, f"{within}{name}.")
        elif rule.get("elements") == "str" and isinstance(given, list):
            options[name] = [element.strip() for element in given]
            if "" in options[name]:
                raise UsageError(f"{within}{name} has an empty element.", "Leave it out.")


def check_required(options: t.Mapping[str, t.Any], spec: ArgumentSpec) -> None:
    """Ansible itself takes an option that is null for given in these rules.

    :raises UsageError: in truth none of them is given.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        check_required_one_of(spec.required_one_of, given)
        check_required_if(spec.required_if, given)
    except TypeError as error:
        raise UsageError(
            f"{error}. What is null counts as missing.",
            "Give a value. In a result null is what the service does not show to this identity: let one that sees it run this.",
        ) from None


def check_group_name(option: str, name: str) -> None:
    """A name with a slash would lead a request to something else.

    :raises UsageError: the name breaks Azure's rule.
    """
    if not GROUP_NAME.fullmatch(name) and not is_unknown(name):
        raise UsageError(
            f"{option} is {name!r}, but a resource group's name has 1 to 90 letters, digits, '-', '_', '.', '(' and ')', "
            "and no '.' at its end.",
            "Choose another name.",
        )
