# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Azure CLI, unmodified, against the local Azure (docs/reference/clients.md#azure-cli)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import python_packages, run
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

QUIET = {
    "AZURE_CORE_COLLECT_TELEMETRY": "false",
    "AZURE_CORE_ONLY_SHOW_ERRORS": "true",
    "AZURE_EXTENSION_USE_DYNAMIC_INSTALL": "no",
}
GROUP, VAULT, LOCATION = "cli-rg", "cli-vault-7", "westeurope"
ISSUER = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798"

Az = Callable[..., Any]


@pytest.fixture
def az(emulator: EmulatorProcess, tmp_path: Path, version: Callable[[str], None]) -> Az:
    """`az("group", "show", …)`: its answer; with `refused=True` what it says of its failure. Signed in."""
    tool = python_packages("az", "azure-cli") / "az"
    environment = {**emulator.environment, **QUIET, "AZURE_CONFIG_DIR": str(tmp_path / "az")}

    def call(*arguments: str, refused: bool = False) -> Any:
        said = run(tool, *arguments, environment=environment, cwd=tmp_path, refused=refused)
        return said if refused else json.loads(said or "null")

    version(f"azure-cli {call('version')['azure-cli']}")
    call(
        "login", "--service-principal", "-u", environment["AZURE_CLIENT_ID"], f"-p={environment['AZURE_CLIENT_SECRET']}",
        "--tenant", environment["AZURE_TENANT_ID"],
    )  # fmt: skip
    return call


@pytest.fixture
def vault(az: Az) -> str:
    az("group", "create", "-n", GROUP, "-l", LOCATION)
    az("keyvault", "create", "-n", VAULT, "-g", GROUP, "-l", LOCATION, "--enable-rbac-authorization", "false")
    return VAULT


def test_subscription_and_groups(az: Az) -> None:
    assert az("account", "show")["state"] == "Enabled"
    assert LOCATION in {one["name"] for one in az("account", "list-locations")}
    assert az("group", "create", "-n", GROUP, "-l", LOCATION, "--tags", "a=b")["tags"] == {"a": "b"}
    assert az("group", "exists", "-n", GROUP) is True
    assert az("group", "update", "-n", GROUP, "--set", "tags.c=d")["tags"] == {"a": "b", "c": "d"}
    assert GROUP in {one["name"] for one in az("group", "list")}
    az("group", "delete", "-n", GROUP, "--yes")
    assert az("group", "exists", "-n", GROUP) is False


def test_secrets(az: Az, vault: str, emulator: EmulatorProcess) -> None:
    of = ("--vault-name", vault, "--name", "greeting")
    first = az("keyvault", "secret", "set", *of, "--value", "one")
    az("keyvault", "secret", "set", *of, "--value", "two")
    assert az("keyvault", "secret", "show", *of)["value"] == "two"
    assert az("keyvault", "secret", "show", "--id", first["id"])["value"] == "one"
    assert [one["name"] for one in az("keyvault", "secret", "list", "--vault-name", vault)] == ["greeting"]
    assert len(az("keyvault", "secret", "list-versions", *of)) == 2
    assert az("keyvault", "secret", "set-attributes", *of, "--content-type", "text/plain")["contentType"] == "text/plain"
    az("keyvault", "secret", "delete", *of)
    assert "SecretNotFound" in az("keyvault", "secret", "show", *of, refused=True)
    assert [one["name"] for one in az("keyvault", "secret", "list-deleted", "--vault-name", vault)] == ["greeting"]
    az("keyvault", "secret", "recover", *of)
    assert az("keyvault", "secret", "show", *of)["value"] == "two"
    az("keyvault", "secret", "delete", *of)
    assert az("keyvault", "secret", "show-deleted", *of)["recoveryId"].endswith("/deletedsecrets/greeting")
    # The policy that az gives to a vault's creator says `all`, and that is all but purge.
    assert "does not have secrets purge permission" in az("keyvault", "secret", "purge", *of, refused=True)
    creator = ("-n", vault, "--spn", emulator.environment["AZURE_CLIENT_ID"])
    az("keyvault", "set-policy", *creator, "--secret-permissions", "all", "purge")
    az("keyvault", "secret", "purge", *of)
    assert az("keyvault", "secret", "list-deleted", "--vault-name", vault) == []
    az("keyvault", "secret", "set", *of, "--value", "three")
    assert len(az("keyvault", "secret", "list-versions", *of)) == 1


