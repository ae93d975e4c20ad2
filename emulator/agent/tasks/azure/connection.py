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
KEY_AUTHORITY = "https://login.windows.net/"
VAULT_SUFFIX = "vault.azure.net"
VAULT_RESOURCE = "https://vault.azure.net"
"""The task's defaults for data that a connection may leave out (docs/reference/pipeline_task.md#connection-defaults)."""


@dataclass(frozen=True)
class Connection:
    """The part of an azurerm connection that the tasks read."""

    id: str
    tenant_id: str
    client_id: str
    subscription_id: str
    authority: str
    vault_suffix: str
    vault_resource: str
    key: str | None
    """Key of a service principal's connection; None: it signs in by workload identity federation."""
    key_authority: str
    environment: str
    """The cloud, `AzureCloud`; empty where the connection names none."""


def connection(endpoints: Iterable[dict[str, Any]], asked: str) -> Connection:
    """The connection of that id or name.

    :raises TaskFailed: not part of the job, another scheme than workload identity federation, or incomplete.
    """
    found = next((one for one in endpoints if asked.lower() in (str(one["id"]).lower(), str(one["name"]).lower())), None)
    if found is None:
        # No source confirms that this is the first check to fail; the text is the task library's.
        raise TaskFailed(f"Endpoint auth data not present: {asked}")
    if found["scheme"] not in ("WorkloadIdentityFederation", "ServicePrincipal"):
        raise TaskFailed(f"The local Azure does not emulate tasks with connections of the scheme {found['scheme']}.")
    parameters = {name.lower(): str(value or "") for name, value in found["parameters"].items()}
    data = {name.lower(): str(value or "") for name, value in found["data"].items()}
    if not parameters.get("tenantid"):
        raise TaskFailed(f"Endpoint auth data not present: {asked}")
    key = None
    if found["scheme"] == "ServicePrincipal":
        if parameters.get("authenticationtype", "").lower() == "spncertificate":
            raise TaskFailed("The local Azure does not emulate tasks with connections that sign in by a certificate.")
        key = parameters.get("serviceprincipalkey", "")
        if not key:
            raise TaskFailed(f"Endpoint auth data not present: {asked}")
    if not data.get("subscriptionid"):
        raise TaskFailed("'subscriptionId' cannot be null.")
    return Connection(
        str(found["id"]),
        parameters["tenantid"],
        parameters.get("serviceprincipalid") or "undefined",
        data["subscriptionid"],
        data.get("activedirectoryauthority") or AUTHORITY,
        data.get("azurekeyvaultdnssuffix") or VAULT_SUFFIX,
        data.get("azurekeyvaultserviceendpointresourceid") or VAULT_RESOURCE,
        key,
        data.get("environmentauthorityurl") or KEY_AUTHORITY,
        data.get("environment", ""),
    )
