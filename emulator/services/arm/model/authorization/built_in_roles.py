# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in roles that are emulated, with Azure's ids (docs/reference/resource_manager.md#built-in-roles)."""

from __future__ import annotations

from emulator.services.arm.model.authorization.built_in_key_roles import KEY_ROLES
from emulator.services.arm.model.authorization.built_in_resource_roles import RESOURCE_ROLES
from emulator.services.arm.model.authorization.built_in_vault_roles import VAULT_ROLES
from emulator.services.arm.model.authorization.roles import Permissions, RoleDefinition

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
    *VAULT_ROLES,
    *KEY_ROLES,
    *RESOURCE_ROLES,
]
