# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to a vault's secrets: who may do what, and from where
(docs/reference/key_vault.md#access-policies, docs/reference/key_vault.md#vault-firewall)."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from emulator.services.key_vault.data.errors import (
    access_denied,
    forbidden_by_connection,
    forbidden_by_firewall,
    forbidden_by_rbac,
)
from emulator.services.key_vault.management.model.access_policies import grants

if TYPE_CHECKING:
    from emulator.services.entra.model.principals import Principal
    from emulator.services.key_vault.management.model.vault_service import VaultService
    from emulator.services.key_vault.management.model.vaults import Vault

CLIENT_ADDRESS = "203.0.113.10"
"""Address that every caller is taken to come from: an address for documentation, not loopback."""

ACTIONS = {
    "get": "getSecret/action",
    "list": "readMetadata/action",
    "set": "setSecret/action",
    "update": "update/action",
    "delete": "delete/action",
    "recover": "recover/action",
    "purge": "purge/action",
    "backup": "backup/action",
    "restore": "restore/action",
    "get_deleted": "readMetadata/action",
}
"""Operation: data action under Microsoft.KeyVault/vaults/secrets."""

PERMISSIONS = {"update": "set", "get_deleted": "get"}
"""Operation: the access policies' permission, where it is called otherwise."""


def check(vaults: VaultService, vault: Vault, caller: Principal, operation: str, secret: str = "") -> None:
    """:raises VaultError: 403, by the firewall, the role assignments or the access policies."""
    check_network(vaults, vault, caller)
    if vault.rbac:
        action = f"Microsoft.KeyVault/vaults/secrets/{ACTIONS[operation]}"
        scope = vaults.id_of(vault)
        resource = f"{scope}/secrets/{secret}" if secret else scope
        if not vaults.resource_manager.authorization.allows_data(caller, action, resource):
            raise forbidden_by_rbac(vaults.directory.tenant_id, caller, action, resource, vault)
        return
    permission = PERMISSIONS.get(operation, operation)
    object_ids = vaults.directory.object_ids(caller.object_id)
    if not grants(vault.effective_policies(vaults.runtime.clock.now()), object_ids, permission):
        raise access_denied(vaults.directory.tenant_id, caller, permission, vault)


def check_network(vaults: VaultService, vault: Vault, caller: Principal) -> None:
    """:raises VaultError: ForbiddenByConnection, ForbiddenByFirewall."""
    if vault.public_access.lower() == "disabled":
        raise forbidden_by_connection(vaults.directory.tenant_id, caller, vault)
    if vault.network is None or vault.network["defaultAction"].lower() == "allow":
        return
    allowed = (ip_network(rule["value"], strict=False) for rule in vault.network["ipRules"])
    if not any(ip_address(CLIENT_ADDRESS) in network for network in allowed):
        raise forbidden_by_firewall(vaults.directory.tenant_id, caller, CLIENT_ADDRESS, vault)
