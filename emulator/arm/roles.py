# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: what they allow. The built-in ones with Azure's ids (recordings/authorization; Azure's role reference)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache


@cache
def pattern(action: str) -> re.Pattern[str]:
    """`*` in an action stands for anything, slashes too; case does not count."""
    return re.compile(re.escape(action).replace(r"\*", ".*"), re.IGNORECASE)


def matches(action: str, patterns: list[str]) -> bool:
    return any(pattern(one).fullmatch(action) for one in patterns)


@dataclass
class Permissions:
    actions: list[str] = field(default_factory=list)
    not_actions: list[str] = field(default_factory=list)
    data_actions: list[str] = field(default_factory=list)
    not_data_actions: list[str] = field(default_factory=list)

    def allow(self, action: str) -> bool:
        return matches(action, self.actions) and not matches(action, self.not_actions)

    def allow_data(self, action: str) -> bool:
        return matches(action, self.data_actions) and not matches(action, self.not_data_actions)

    def representation(self) -> dict[str, list[str]]:
        return {
            "actions": self.actions,
            "notActions": self.not_actions,
            "dataActions": self.data_actions,
            "notDataActions": self.not_data_actions,
        }


@dataclass
class RoleDefinition:
    id: str
    """A GUID."""
    name: str
    description: str
    permissions: list[Permissions]
    kind: str = "BuiltInRole"
    assignable_scopes: list[str] = field(default_factory=lambda: ["/"])
    created_on: str = "2015-02-02T21:55:09.8806423Z"
    updated_on: str = "2021-11-11T20:13:47.8628684Z"
    created_by: str | None = None
    updated_by: str | None = None


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
IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"

BUILT_IN = [
    RoleDefinition(
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        "Contributor",
        "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage "
        "assignments in Azure Blueprints, or share image galleries.",
        [
            Permissions(
                ["*"],
                [
                    "Microsoft.Authorization/*/Delete",
                    "Microsoft.Authorization/*/Write",
                    "Microsoft.Authorization/elevateAccess/Action",
                    "Microsoft.Blueprint/blueprintAssignments/write",
                    "Microsoft.Blueprint/blueprintAssignments/delete",
                    "Microsoft.Compute/galleries/share/action",
                    "Microsoft.Purview/consents/write",
                    "Microsoft.Purview/consents/delete",
                    "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
                    "Microsoft.Subscription/cancel/action",
                    "Microsoft.Subscription/enable/action",
                ],
            )
        ],
    ),
    RoleDefinition(
        OWNER,
        "Owner",
        "Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.",
        [Permissions(["*"])],
    ),
    RoleDefinition(
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        "Reader",
        "View all resources, but does not allow you to make any changes.",
        [Permissions(["*/read"])],
    ),
    RoleDefinition(
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        "User Access Administrator",
        "Lets you manage user access to Azure resources.",
        [Permissions(["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"])],
    ),
    RoleDefinition(
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        "Role Based Access Control Administrator",
        "Manage access to Azure resources by assigning roles using Azure RBAC. This role does not allow you to manage "
        "access using other ways, such as Azure Policy.",
        [
            Permissions(
                [
                    "Microsoft.Authorization/roleAssignments/write",
                    "Microsoft.Authorization/roleAssignments/delete",
                    "*/read",
                    "Microsoft.Support/*",
                ]
            )
        ],
    ),
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
    RoleDefinition(
        "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
        "Managed Identity Contributor",
        "Create, Read, Update, and Delete User Assigned Identity",
        [
            Permissions(
                [
                    f"{IDENTITIES}/read",
                    f"{IDENTITIES}/write",
                    f"{IDENTITIES}/delete",
                    f"{IDENTITIES}/federatedIdentityCredentials/read",
                    f"{IDENTITIES}/federatedIdentityCredentials/write",
                    f"{IDENTITIES}/federatedIdentityCredentials/delete",
                    f"{IDENTITIES}/revokeTokens/action",
                    "Microsoft.Authorization/*/read",
                    "Microsoft.Insights/alertRules/*",
                    "Microsoft.Resources/subscriptions/resourceGroups/read",
                    "Microsoft.Resources/deployments/*",
                    "Microsoft.Support/*",
                ]
            )
        ],
    ),
    RoleDefinition(
        "f1a07417-d97a-45cb-824c-7a7467783830",
        "Managed Identity Operator",
        "Read and Assign User Assigned Identity",
        [
            Permissions(
                [
                    f"{IDENTITIES}/*/read",
                    f"{IDENTITIES}/*/assign/action",
                    "Microsoft.Authorization/*/read",
                    "Microsoft.Insights/alertRules/*",
                    "Microsoft.Resources/subscriptions/resourceGroups/read",
                    "Microsoft.Resources/deployments/*",
                    "Microsoft.Support/*",
                ]
            )
        ],
    ),
    RoleDefinition(
        "7e559ce2-48d7-4b27-9128-fa1b247f1308",
        "Managed Identity Federated Identity Credential Contributor",
        "Create, Read, Update, and Delete User Assigned Identity Federated Identity Credentials(FIC)",
        [
            Permissions(
                [
                    f"{IDENTITIES}/read",
                    f"{IDENTITIES}/federatedIdentityCredentials/write",
                    f"{IDENTITIES}/federatedIdentityCredentials/read",
                    f"{IDENTITIES}/federatedIdentityCredentials/delete",
                    "Microsoft.Authorization/*/read",
                    "Microsoft.Insights/alertRules/*",
                    "Microsoft.Resources/subscriptions/resourceGroups/read",
                    "Microsoft.Resources/deployments/*",
                ]
            )
        ],
    ),
]
