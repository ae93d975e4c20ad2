# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the playbooks' variables that name something, seen without any request."""

from __future__ import annotations

import difflib
import re
import typing as t

from ..module_utils.engine.option_rules import check_group_name
from ..module_utils.errors import UsageError
from ..module_utils.resources.identity.identity_name import check_identity_name
from ..module_utils.resources.key_vault.secret_name import check_secret_name
from ..module_utils.resources.key_vault.vault_name import check_vault_name
from ..module_utils.session.clouds import endpoints_of
from ..module_utils.session.sign_in_options import organization_url

PREFIX = "vaultpipe_"
OWN = {
    *(
        "arguments_file",
        "as_a_whole",
        "audit",
        "begins",
        "begun",
        "binned",
        "broken",
        "connection_going",
        "connection_ignoring",
        "conditions",
        "connections",
        "conversion",
        "days",
        "empty",
        "ending",
        "failing",
        "faults",
        "execution",
        "finished",
        "group_found",
        "found",
        "front_door",
        "grave",
        "handed_over",
        "identity_known",
        "known_options",
        "left",
        "limit",
        "links",
        "looked_at",
        "missing",
        "of_managed_identity",
        "options",
        "other",
        "project_found",
        "purging",
        "required",
        "suite",
        "severities",
        "taken",
        "untold",
        "why",
        "wiring",
        "wirings",
    ),
    *("purgeable", "secret_purgeable", "variables_file", "vault_purgeable", "vault_secrets", "whole"),
}
"""Variables with the prefix that are not described with a playbook's: its own, and the switch of all tasks."""
PLACEHOLDER = re.compile(r"YOUR_[A-Z_]+|SERVICE_CONNECTION_NAME")
"""Placeholder of playbooks/vars/example.yml."""
WITHOUT_SLASH = ("project", "repository", "service_connection", "pipeline")


def unknown_names(names: t.Iterable[str], known: t.Iterable[str]) -> list[str]:
    """A sentence for each variable with our prefix that means nothing."""
    described, own = set(known), {PREFIX + name for name in OWN}
    return [_unknown(name, described) for name in sorted({one for one in names if one.startswith(PREFIX)} - described - own)]


def left_to_fill_in(given: t.Mapping[str, t.Any]) -> list[str]:
    """A sentence for each placeholder of the example that a variable still holds."""
    found = {name: PLACEHOLDER.search(str(value)) for name, value in given.items()}
    return [f"{name} still holds the placeholder {part[0]}. Fill it in." for name, part in found.items() if part]


def broken_rules(given: t.Mapping[str, t.Any]) -> list[str]:
    """A sentence for each name that breaks a rule of the service."""
    return [sentence for name, value in given.items() for sentence in _broken(name, value, given)]


def _unknown(name: str, known: t.Collection[str]) -> str:
    near = difflib.get_close_matches(name.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known], 1)
    return f"There is no variable {name}. " + (f"Did you mean {PREFIX}{near[0]}?" if near else "Leave it out.")


def _broken(name: str, value: t.Any, given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    if not value or not isinstance(value, str):
        return  # The check for missing and empty variables tells that.
    try:
        _check(name, value, given.get(f"{PREFIX}identity_type"))
    except UsageError as error:
        yield f"{error.message} {error.remedy}"


def _check(name: str, value: str, identity_type: t.Any) -> None:
    """:raises UsageError: the service would not take that name."""
    what = name.removeprefix(PREFIX)
    if what in WITHOUT_SLASH and "/" in value:
        raise UsageError(f"{name} is {value!r}, but such a name has no '/'.", "Correct the name.")
    if what == "organization":
        try:
            organization_url(value)
        except UsageError as error:
            raise UsageError(f"{PREFIX}{error.message}", error.remedy) from None
    elif what == "vault_name":
        check_vault_name(value, endpoints_of(None), name)
    elif what == "secret_name":
        check_secret_name(value, name)
    elif what == "resource_group":
        check_group_name(name, value)
    elif what == "identity_name" and identity_type == "managed_identity":
        check_identity_name(name, value)
