# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource groups."""

from __future__ import annotations

import typing as t

from ...clients.arm.client import ArmClient, Json
from ...clients.arm.resource_types import RESOURCE_GROUPS
from ...engine.argument_spec import AUTH, STATE, ArgumentSpec
from ...engine.option_rules import check_group_name
from ...engine.resource import Absent, Observed, Resource, State
from ...errors import UsageError, sentence_case
from ...known_after_apply import KNOWN_AFTER_APPLY
from ..shared.location import location_for_new, refuse_relocation
from ..shared.ownership import MARK, NOT_OURS, ONLY_MANAGED_AND_EMPTY
from ..shared.tags import TAGS, normal_location, wanted_tags
from .contents import contents_of, others_in_group


class ResourceGroupState(t.TypedDict):
    id: str
    name: str
    location: str
    tags: dict[str, str]


class ResourceGroup(Resource):
    """A resource group (docs/reference/resource_manager.md#resource-groups)."""

    label = "resource group"
    key = "resource_group"
    spec = (
        AUTH
        + STATE
        + TAGS
        + ONLY_MANAGED_AND_EMPTY
        + ArgumentSpec(
            {
                "name": {"type": "str", "required": True, "aliases": ["resource_group"]},
                "location": {"type": "str"},
                "force_delete_nonempty": {"type": "bool", "default": False, "aliases": ["force"]},
            },
        )
    )

    @property
    def arm(self) -> ArmClient:
        return self.context.client(ArmClient)

    @property
    def path(self) -> str:
        return self.arm.group(self.options["name"])

    def validate(self) -> None:
        check_group_name("name", self.options["name"])

    def read(self) -> Observed[Json] | Absent[None]:
        group = self.arm.get(self.path, RESOURCE_GROUPS, self.what)
        return Absent(None) if group is None else Observed(state_of(group), group)

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        """:raises UsageError: a new group without location, or another location for one that exists."""
        location, current = self.options.get("location"), observed.state
        if current is None:
            return {
                "id": KNOWN_AFTER_APPLY,
                "name": self.options["name"],
                "location": location_for_new(self.arm, location, self.what),
                "tags": wanted_tags(self.options, None, self.context.reporter),
            }
        refuse_relocation(location, current["location"], self.what)
        return {**current, "tags": wanted_tags(self.options, current["tags"], self.context.reporter)}

    def create(self, desired: State, observed: Absent[None]) -> State:
        return self._put(desired)

    def update(self, observed: Observed[Json], desired: State) -> State:
        return self._put(desired)

    def why_left(self, observed: Observed[Json]) -> list[str]:
        if MARK not in observed.state["tags"]:
            return [NOT_OURS]
        return others_in_group(self.arm, self.options["name"], self.options["ignoring"])

    def check_removal(self, observed: Observed[Json]) -> None:
        """Refuses to take others' things along; with only_managed, `why_left` has looked already.

        :raises UsageError: the group holds something.
        """
        if self.options["force_delete_nonempty"] or self.options["only_managed"]:
            return
        found = contents_of(self.arm, self.options["name"], self.options["ignoring"])
        if found:
            raise UsageError(
                f"{sentence_case(self.what)} is not empty: {', '.join(found)}. Its removal would delete that as well.",
                "Set force_delete_nonempty: true to delete all of it, or only_managed: true to leave what others made.",
            )

    def delete(self, observed: Observed[Json]) -> None:
        self.arm.delete(self.path, RESOURCE_GROUPS, self.what)

    def _put(self, desired: State) -> State:
        body = {name: desired[name] for name in ("location", "tags")}
        return state_of(self.arm.put(self.path, RESOURCE_GROUPS, self.what, body))


def state_of(group: Json) -> ResourceGroupState:
    return {
        "id": group["id"],
        "name": group["name"],
        "location": normal_location(group["location"]),
        "tags": group.get("tags") or {},
    }
