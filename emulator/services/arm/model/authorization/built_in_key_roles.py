# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in roles for a vault's keys and certificates (learn.microsoft.com, built-in roles for security)."""

from __future__ import annotations

from emulator.services.arm.model.authorization.built_in_vault_roles import KEY_VAULT_METADATA, ONLY_RBAC
from emulator.services.arm.model.authorization.roles import Permissions, RoleDefinition

KEY_ROLES = [
    RoleDefinition(
        "a4417e6f-fecd-4de8-b567-7b0420556985",
        "Key Vault Certificates Officer",
        f"Perform any action on the certificates of a key vault, except manage permissions. {ONLY_RBAC}",
        [
            Permissions(
                KEY_VAULT_METADATA,
                data_actions=[
                    "Microsoft.KeyVault/vaults/certificatecas/*",
                    "Microsoft.KeyVault/vaults/certificates/*",
                    "Microsoft.KeyVault/vaults/certificatecontacts/write",
                ],
            )
        ],
    ),
    RoleDefinition(
        "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
        "Key Vault Certificate User",
        f"Read certificate contents. {ONLY_RBAC}",
        [
            Permissions(
                data_actions=[
                    "Microsoft.KeyVault/vaults/certificates/read",
                    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
                    "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
                    "Microsoft.KeyVault/vaults/keys/read",
                ]
            )
        ],
    ),
    RoleDefinition(
        "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
        "Key Vault Crypto Officer",
        f"Perform any action on the keys of a key vault, except manage permissions. {ONLY_RBAC}",
        [
            Permissions(
                KEY_VAULT_METADATA,
                data_actions=["Microsoft.KeyVault/vaults/keys/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
            )
        ],
    ),
    RoleDefinition(
        "12338af0-0e69-4776-bea7-57ae8d297424",
        "Key Vault Crypto User",
        f"Perform cryptographic operations using keys. {ONLY_RBAC}",
        [
            Permissions(
                data_actions=[
                    "Microsoft.KeyVault/vaults/keys/read",
                    "Microsoft.KeyVault/vaults/keys/update/action",
                    "Microsoft.KeyVault/vaults/keys/backup/action",
                    "Microsoft.KeyVault/vaults/keys/encrypt/action",
                    "Microsoft.KeyVault/vaults/keys/decrypt/action",
                    "Microsoft.KeyVault/vaults/keys/wrap/action",
                    "Microsoft.KeyVault/vaults/keys/unwrap/action",
                    "Microsoft.KeyVault/vaults/keys/sign/action",
                    "Microsoft.KeyVault/vaults/keys/verify/action",
                ]
            )
        ],
    ),
    RoleDefinition(
        "e147488a-f6f5-4113-8e2d-b22465e65bf6",
        "Key Vault Crypto Service Encryption User",
        f"Read metadata of keys and perform wrap/unwrap operations. {ONLY_RBAC}",
        [
            Permissions(
                [
                    "Microsoft.EventGrid/eventSubscriptions/write",
                    "Microsoft.EventGrid/eventSubscriptions/read",
                    "Microsoft.EventGrid/eventSubscriptions/delete",
                ],
                data_actions=[
                    "Microsoft.KeyVault/vaults/keys/read",
                    "Microsoft.KeyVault/vaults/keys/wrap/action",
                    "Microsoft.KeyVault/vaults/keys/unwrap/action",
                ],
            )
        ],
    ),
    RoleDefinition(
        "08bbd89e-9f13-488c-ac41-acfcb10c90ab",
        "Key Vault Crypto Service Release User",
        f"Release keys. {ONLY_RBAC}",
        [Permissions(data_actions=["Microsoft.KeyVault/vaults/keys/release/action"])],
    ),
]
