# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service connection of a task, out of those that came with the job."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from emulator.agent.tasks.task import TaskFailed

AUTHORITY = "https://login.microsoftonline.com/"
VAULT_SUFFIX = "vault.azure.net"
VAULT_RESOURCE = "https://vault.azure.net"
"""The task's defaults for data that a connection may leave out (docs/reference/pipeline_task.md#connection-defaults)."""


@dataclass(frozen=True)
class Connection:
    """What AzureKeyVault@2 reads of an azurerm connection."""

    id: str
    tenant_id: str
    client_id: str
    subscription_id: str
    authority: str
    vault_suffix: str
    vault_resource: str


def connection(endpoints: Iterable[dict[str, Any]], asked: str) -> Connection:
    """The connection of that id or name.

    :raises TaskFailed: not part of the job, another scheme than workload identity federation, or incomplete.
    """
    found = next((one for one in endpoints if asked.lower() in (str(one["id"]).lower(), str(one["name"]).lower())), None)
    if found is None:
        # No source confirms that this is the first check to fail; the text is the task library's.
        raise TaskFailed(f"Error: Endpoint auth data not present: {asked}")
    if found["scheme"] != "WorkloadIdentityFederation":
        raise TaskFailed(
            f"The local Azure's agent signs in by WorkloadIdentityFederation only; the connection {found['name']} "
            f"has the scheme {found['scheme']}."
        )
    parameters = {name.lower(): str(value or "") for name, value in found["parameters"].items()}
    data = {name.lower(): str(value or "") for name, value in found["data"].items()}
    for name in ("tenantid", "serviceprincipalid"):
        if not parameters.get(name):
            raise TaskFailed(f"Error: Endpoint auth data not present: {asked}")
    if not data.get("subscriptionid"):
        raise TaskFailed("Error: 'subscriptionId' cannot be null.")
    return Connection(
        str(found["id"]),
        parameters["tenantid"],
        parameters["serviceprincipalid"],
        data["subscriptionid"],
        data.get("activedirectoryauthority") or AUTHORITY,
        data.get("azurekeyvaultdnssuffix") or VAULT_SUFFIX,
        data.get("azurekeyvaultserviceendpointresourceid") or VAULT_RESOURCE,
    )
