# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access policies of a key vault."""

from __future__ import annotations

import functools

from ...clients.arm.client import ArmClient
from ...clients.arm.resource_ids import group_of
from ...clients.key_vault.vaults import Json, VaultsClient
from ...engine.argument_spec import AUTH, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ..identity.principal import ANY_PRINCIPAL, Principal, principal_if_any
from ..key_vault.vault_name import check_vault_name, missing_vault, vault_id
from .kv_access_policy import state_of
from .permissions import normal


class KvAccessPolicyInfo(Info):
    """Lists all of them, or those of one principal: the one of itself, and one for each application that acts for it."""

    key = "kv_access_policies"
    spec = (
        AUTH + ANY_PRINCIPAL + ArgumentSpec({"vault_name": {"type": "str", "required": True}, "resource_group": {"type": "str"}})
    )

    @functools.cached_property
    def principal(self) -> Principal | None:
        return principal_if_any(self.options, self.context)

    def validate(self) -> None:
        check_vault_name(self.options["vault_name"], self.context.cloud, "vault_name")
        if self.principal:
            self.principal.validate()

    def gather(self) -> list[State]:
        """:raises UsageError: there is no such vault."""
        vault = self._vault()
        entries = vault["properties"].get("accessPolicies") or []
        wanted = self.principal.object_id if self.principal else None
        return [_state(vault["name"], entry) for entry in entries if wanted is None or entry["objectId"].lower() == wanted]

    def _vault(self) -> Json:
        name, group = self.options["vault_name"], self.options.get("resource_group")
        path = vault_id(self.context.client(ArmClient), name, group)
        vault = self.context.client(VaultsClient).get(group_of(path), name) if path else None
        if vault is None:
            raise missing_vault(name, group)
        return vault


def _state(vault_name: str, entry: Json) -> State:
    return state_of(vault_name, entry["objectId"].lower(), entry.get("applicationId"), normal(entry.get("permissions") or {}))
