# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions that roles together allow, whoever made them (learn.microsoft.com, role definitions)."""

from __future__ import annotations

import re
import typing as t

Definition = t.Mapping[str, t.Any]


def allow(definitions: t.Iterable[Definition], actions: t.Iterable[str]) -> bool:
    """Tells whether each action of the control plane is allowed by one of the roles."""
    return _allow(definitions, actions, "actions", "notActions")


def allow_data(definitions: t.Iterable[Definition], actions: t.Iterable[str]) -> bool:
    """Tells the same of actions of the data plane."""
    return _allow(definitions, actions, "dataActions", "notDataActions")


def _allow(definitions: t.Iterable[Definition], actions: t.Iterable[str], given: str, left_out: str) -> bool:
    """Tells whether the roles together give all of the actions: what one of them leaves out, another may give."""
    permissions = [one for definition in definitions for one in definition["properties"].get("permissions") or []]
    return all(
        any(_named(action, one.get(given)) and not _named(action, one.get(left_out)) for one in permissions) for action in actions
    )


def _named(action: str, patterns: t.Iterable[str] | None) -> bool:
    """The asterisk stands for any text; case does not count."""
    return any(re.fullmatch(re.escape(one).replace(r"\*", ".*"), action, re.IGNORECASE) for one in patterns or ())
