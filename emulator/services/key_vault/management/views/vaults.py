# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults as ARM shows them (docs/reference/key_vault.md#vaults)."""

from __future__ import annotations

from typing import Any

from emulator.core.clock import iso
from emulator.services.key_vault.management.model.vault_service import VaultService
from emulator.services.key_vault.management.model.vaults import SWITCHES, TYPE, Vault


def vault_body(vaults: VaultService, vault: Vault, fresh: bool = False) -> dict[str, Any]:
    """A vault that is there.

    :param fresh: the answer to the PUT that made it, which has no slash after the URI yet
        (docs/reference/key_vault.md#registering-dns).
    """
    registering = fresh or vault.dns_at > vaults.runtime.clock.now()
    return {
        "id": vaults.id_of(vault),
        "name": vault.name,
        "type": TYPE,
        "location": vault.written_location,
        "tags": vault.tags,
        "systemData": {
            "createdBy": vault.created_by,
            "createdByType": "Application",
            "createdAt": iso(vault.created_at, 3),
            "lastModifiedBy": vault.modified_by,
            "lastModifiedByType": "Application",
            "lastModifiedAt": iso(vault.modified_at, 3),
        },
        "properties": {
            "sku": vault.sku,
            "tenantId": vaults.directory.tenant_id,
            **({} if vault.network is None else {"networkAcls": vault.network}),
            "accessPolicies": vault.policies,
            "enabledForDeployment": False,
            **{name: vault.switches[name] for name in SWITCHES if name in vault.switches},
            "enableSoftDelete": True,
            "softDeleteRetentionInDays": vault.retention_days,
            **({} if vault.rbac is None else {"enableRbacAuthorization": vault.rbac}),
            **({"enablePurgeProtection": True} if vault.purge_protection else {}),
            "vaultUri": f"https://{vault.name.lower()}.vault.azure.net{'' if fresh else '/'}",
            "provisioningState": "RegisteringDns" if registering else "Succeeded",
            "publicNetworkAccess": vault.public_access,
        },
    }


def deleted_body(vaults: VaultService, vault: Vault) -> dict[str, Any]:
    """A vault in the recycle bin."""
    subscription_id = vaults.resource_manager.subscription.id
    place = f"/subscriptions/{subscription_id}/providers/Microsoft.KeyVault/locations/{vault.location}"
    return {
        "id": f"{place}/deletedVaults/{vault.name}",
        "name": vault.name,
        "type": "Microsoft.KeyVault/deletedVaults",
        "properties": {
            "vaultId": vaults.id_of(vault),
            "location": vault.location,
            "tags": vault.tags,
            "deletionDate": iso(vault.deleted_at or 0.0, 0),
            "scheduledPurgeDate": iso(vaults.deleted.scheduled_purge(vault), 0),
            **({"purgeProtectionEnabled": True} if vault.purge_protection else {}),
        },
    }
