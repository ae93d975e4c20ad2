# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals about service connections."""

from __future__ import annotations

from emulator.services.azure_devops.errors import DevOpsError


def endpoint_refused(message: str) -> DevOpsError:
    return DevOpsError(400, "ServiceEndpointException", message)


def endpoint_exists(name: str) -> DevOpsError:
    """Text: docs/reference/azure_devops.md#endpoint-exists."""
    return DevOpsError(
        409,
        "DuplicateServiceConnectionException",
        f"Service connection with name {name} already exists. Only a user having Administrator/User role permissions "
        f"on service connection {name} can see it.",
    )


def endpoint_trusted(client_id: str, tenant_id: str) -> DevOpsError:
    """Text by users' logs (microsoft/terraform-provider-azuredevops#1131); no source confirms status and type."""
    return endpoint_refused(
        f"Cannot delete this service connection while federated credentials for app {client_id} exist in Entra tenant "
        f"{tenant_id}. Please make sure federated credentials have been removed prior to deleting the service connection."
    )


def no_such_endpoint(endpoint_id: str) -> DevOpsError:
    return DevOpsError(404, "ServiceEndpointNotFoundException", f"Service connection with id {endpoint_id} is not found.")
