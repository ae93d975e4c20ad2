# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security groups and who is in them (docs/reference/graph.md#groups)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Group:
    object_id: str
    display_name: str
    mail_nickname: str
    created_at: float
    description: str | None = None
    members: list[str] = field(default_factory=list)
    """Object ids of service principals and of other groups."""


class Groups:
    """Groups keyed by object id."""

    def __init__(self) -> None:
        self.by_id: dict[str, Group] = {}

    def add(self, group: Group) -> Group:
        self.by_id[group.object_id] = group
        return group

    def remove(self, group: Group) -> None:
        del self.by_id[group.object_id]

    def around(self, object_id: str) -> set[str]:
        """Object ids of the groups that a principal is in, also by way of other groups."""
        found: set[str] = set()
        members = {object_id}
        while members:
            members = {one.object_id for one in self.by_id.values() if members & set(one.members)} - found
            found |= members
        return found
