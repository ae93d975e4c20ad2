# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in as what surrounds the playbook: the Azure CLI's user, the machine, the pipeline that runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

from ..sdk import required
from .clouds import CloudEndpoints
from .credential_settings import Options, variable
from .request_settings import RequestSettings
from .sign_in_method import MissingSettings, SignInMethod
from .sign_in_options import check_tenant

with required("azure-identity"):
    from azure.identity import AzureCliCredential, AzurePipelinesCredential, ManagedIdentityCredential

    from ..transport.pauses import refuse_long_pause

MACHINE = "http://169.254.169.254"
"""Address at which a virtual machine asks for tokens of its identity."""
MACHINE_VARIABLES = ("IDENTITY_ENDPOINT", "MSI_ENDPOINT", "AZURE_POD_IDENTITY_AUTHORITY_HOST")
"""Variables in which other kinds of machines say so."""
CLI_TIMEOUT = 60
"""Seconds for one command of az."""
PIPELINE_VARIABLES = {
    "client_id": "AZURESUBSCRIPTION_CLIENT_ID",
    "tenant": "AZURESUBSCRIPTION_TENANT_ID",
    "connection": "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    "token": "SYSTEM_ACCESSTOKEN",
    "address": "SYSTEM_OIDCREQUESTURI",
}
"""Variables that tasks such as AzureCLI@2 set for their scripts, and the job's token, which the pipeline maps itself."""


def azure_cli(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    """:raises MissingSettings: az is not installed."""
    if not shutil.which("az"):
        raise MissingSettings("there is no az on the PATH", "Install the Azure CLI and run az login.")
    tenant = options.get("tenant") or ""
    check_tenant(tenant)
    credential = AzureCliCredential(tenant_id=tenant, process_timeout=CLI_TIMEOUT)
    folder = os.environ.get("AZURE_CONFIG_DIR") or os.path.expanduser("~/.azure")
    return SignInMethod("the Azure CLI's signed-in user", credential, ("cli", tenant, folder), _subscription)


def _subscription() -> str | None:
    """The environment's, else the one that az account set chose."""
    if variable("subscription_id"):
        return variable("subscription_id")
    try:
        shown = subprocess.run(
            ["az", "account", "show", "--output", "json"],
            capture_output=True,
            timeout=CLI_TIMEOUT,
            stdin=subprocess.DEVNULL,
            check=True,
        )
        found: str = json.loads(shown.stdout)["id"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None
    return found


def managed_identity(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    client_id = options.get("client_id") or variable("client_id")
    described = f"the user-assigned managed identity {client_id}" if client_id else "the system-assigned managed identity"
    machine = [os.environ[name] for name in MACHINE_VARIABLES if os.environ.get(name)] or [MACHINE]
    endpoint = os.environ.get("IDENTITY_ENDPOINT") or os.environ.get("MSI_ENDPOINT") or ""
    # It has repeats of its own, since a machine's endpoint may take more than a minute, and gives up early where there is none.
    transport = requests.transport(*machine, inspect=refuse_long_pause)
    credential = ManagedIdentityCredential(client_id=client_id, transport=transport)
    return SignInMethod(described, credential, ("msi", client_id or "", endpoint))


def azure_pipelines(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    """:raises MissingSettings: the playbook does not run in a task with a service connection."""
    found = {name: os.environ.get(there, "") for name, there in PIPELINE_VARIABLES.items()}
    found.update({name: options[name] for name in ("client_id", "tenant") if options.get(name)})
    lacking = [PIPELINE_VARIABLES[name] for name, value in found.items() if not value]
    if lacking:
        raise MissingSettings(
            f"the environment gave no {', no '.join(lacking)}",
            "Run the playbook in a task that gets a service connection (AzureCLI@2), and map SYSTEM_ACCESSTOKEN: "
            "$(System.AccessToken) into its env.",
        )
    check_tenant(found["tenant"])
    credential = AzurePipelinesCredential(
        tenant_id=found["tenant"],
        client_id=found["client_id"],
        service_connection_id=found["connection"],
        system_access_token=found["token"],
        authority=cloud.authority,
        **requests.of_sign_in(*cloud.authorities, found["address"]),
    )
    described = f"application {found['client_id']} by the service connection {found['connection']} of this pipeline"
    identity = (cloud.authority, *(found[name] for name in ("tenant", "client_id", "connection", "address")))
    return SignInMethod(described, credential, identity)
