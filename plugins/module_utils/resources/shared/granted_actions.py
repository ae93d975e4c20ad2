# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions on the data plane that roles together allow, whoever made them (learn.microsoft.com, role definitions)."""

from __future__ import annotations

import re
import typing as t

Definition = t.Mapping[str, t.Any]


def allow_data(definitions: t.Iterable[Definition], actions: t.Iterable[str]) -> bool:
    """Tells whether each action is allowed by one of the roles; what one of them leaves out, another may give."""
    permissions = [one for definition in definitions for one in definition["properties"].get("permissions") or []]
    return all(any(_allows(permission, action) for permission in permissions) for action in actions)


def _allows(permission: t.Mapping[str, t.Any], action: str) -> bool:
    return _named(action, permission.get("dataActions")) and not _named(action, permission.get("notDataActions"))


def _named(action: str, patterns: t.Iterable[str] | None) -> bool:
    """The asterisk stands for any text; case does not count."""
    return any(re.fullmatch(re.escape(one).replace(r"\*", ".*"), action, re.IGNORECASE) for one in patterns or ())
