# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource groups."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emulator.core.operations import Operation, Operations
from emulator.services.arm.errors import gateway, group_being_deleted, group_not_found, location_required
from emulator.services.arm.model.locations import checked_for_group

if TYPE_CHECKING:
    from emulator.runtime import Runtime

NAME = re.compile(r"[-\w.()]{0,89}[-\w()]")


def check_name(name: str) -> None:
    """:raises ArmError: InvalidResourceGroup. Text by users' logs; for a name that is too long no source confirms it."""
    if NAME.fullmatch(name):
        return
    wrong = "".join(dict.fromkeys(re.sub(r"[-\w.()]", "", name))) or ("." if name.endswith(".") else "")
    problem = f"has these invalid characters: '{wrong}'" if wrong else "is longer than 90 characters"
    text = (
        f"The provided resource group name '{name}' {problem}. The name can only be a letter, digit, '-', '.', '(', ')' or '_'."
    )
    raise gateway(400, "InvalidResourceGroup", text)


@dataclass
class ResourceGroup:
    id: str
    name: str
    location: str
    tags: dict[str, str] | None
    managed_by: str | None = None
    gone_at: float | None = None
    """Set while it is being deleted."""

    def representation(self) -> dict[str, Any]:
        """`tags` and `managedBy` are absent when they were never given (docs/reference/resource_manager.md#group-answer)."""
        return {
            "id": self.id,
            "name": self.name,
            "type": "Microsoft.Resources/resourceGroups",
            "location": self.location,
            **({} if self.managed_by is None else {"managedBy": self.managed_by}),
            **({} if self.tags is None else {"tags": self.tags}),
            "properties": {"provisioningState": "Deleting" if self.gone_at is not None else "Succeeded"},
        }


class ResourceGroups:
    """Resource groups keyed by lower-case name."""

    def __init__(
        self, runtime: Runtime, operations: Operations, subscription_id: str, remove_contents: Callable[[ResourceGroup], None]
    ) -> None:
        """:param remove_contents: Removes what a group holds, once the group's deletion is over."""
        self.runtime, self.operations, self.remove_contents = runtime, operations, remove_contents
        self.subscription = f"/subscriptions/{subscription_id}"
        self.by_name: dict[str, ResourceGroup] = {}

    def all(self) -> list[ResourceGroup]:
        self._finish_deletions()
        return list(self.by_name.values())

    def find(self, name: str) -> ResourceGroup | None:
        self._finish_deletions()
        return self.by_name.get(name.lower())

    def get(self, name: str) -> ResourceGroup:
        """:raises ArmError: ResourceGroupNotFound."""
        group = self.find(name)
        if group is None:
            raise group_not_found(name)
        return group

    def get_for_writing(self, name: str) -> ResourceGroup:
        """:raises ArmError: ResourceGroupNotFound, ResourceGroupBeingDeleted."""
        group = self.get(name)
        if group.gone_at is not None:
            raise group_being_deleted(name)
        return group

    def put(self, name: str, body: dict[str, Any]) -> tuple[ResourceGroup, bool]:
        """The group and whether it is new. A PUT without tags removes them (docs/reference/resource_manager.md#group-put)."""
        check_name(name)
        if not body.get("location"):
            raise location_required()
        location = checked_for_group(body["location"])
        group = self.find(name)
        if group is None:
            group = ResourceGroup(f"{self.subscription}/resourceGroups/{name}", name, location, None)
            self.by_name[name.lower()] = group
            new = True
        else:
            new = False
            self.get_for_writing(name)
            if group.location != location:
                # Code by docs/reference/resource_manager.md#group-location, text by users' logs; no recording of it was found.
                text = (
                    f"Invalid resource group location '{location}'. "
                    f"The Resource group already exists in location '{group.location}'."
                )
                raise gateway(409, "InvalidResourceGroupLocation", text)
        group.tags = body.get("tags")
        group.managed_by = body.get("managedBy", group.managed_by)
        return group, new

    def patch(self, name: str, body: dict[str, Any]) -> ResourceGroup:
        group = self.get_for_writing(name)
        group.tags = body.get("tags", group.tags)
        group.managed_by = body.get("managedBy", group.managed_by)
        return group

    def delete(self, name: str) -> Operation:
        """Starts the deletion; what the group holds goes with it."""
        group = self.get(name)
        operation = self.operations.start(self.runtime.takes("group_delete"), self.runtime.takes("group_delete_poll"))
        if group.gone_at is None:
            group.gone_at = operation.done_at
        return operation

    def _finish_deletions(self) -> None:
        now = self.runtime.clock.now()
        for name, group in list(self.by_name.items()):
            if group.gone_at is not None and group.gone_at <= now:
                del self.by_name[name]
                self.remove_contents(group)

    def live(self) -> dict[str, Any]:
        return {
            "resource_groups": [
                {"name": one.name, "location": one.location, "tags": one.tags or {}} for one in self.all()
            ]
        }  # fmt: skip
