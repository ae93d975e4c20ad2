# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to a vault's secrets: who may do what, and from where."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import LocalAzure, code
from emulator.services.key_vault.data.model.access import CLIENT_ADDRESS

OPERATIONS = [
    ("get", "GET", "/secrets/one"),
    ("list", "GET", "/secrets"),
    ("list", "GET", "/secrets/one/versions"),
    ("set", "PUT", "/secrets/one"),
    ("set", "PATCH", "/secrets/one"),
    ("delete", "DELETE", "/secrets/one"),
    ("backup", "POST", "/secrets/one/backup"),
    ("restore", "POST", "/secrets/restore"),
    ("list", "GET", "/deletedsecrets"),
    ("get", "GET", "/deletedsecrets/one"),
    ("recover", "POST", "/deletedsecrets/one/recover"),
    ("purge", "DELETE", "/deletedsecrets/one"),
]
EVERY = {permission for permission, _method, _path in OPERATIONS}


@pytest.fixture
def azure() -> LocalAzure:
    return LocalAzure()


@pytest.mark.parametrize(("permission", "method", "path"), OPERATIONS)
def test_each_operation_needs_its_own_permission(azure: LocalAzure, permission: str, method: str, path: str) -> None:
    vault = azure.vault(*(EVERY - {permission}))
    refused = azure.data(method, path, {"value": "v"})
    assert code(refused) == "Forbidden/AccessDenied"
    text = refused.body["error"]["message"]
    assert f"does not have secrets {permission} permission on key vault 'kv-test;location=westeurope'" in text
    assert f"appid={azure.caller.client_id};oid={azure.caller.object_id};" in text
    azure.arm("PATCH", vault, {"properties": {"accessPolicies": [azure.policy(permission.upper())]}})
    assert azure.data(method, path, {"value": "v"}).status != 403


def test_all_includes_everything_but_purge(azure: LocalAzure) -> None:
    azure.vault("all")
    azure.data("PUT", "/secrets/one", {"value": "v"})
    azure.data("DELETE", "/secrets/one")
    assert azure.data("DELETE", "/deletedsecrets/one").status == 403


def test_owner_of_the_subscription_has_no_right_to_the_data(azure: LocalAzure) -> None:
    azure.vault(accessPolicies=[])
    assert azure.data("GET", "/secrets").status == 403


def test_with_rbac_policies_count_for_nothing_and_data_roles_do(azure: LocalAzure) -> None:
    vault = azure.vault("all", enableRbacAuthorization=True)
    refused = azure.data("PUT", "/secrets/one", {"value": "v"})
    assert code(refused) == "Forbidden/ForbiddenByRbac"
    text = refused.body["error"]["message"]
    assert "Action: 'Microsoft.KeyVault/vaults/secrets/setSecret/action'" in text
    assert "/vaults/kv-test/secrets/one'" in text
    azure.assign("Key Vault Secrets Officer", azure.caller, vault)
    assert azure.data("PUT", "/secrets/one", {"value": "v"}).status == 200


@pytest.mark.parametrize("scope", ["", "/resourceGroups/rg", "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-test"])
def test_secrets_user_reads_and_lists_and_does_not_write(azure: LocalAzure, scope: str) -> None:
    vault = azure.vault(enableRbacAuthorization=True)
    azure.assign("Key Vault Secrets Officer", azure.caller, vault)
    azure.data("PUT", "/secrets/one", {"value": "v"})
    azure.assign("Key Vault Secrets User", azure.powerless, scope)
    assert azure.data("GET", "/secrets/one", who=azure.powerless).status == 200
    assert azure.data("GET", "/secrets", who=azure.powerless).status == 200
    assert azure.data("PUT", "/secrets/one", {"value": "w"}, who=azure.powerless).status == 403


@pytest.mark.parametrize(
    "role", ["Key Vault Certificates Officer", "Key Vault Crypto Officer", "Key Vault Crypto User", "AcrPull"]
)
def test_roles_for_other_things_give_no_secret(azure: LocalAzure, role: str) -> None:
    vault = azure.vault(enableRbacAuthorization=True)
    azure.assign(role, azure.powerless, vault)
    assert azure.data("GET", "/secrets", who=azure.powerless).status == 403


def test_key_vault_reader_lists_and_does_not_read_values(azure: LocalAzure) -> None:
    vault = azure.vault(enableRbacAuthorization=True)
    azure.assign("Key Vault Reader", azure.powerless, vault)
    assert azure.data("GET", "/secrets", who=azure.powerless).status == 200
    assert azure.data("GET", "/secrets/one", who=azure.powerless).status == 403


def test_a_closed_firewall_lets_only_its_addresses_in(azure: LocalAzure) -> None:
    closed = {"defaultAction": "Deny", "bypass": "AzureServices"}
    vault = azure.vault(networkAcls=closed)
    refused = azure.data("GET", "/secrets")
    assert code(refused) == "Forbidden/ForbiddenByFirewall"
    assert f"Client address: {CLIENT_ADDRESS}" in refused.body["error"]["message"]
    azure.arm("PATCH", vault, {"properties": {"networkAcls": {**closed, "ipRules": [{"value": CLIENT_ADDRESS}]}}})
    assert azure.data("GET", "/secrets").status == 200


def test_without_public_access_nobody_gets_in(azure: LocalAzure) -> None:
    azure.vault(publicNetworkAccess="disabled")
    assert code(azure.data("GET", "/secrets")) == "Forbidden/ForbiddenByConnection"
