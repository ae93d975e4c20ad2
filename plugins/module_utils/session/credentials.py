# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways of signing in that users of azure.azcollection know, in the order in which they are tried."""

from __future__ import annotations

import configparser
import os
import pathlib
import shutil
import typing as t

from ..errors import UsageError
from ..sdk import required
from .clouds import CloudEndpoints

with required("azure-identity"):
    from azure.identity import (
        AzureCliCredential,
        AzurePipelinesCredential,
        ClientSecretCredential,
        ManagedIdentityCredential,
        WorkloadIdentityCredential,
    )

CREDENTIAL_FILE = pathlib.Path("~/.azure/credentials")
ENVIRONMENT = {
    "client_id": ("AZURE_CLIENT_ID",),
    "secret": ("AZURE_SECRET", "AZURE_CLIENT_SECRET"),
    "tenant": ("AZURE_TENANT", "AZURE_TENANT_ID"),
    "subscription_id": ("AZURE_SUBSCRIPTION_ID",),
    "oidc_token_file_path": ("AZURE_FEDERATED_TOKEN_FILE",),
}
"""Names of azure.azcollection first, the SDKs' second."""

PIPELINES = {
    "client_id": "AZURESUBSCRIPTION_CLIENT_ID",
    "tenant": "AZURESUBSCRIPTION_TENANT_ID",
    "service_connection_id": "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
}
"""What tasks such as AzureCLI@2 set inside a pipeline."""

Settings = t.Mapping[str, str | None]


class Way:
    """A way that was taken: its name in errors, the credential behind it, and the subscription that came with it."""

    def __init__(self, described: str, credential: t.Any, identity: tuple[str, ...], subscription_id: str | None) -> None:
        self.described, self.credential, self.subscription_id = described, credential, subscription_id
        self.identity = identity
        """What tells this identity from others: part of the token cache's key."""


def choose(options: Settings, cloud: CloudEndpoints) -> Way:
    """The way asked for by `auth_source`, else the first that has all it needs.

    :raises UsageError: naming what is missing.
    """
    source = options.get("auth_source") or os.environ.get("ANSIBLE_AZURE_AUTH_SOURCE") or "auto"
    if source != "auto":
        if source not in WAYS:
            raise UsageError(f"ANSIBLE_AZURE_AUTH_SOURCE is {source!r}.", f"Choose one of auto, {', '.join(WAYS)}.")
        return WAYS[source](options, cloud, True) or _nothing(source)
    for attempt in (_parameters, _environment, _credential_file, _cli):
        way = attempt(options, cloud, False)
        if way:
            return way
    return _nothing("auto")


def _nothing(source: str) -> t.NoReturn:
    raise UsageError(
        f"There is no way to sign in to Azure (auth_source {source}).",
        "Give client_id, secret and tenant, or set AZURE_CLIENT_ID, AZURE_SECRET and AZURE_TENANT, or fill a profile in "
        "~/.azure/credentials, or sign in with az login, or set auth_source to msi, workload_identity or azure_pipelines.",
    )


def _service_principal(settings: Settings, cloud: CloudEndpoints, where: str) -> Way | None:
    """A secret, or a federated token in a file, for an application; None unless the set is complete."""
    client_id, tenant, subscription = settings.get("client_id"), settings.get("tenant"), settings.get("subscription_id")
    if not client_id or not tenant:
        return None
    if settings.get("secret"):
        credential = ClientSecretCredential(tenant, client_id, settings["secret"], authority=cloud.authority)
        return Way(f"application {client_id} with a secret from {where}", credential, ("secret", tenant, client_id), subscription)
    token_file = settings.get("oidc_token_file_path")
    if token_file:
        credential = WorkloadIdentityCredential(
            tenant_id=tenant, client_id=client_id, token_file_path=token_file, authority=cloud.authority
        )
        described = f"application {client_id} with the federated token in {token_file}, from {where}"
        return Way(described, credential, ("federated", tenant, client_id), subscription)
    return None


def _parameters(options: Settings, cloud: CloudEndpoints, asked: bool) -> Way | None:
    return _service_principal(_with_subscription(options, options), cloud, "the task's options")


def _environment(options: Settings, cloud: CloudEndpoints, asked: bool) -> Way | None:
    found: dict[str, str | None] = {
        option: next((os.environ[name] for name in names if os.environ.get(name)), None) for option, names in ENVIRONMENT.items()
    }
    return _service_principal({**found, **_with_subscription(options, found)}, cloud, "the environment")


