# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service connection as it comes to a job: with what Azure DevOps adds for the cloud's environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.services.azure_devops.model.connections.endpoint import ServiceEndpoint
    from emulator.services.azure_devops.model.projects.projects import Project

PUBLIC_CLOUD = {
    "environmentUrl": "https://management.azure.com/",
    "resourceManagerUrl": "https://management.azure.com/",
    "galleryUrl": "https://gallery.azure.com/",
    "serviceManagementUrl": "https://management.core.windows.net/",
    "activeDirectoryServiceEndpointResourceId": "https://management.core.windows.net/",
    "activeDirectoryAuthority": "https://login.microsoftonline.com/",
    "environmentAuthorityUrl": "https://login.windows.net/",
    "microsoftGraphUrl": "https://graph.microsoft.com/",
    "managementPortalUrl": "https://portal.azure.com/",
    "armManagementPortalUrl": "https://portal.azure.com/",
    "sqlDatabaseDnsSuffix": ".database.windows.net",
    "AzureKeyVaultDnsSuffix": "vault.azure.net",
    "AzureKeyVaultServiceEndpointResourceId": "https://vault.azure.net",
    "StorageEndpointSuffix": "core.windows.net",
    "EnableAdfsAuthentication": "false",
    "AzureContianerRegistryRepoSuffix": ".azurecr.io",
    "cloudEnvironmentCode": "pub",
}
"""For environment AzureCloud (docs/reference/pipeline_task.md#data-added-when-queued); the misspelling is Azure's."""


def job_endpoint(endpoint: ServiceEndpoint, project: Project) -> dict[str, Any]:
    """id, name, url, scheme, parameters, data; secrets included, it is for the agent alone."""
    reference = endpoint.reference(project.id)
    is_public = endpoint.type.lower() == "azurerm" and endpoint.data.get("environment", "AzureCloud") == "AzureCloud"
    return {
        "id": endpoint.id,
        "name": reference.name if reference else endpoint.name,
        "url": endpoint.url,
        "scheme": endpoint.scheme,
        "parameters": dict(endpoint.parameters),
        "data": (PUBLIC_CLOUD if is_public else {}) | endpoint.data,
    }
