# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource groups of a subscription."""

from __future__ import annotations

from ...clients.arm.client import ArmClient
from ...clients.arm.resource_types import RESOURCE_GROUPS
from ...engine.argument_spec import AUTH, ArgumentSpec
from ...engine.info import Info
from ...engine.option_rules import check_group_name
from ...engine.resource import State
from .resource_group import state_of


class ResourceGroupInfo(Info):
    """Lists all of them, or the one of a name."""

    key = "resource_groups"
    spec = AUTH + ArgumentSpec({"name": {"type": "str", "aliases": ["resource_group"]}})

    def validate(self) -> None:
        if self.options.get("name") is not None:
            check_group_name("name", self.options["name"])

    def gather(self) -> list[State]:
        arm, name = self.context.client(ArmClient), self.options.get("name")
        if name is None:
            found = arm.list(f"{arm.subscription}/resourceGroups", RESOURCE_GROUPS, "the resource groups of the subscription")
            return [state_of(one) for one in found]
        group = arm.get(arm.group(name), RESOURCE_GROUPS, f"the resource group {name}")
        return [] if group is None else [state_of(group)]
