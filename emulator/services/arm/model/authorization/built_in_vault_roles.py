# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in roles for vaults and secrets (docs/reference/resource_manager.md#built-in-roles)."""

from __future__ import annotations

from emulator.services.arm.model.authorization.roles import Permissions, RoleDefinition

KEY_VAULT_METADATA = [
    "Microsoft.Authorization/*/read",
    "Microsoft.Insights/alertRules/*",
    "Microsoft.Resources/deployments/*",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
    "Microsoft.Support/*",
    "Microsoft.KeyVault/checkNameAvailability/read",
    "Microsoft.KeyVault/deletedVaults/read",
    "Microsoft.KeyVault/locations/*/read",
    "Microsoft.KeyVault/vaults/*/read",
    "Microsoft.KeyVault/operations/read",
]
ONLY_RBAC = "Only works for key vaults that use the 'Azure role-based access control' permission model."

VAULT_ROLES = [
    RoleDefinition(
        "00482a5a-887f-4fb3-b363-3b7fe8e74483",
        "Key Vault Administrator",
        "Perform all data plane operations on a key vault and all objects in it, including certificates, keys, and "
        f"secrets. Cannot manage key vault resources or manage role assignments. {ONLY_RBAC}",
        [Permissions(KEY_VAULT_METADATA, data_actions=["Microsoft.KeyVault/vaults/*"])],
    ),
    RoleDefinition(
        "f25e0fa2-a7c8-4377-a976-54943a77a395",
        "Key Vault Contributor",
        "Lets you manage key vaults, but not access to them.",
        [
            Permissions(
                [
                    "Microsoft.Authorization/*/read",
                    "Microsoft.Insights/alertRules/*",
                    "Microsoft.KeyVault/*",
                    "Microsoft.Resources/deployments/*",
                    "Microsoft.Resources/subscriptions/resourceGroups/read",
                    "Microsoft.Support/*",
                ],
                [
                    "Microsoft.KeyVault/locations/deletedVaults/purge/action",
                    "Microsoft.KeyVault/hsmPools/*",
                    "Microsoft.KeyVault/managedHsms/*",
                ],
            )
        ],
    ),
    RoleDefinition(
        "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        "Key Vault Secrets Officer",
        f"Perform any action on the secrets of a key vault, except manage permissions. {ONLY_RBAC}",
        [Permissions(KEY_VAULT_METADATA, data_actions=["Microsoft.KeyVault/vaults/secrets/*"])],
    ),
    RoleDefinition(
        "4633458b-17de-408a-b874-0445c86b69e6",
        "Key Vault Secrets User",
        f"Read secret contents. {ONLY_RBAC}",
        [
            Permissions(
                data_actions=[
                    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
                    "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
                ]
            )
        ],
    ),
    RoleDefinition(
        "21090545-7ca7-4776-b22c-e363652d74d2",
        "Key Vault Reader",
        "Read metadata of key vaults and its certificates, keys, and secrets. Cannot read sensitive values such as "
        f"secret contents or key material. {ONLY_RBAC}",
        [
            Permissions(
                KEY_VAULT_METADATA,
                data_actions=[
                    "Microsoft.KeyVault/vaults/*/read",
                    "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
                ],
            )
        ],
    ),
]