def _credential_file(options: Settings, cloud: CloudEndpoints, asked: bool) -> Way | None:
    """A profile of ~/.azure/credentials, with the keys of azure.azcollection."""
    profile = options.get("profile") or os.environ.get("AZURE_PROFILE") or "default"
    path = CREDENTIAL_FILE.expanduser()
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path)
    except (configparser.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as an ini file: {type(error).__name__}.", "Correct it.") from error
    if not parser.has_section(profile) and profile != "default":
        raise UsageError(f"profile is {profile!r}, but {path} has no such section.", "Add it, or name another profile.")
    settings = dict(parser.items(profile)) if parser.has_section(profile) else {}
    return _service_principal({**settings, **_with_subscription(options, settings)}, cloud, f"profile {profile} of {path}")


def _with_subscription(options: Settings, found: Settings) -> dict[str, str | None]:
    return {**found, "subscription_id": _subscription(options) or found.get("subscription_id")}


def _subscription(options: Settings) -> str | None:
    return options.get("subscription_id") or os.environ.get("AZURE_SUBSCRIPTION_ID")


def _tenant(options: Settings) -> str:
    names = ENVIRONMENT["tenant"]
    return options.get("tenant") or next((os.environ[name] for name in names if os.environ.get(name)), "")


def _client_id(options: Settings) -> str:
    return options.get("client_id") or os.environ.get("AZURE_CLIENT_ID", "")


def _cli(options: Settings, cloud: CloudEndpoints, asked: bool) -> Way | None:
    if not shutil.which("az"):
        if asked:
            raise UsageError("auth_source is cli, but there is no az on the PATH.", "Install the Azure CLI and run az login.")
        return None
    tenant = options.get("tenant") or ""
    return Way("the Azure CLI's signed-in user", AzureCliCredential(tenant_id=tenant), ("cli", tenant), _subscription(options))


def _managed_identity(options: Settings, cloud: CloudEndpoints, asked: bool) -> Way:
    client_id = _client_id(options)
    described = f"managed identity {client_id}" if client_id else "the system-assigned managed identity"
    credential = ManagedIdentityCredential(client_id=client_id or None)
    return Way(described, credential, ("msi", client_id), _subscription(options))


def _workload_identity(options: Settings, cloud: CloudEndpoints, asked: bool) -> Way:
    names = ENVIRONMENT["oidc_token_file_path"]
    settings = {
        "client_id": _client_id(options),
        "tenant": _tenant(options),
        "oidc_token_file_path": options.get("oidc_token_file_path") or os.environ.get(names[0]),
        "subscription_id": _subscription(options),
    }
    way = _service_principal(settings, cloud, "the task's options or the environment")
    if way is None:
        raise UsageError(
            "auth_source is workload_identity, which needs client_id, tenant and oidc_token_file_path.",
            "Set them, or AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_FEDERATED_TOKEN_FILE.",
        )
    return way


def _azure_pipelines(options: Settings, cloud: CloudEndpoints, asked: bool) -> Way:
    client_id = options.get("client_id") or os.environ.get(PIPELINES["client_id"])
    tenant = options.get("tenant") or os.environ.get(PIPELINES["tenant"])
    connection = os.environ.get(PIPELINES["service_connection_id"])
    token = os.environ.get("SYSTEM_ACCESSTOKEN")
    needed = {**dict(zip(PIPELINES.values(), (client_id, tenant, connection), strict=True)), "SYSTEM_ACCESSTOKEN": token}
    absent = [name for name in (*needed, "SYSTEM_OIDCREQUESTURI") if not needed.get(name) and not os.environ.get(name)]
    if absent:
        raise UsageError(
            f"auth_source is azure_pipelines, but the environment lacks {', '.join(absent)}.",
            "Run the playbook in a task that gets a service connection (AzureCLI@2), and map SYSTEM_ACCESSTOKEN: "
            "$(System.AccessToken) into its env.",
        )
    credential = AzurePipelinesCredential(
        tenant_id=tenant,
        client_id=client_id,
        service_connection_id=connection,
        system_access_token=token,
        authority=cloud.authority,
    )
    identity = ("azure_pipelines", str(tenant), str(client_id))
    return Way(f"service connection {connection} of this pipeline", credential, identity, _subscription(options))


WAYS: dict[str, t.Callable[[Settings, CloudEndpoints, bool], Way | None]] = {
    "env": _environment,
    "credential_file": _credential_file,
    "cli": _cli,
    "msi": _managed_identity,
    "workload_identity": _workload_identity,
    "azure_pipelines": _azure_pipelines,
}