def test_policies_and_the_recycle_bin(az: Az, vault: str, emulator: EmulatorProcess) -> None:
    nobody = "99999999-8888-7777-6666-555555555555"
    policy = ("-n", vault, "--object-id", nobody)
    granted = az("keyvault", "set-policy", *policy, "--secret-permissions", "get", "list")
    assert len(granted["properties"]["accessPolicies"]) == 2
    assert len(az("keyvault", "delete-policy", *policy)["properties"]["accessPolicies"]) == 1
    az("keyvault", "delete", "-n", vault)
    assert [one["name"] for one in az("keyvault", "list-deleted")] == [vault]
    az("keyvault", "recover", "-n", vault)
    assert az("keyvault", "show", "-n", vault)["name"] == vault
    az("keyvault", "delete", "-n", vault)
    az("keyvault", "purge", "-n", vault)
    assert az("keyvault", "list-deleted") == []


def test_identities_and_roles(az: Az, vault: str) -> None:
    identity = az("identity", "create", "-n", "cli-identity", "-g", GROUP)
    credential = ("--identity-name", "cli-identity", "-g", GROUP, "-n", "pipeline")
    trust = ("--issuer", ISSUER, "--audiences", "api://AzureADTokenExchange", "--subject")
    az("identity", "federated-credential", "create", *credential, *trust, "one")
    assert az("identity", "federated-credential", "update", *credential, *trust, "two")["subject"] == "two"
    assert len(az("identity", "federated-credential", "list", "--identity-name", "cli-identity", "-g", GROUP)) == 1
    az("identity", "federated-credential", "delete", *credential, "--yes")
    scope = az("keyvault", "show", "-n", vault)["id"]
    assigned = (
        "--assignee-object-id",
        identity["principalId"],
        "--assignee-principal-type",
        "ServicePrincipal",
        "--scope",
        scope,
    )
    one = az("role", "assignment", "create", "--role", "Key Vault Secrets User", *assigned)
    again = az("role", "assignment", "create", "--role", "Key Vault Secrets User", *assigned)
    assert one["id"] == again["id"]
    assert [each["id"] for each in az("role", "assignment", "list", "--scope", scope)] == [one["id"]]
    az("role", "assignment", "delete", "--ids", one["id"])


def test_applications(az: Az) -> None:
    app = az("ad", "app", "create", "--display-name", "cli-app", "--sign-in-audience", "AzureADMyOrg")
    principal = az("ad", "sp", "create", "--id", app["appId"])
    assert principal["appId"] == app["appId"]
    parameters = {"name": "pipeline", "issuer": ISSUER, "subject": "one", "audiences": ["api://AzureADTokenExchange"]}
    az("ad", "app", "federated-credential", "create", "--id", app["appId"], "--parameters", json.dumps(parameters))
    assert [one["name"] for one in az("ad", "app", "federated-credential", "list", "--id", app["appId"])] == ["pipeline"]
    assert [one["id"] for one in az("ad", "sp", "list", "--display-name", "cli-app")] == [principal["id"]]
    az("ad", "app", "delete", "--id", app["appId"])
    assert "does not exist" in az("ad", "sp", "show", "--id", app["appId"], refused=True)


@pytest.fixture
def rest(az: Az) -> Az:
    """`rest("put", address, {"a": "b"}, …)`: `az rest`, which finds the audience of ARM's and of Graph's addresses by itself."""

    def call(method: str, address: str, body: Any = None, *more: str, **how: bool) -> Any:
        content = () if body is None else ("--body", json.dumps(body))
        return az("rest", "--method", method, "--uri", address, *content, *more, **how)

    return call


