# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Built-in roles for resources that are not emulated, so that recorded and real assignments of them are accepted.

From Azure's role reference (learn.microsoft.com, built-in roles).
"""

from __future__ import annotations

from emulator.services.arm.model.authorization.roles import Permissions, RoleDefinition

BLOB_SERVICES = "Microsoft.Storage/storageAccounts/blobServices"
CONTAINERS = f"{BLOB_SERVICES}/containers"

RESOURCE_ROLES = [
    RoleDefinition(
        "7f951dda-4ed3-4680-a7ca-43fe172d538d",
        "AcrPull",
        "acr pull",
        [Permissions(["Microsoft.ContainerRegistry/registries/pull/read"])],
        created_on="2018-10-22T19:01:56.8227182Z",
        updated_on="2021-11-11T20:13:08.8779328Z",
    ),
    RoleDefinition(
        "8311e382-0749-4cb8-b61a-304f252e45ec",
        "AcrPush",
        "acr push",
        [Permissions(["Microsoft.ContainerRegistry/registries/pull/read", "Microsoft.ContainerRegistry/registries/push/write"])],
    ),
    RoleDefinition(
        "4d97b98b-1d4f-4787-a291-c67834d212e7",
        "Network Contributor",
        "Lets you manage networks, but not access to them.",
        [
            Permissions(
                [
                    "Microsoft.Authorization/*/read",
                    "Microsoft.Insights/alertRules/*",
                    "Microsoft.Network/*",
                    "Microsoft.ResourceHealth/availabilityStatuses/read",
                    "Microsoft.Resources/deployments/*",
                    "Microsoft.Resources/subscriptions/resourceGroups/read",
                    "Microsoft.Support/*",
                ]
            )
        ],
    ),
    RoleDefinition(
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "Storage Blob Data Contributor",
        "Allows for read, write and delete access to Azure Storage blob containers and data",
        [
            Permissions(
                [
                    f"{CONTAINERS}/delete",
                    f"{CONTAINERS}/read",
                    f"{CONTAINERS}/write",
                    f"{BLOB_SERVICES}/generateUserDelegationKey/action",
                ],
                data_actions=[
                    f"{CONTAINERS}/blobs/delete",
                    f"{CONTAINERS}/blobs/read",
                    f"{CONTAINERS}/blobs/write",
                    f"{CONTAINERS}/blobs/move/action",
                    f"{CONTAINERS}/blobs/add/action",
                ],
            )
        ],
    ),
    RoleDefinition(
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        "Storage Blob Data Owner",
        "Allows for full access to Azure Storage blob containers and data, including assigning POSIX access control.",
        [
            Permissions(
                [f"{CONTAINERS}/*", f"{BLOB_SERVICES}/generateUserDelegationKey/action"],
                data_actions=[f"{CONTAINERS}/blobs/*"],
            )
        ],
    ),
    RoleDefinition(
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        "Storage Blob Data Reader",
        "Allows for read access to Azure Storage blob containers and data",
        [
            Permissions(
                [f"{CONTAINERS}/read", f"{BLOB_SERVICES}/generateUserDelegationKey/action"],
                data_actions=[f"{CONTAINERS}/blobs/read"],
            )
        ],
    ),
]
