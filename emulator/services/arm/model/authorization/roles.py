# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: what they allow."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache


@cache
def pattern(action: str) -> re.Pattern[str]:
    """`*` in an action stands for anything, slashes too; case does not count."""
    return re.compile(re.escape(action).replace(r"\*", ".*"), re.IGNORECASE)


def matches(action: str, patterns: list[str]) -> bool:
    return any(pattern(one).fullmatch(action) for one in patterns)


@dataclass
class Permissions:
    actions: list[str] = field(default_factory=list)
    not_actions: list[str] = field(default_factory=list)
    data_actions: list[str] = field(default_factory=list)
    not_data_actions: list[str] = field(default_factory=list)

    def allow(self, action: str) -> bool:
        return matches(action, self.actions) and not matches(action, self.not_actions)

    def allow_data(self, action: str) -> bool:
        return matches(action, self.data_actions) and not matches(action, self.not_data_actions)

    def representation(self) -> dict[str, list[str]]:
        return {
            "actions": self.actions,
            "notActions": self.not_actions,
            "dataActions": self.data_actions,
            "notDataActions": self.not_data_actions,
        }


@dataclass
class RoleDefinition:
    id: str
    """A GUID."""
    name: str
    description: str
    permissions: list[Permissions]
    kind: str = "BuiltInRole"
    assignable_scopes: list[str] = field(default_factory=lambda: ["/"])
    created_on: str = "2015-02-02T21:55:09.8806423Z"
    updated_on: str = "2021-11-11T20:13:47.8628684Z"
    created_by: str | None = None
    updated_by: str | None = None