def test_arm_by_rest(rest: Az, emulator: EmulatorProcess) -> None:
    """`az rest` puts the signed-in subscription where an address says {subscriptionId}."""
    group = f"/subscriptions/{{subscriptionId}}/resourceGroups/{GROUP}"
    assert (
        rest("put", f"{group}?api-version=2021-04-01", {"location": LOCATION})["properties"]["provisioningState"] == "Succeeded"
    )
    vault = f"{group}/providers/Microsoft.KeyVault/vaults/{VAULT}?api-version=2023-07-01"
    tenant = emulator.environment["AZURE_TENANT_ID"]
    properties = {"tenantId": tenant, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}
    assert rest("put", vault, {"location": LOCATION, "properties": properties})["properties"]["enableRbacAuthorization"] is True
    assert rest("patch", vault, {"tags": {"a": "b"}})["tags"] == {"a": "b"}
    identity = f"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/cli-identity"
    of_identity, version = rest("put", f"{identity}?api-version=2023-01-31", {"location": LOCATION}), "api-version=2023-01-31"
    trust = {"properties": {"issuer": ISSUER, "subject": "one", "audiences": ["api://AzureADTokenExchange"]}}
    rest("put", f"{identity}/federatedIdentityCredentials/pipeline?{version}", trust)
    found = rest("get", f"{identity}/federatedIdentityCredentials?{version}")["value"]
    assert [one["properties"]["subject"] for one in found] == ["one"]
    listed = rest("get", f"{group}/resources", None, "--uri-parameters", "api-version=2021-04-01")["value"]
    assert of_identity["id"].lower() in {one["id"].lower() for one in listed}
    rest("delete", f"{identity}?{version}")
    assert "NotFound" in rest("get", f"{identity}?{version}", refused=True)


def test_graph_by_rest(rest: Az) -> None:
    applications = "https://graph.microsoft.com/v1.0/applications"
    app = rest("post", applications, {"displayName": "cli-rest"})
    trust = {"name": "pipeline", "issuer": ISSUER, "subject": "one", "audiences": ["api://AzureADTokenExchange"]}
    one, credentials = f"{applications}/{app['id']}", f"{applications}/{app['id']}/federatedIdentityCredentials"
    rest("post", credentials, trust)
    rest("patch", f"{credentials}/pipeline", {"subject": "two"})
    assert [each["subject"] for each in rest("get", credentials)["value"]] == ["two"]
    rest("patch", one, {"tags": ["a"]})
    assert rest("get", f"{one}?$select=tags")["tags"] == ["a"]
    found = rest("get", applications, None, "--url-parameters", "$filter=displayName eq 'cli-rest'")
    assert [each["appId"] for each in found["value"]] == [app["appId"]]
    principal = rest("post", "https://graph.microsoft.com/v1.0/servicePrincipals", {"appId": app["appId"]})
    assert rest("get", f"https://graph.microsoft.com/v1.0/servicePrincipals/{principal['id']}")["displayName"] == "cli-rest"
    rest("delete", one)
    assert "Request_ResourceNotFound" in rest("get", one, refused=True)


def test_azure_devops_by_rest(rest: Az, emulator: EmulatorProcess) -> None:
    organization, as_devops = "https://dev.azure.com/vaultpipe", ("--resource", DEVOPS)
    projects = f"{organization}/_apis/projects?api-version=7.1"
    process = rest("get", f"{organization}/_apis/process/processes?api-version=7.1", None, *as_devops)["value"][0]["id"]
    capabilities = {"versioncontrol": {"sourceControlType": "Git"}, "processTemplate": {"templateTypeId": process}}
    body = {"name": "cli", "visibility": "private", "capabilities": capabilities}
    assert rest("post", projects, body, *as_devops)["url"].startswith(f"{organization}/_apis/operations/")
    emulator.clock(60)
    (project,) = rest("get", projects, None, *as_devops)["value"]
    groups = f"{organization}/cli/_apis/distributedtask/variablegroups?api-version=7.1"
    reference = {"projectReference": {"id": project["id"], "name": "cli"}, "name": "settings"}
    group = {
        "type": "Vsts",
        "name": "settings",
        "variables": {"a": {"value": "b"}},
        "variableGroupProjectReferences": [reference],
    }
    made = rest("post", f"{organization}/_apis/distributedtask/variablegroups?api-version=7.1", group, *as_devops)
    assert [one["id"] for one in rest("get", groups, None, *as_devops)["value"]] == [made["id"]]
