# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user-assigned managed identities that there are."""

from __future__ import annotations

from ...clients.arm.client import ArmClient, Json
from ...clients.arm.managed_identities import identity_path, read_identity
from ...clients.arm.resource_types import IDENTITIES
from ...engine.argument_spec import AUTH, ArgumentSpec
from ...engine.info import Info
from ...engine.option_rules import check_group_name
from ...engine.resource import State
from ...errors import NotFound
from .identity_name import check_identity_name
from .managed_identity import state_of


class ManagedIdentityInfo(Info):
    """Lists those of the subscription, of one resource group, of one name."""

    key = "managed_identities"
    spec = AUTH + ArgumentSpec(
        {
            "name": {"type": "str", "aliases": ["managed_identity", "identity_name"]},
            "resource_group": {"type": "str", "aliases": ["identity_resource_group"]},
        }
    )

    def validate(self) -> None:
        if self.options.get("name") is not None:
            check_identity_name("name", self.options["name"])
        if self.options.get("resource_group") is not None:
            check_group_name("resource_group", self.options["resource_group"])

    def gather(self) -> list[State]:
        return [state_of(one) for one in self._found()]

    def _found(self) -> list[Json]:
        arm, name, group = self.context.client(ArmClient), self.options.get("name"), self.options.get("resource_group")
        if name and group:
            identity = read_identity(arm, identity_path(arm, group, name), f"the managed identity {name}")
            return [identity] if identity else []
        try:
            found = arm.of_kind(IDENTITIES, group)
        except NotFound:  # of the resource group
            return []
        return [one for one in found if not name or one["name"].lower() == name.lower()]
