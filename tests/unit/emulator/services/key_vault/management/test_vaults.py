# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults as resources (docs/reference/key_vault.md#vaults)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import LocalAzure, code

PURGE = "/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/kv-test"


@pytest.fixture
def azure() -> LocalAzure:
    return LocalAzure()


def properties(azure: LocalAzure, path: str) -> dict[str, Any]:
    found: dict[str, Any] = azure.arm("GET", path).body["properties"]
    return found


def test_creation_is_200_registers_its_name_and_adds_the_defaults(azure: LocalAzure) -> None:
    path = f"{azure.group()}/providers/Microsoft.KeyVault/vaults/kv-test"
    made = azure.arm("PUT", path, azure.vault_body("get"))
    assert made.status == 200
    assert made.body["properties"]["provisioningState"] == "RegisteringDns"
    assert made.body["properties"]["vaultUri"] == "https://kv-test.vault.azure.net"
    read = properties(azure, path)
    assert (read["provisioningState"], read["vaultUri"]) == ("Succeeded", "https://kv-test.vault.azure.net/")
    assert read["enableSoftDelete"] is True
    assert read["softDeleteRetentionInDays"] == 90
    assert read["enabledForDeployment"] is False
    assert read["publicNetworkAccess"] == "Enabled"
    assert not {"networkAcls", "enabledForDiskEncryption", "enablePurgeProtection"} & set(read)


def test_registering_takes_its_time_and_the_name_does_not_resolve_before() -> None:
    azure = LocalAzure(eventual=True)
    path = azure.vault()
    assert properties(azure, path)["provisioningState"] == "RegisteringDns"
    assert not azure.cloud.serves("kv-test.vault.azure.net")
    azure.pass_time(60)
    assert properties(azure, path)["provisioningState"] == "Succeeded"
    assert azure.cloud.serves("kv-test.vault.azure.net")
    assert not azure.cloud.serves("another.vault.azure.net")


@pytest.mark.parametrize(("version", "expected"), [("2025-05-01", None), ("2026-02-01", True), ("2026-05-15", True)])
def test_the_access_model_of_a_new_vault_goes_by_the_api_version(azure: LocalAzure, version: str, expected: bool | None) -> None:
    path = f"{azure.group()}/providers/Microsoft.KeyVault/vaults/kv-test"
    made = azure.arm("PUT", path, azure.vault_body("get", enableRbacAuthorization=None), version=version)
    assert made.body["properties"].get("enableRbacAuthorization") is expected


def test_an_existing_vault_keeps_its_access_model(azure: LocalAzure) -> None:
    path = azure.vault()
    again = azure.arm("PUT", path, azure.vault_body("get", enableRbacAuthorization=None), version="2026-02-01")
    assert again.body["properties"]["enableRbacAuthorization"] is False


def test_a_put_replaces_the_whole_list_of_policies_and_needs_one(azure: LocalAzure) -> None:
    path = azure.vault("get")
    azure.arm("PUT", path, azure.vault_body("list"))
    assert [one["permissions"]["secrets"] for one in properties(azure, path)["accessPolicies"]] == [["list"]]
    missing = azure.arm("PUT", path, azure.vault_body(accessPolicies=None))
    assert missing.body["error"]["message"] == "The parameter accessPolicies is not specified."


def test_network_rules_are_echoed_only_when_they_say_something(azure: LocalAzure) -> None:
    path = azure.vault(networkAcls={"bypass": "AzureServices", "defaultAction": "Allow"})
    assert "networkAcls" not in properties(azure, path)
    azure.arm("PATCH", path, {"properties": {"networkAcls": {"bypass": "None", "defaultAction": "Deny"}}})
    expected = {"bypass": "None", "defaultAction": "Deny", "ipRules": [], "virtualNetworkRules": []}
    assert properties(azure, path)["networkAcls"] == expected
    assert azure.arm("PATCH", path, {"properties": {"networkAcls": {"ipRules": [{"value": "nowhere"}]}}}).status == 400
    assert azure.arm("PATCH", path, {"properties": {"networkAcls": {"virtualNetworkRules": [{}]}}}).status == 400
    subnet = f"{azure.subscription}/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/One/subnets/Two"
    azure.arm("PATCH", path, {"properties": {"networkAcls": {"virtualNetworkRules": [{"id": subnet}]}}})
    assert properties(azure, path)["networkAcls"]["virtualNetworkRules"] == [{"id": subnet.lower()}]


def test_patch_keeps_what_it_does_not_name(azure: LocalAzure) -> None:
    path = azure.vault("get", enabledForDeployment=True)
    azure.arm("PATCH", path, {"tags": {"a": "b"}, "properties": {"enabledForTemplateDeployment": True}})
    read = azure.arm("GET", path).body
    assert read["tags"] == {"a": "b"}
    assert read["properties"]["enabledForDeployment"] is True
    assert read["properties"]["enabledForTemplateDeployment"] is True
    assert read["properties"]["accessPolicies"][0]["permissions"] == {"secrets": ["get"]}


def test_retention_is_for_good_and_so_is_purge_protection(azure: LocalAzure) -> None:
    path = azure.vault(softDeleteRetentionInDays=7, enablePurgeProtection=True)
    assert azure.arm("PATCH", path, {"properties": {"softDeleteRetentionInDays": 30}}).status == 400
    assert azure.arm("PATCH", path, {"properties": {"enablePurgeProtection": False}}).status == 400
    assert properties(azure, path)["softDeleteRetentionInDays"] == 7


@pytest.mark.parametrize(
    "changes",
    [
        {"tenantId": None},
        {"tenantId": "11111111-1111-4111-8111-111111111111"},
        {"sku": None},
        {"sku": {"name": "gold"}},
        {"sku": "standard"},
        {"softDeleteRetentionInDays": 6},
        {"softDeleteRetentionInDays": "many"},
        {"accessPolicies": "everybody"},
        {"accessPolicies": [{"permissions": {"secrets": ["get"]}}]},
    ],
)
def test_a_vault_that_breaks_a_rule_is_400_and_not_made(azure: LocalAzure, changes: dict[str, Any]) -> None:
    path = f"{azure.group()}/providers/Microsoft.KeyVault/vaults/kv-test"
    assert azure.arm("PUT", path, azure.vault_body("get", **changes)).status == 400
    assert azure.arm("GET", path).status == 404


@pytest.mark.parametrize("name", ["kv", "1vault", "a--b", "vault-", "v" * 25, "va_ult"])
def test_names_follow_the_rule(azure: LocalAzure, name: str) -> None:
    path = f"{azure.group()}/providers/Microsoft.KeyVault/vaults/{name}"
    assert code(azure.arm("PUT", path, azure.vault_body())) == "VaultNameNotValid"


def test_a_name_is_taken_by_another_group_or_by_a_deleted_vault(azure: LocalAzure) -> None:
    path = azure.vault()
    other = f"{azure.group('other')}/providers/Microsoft.KeyVault/vaults/KV-test"
    taken = azure.arm("PUT", other, azure.vault_body())
    assert (taken.status, code(taken)) == (409, "VaultAlreadyExists")
    azure.arm("DELETE", path)
    deleted = azure.arm("PUT", path, azure.vault_body())
    assert (deleted.status, code(deleted)) == (409, "ConflictError")
    assert "already exists in deleted state" in deleted.body["error"]["message"]


def test_the_location_is_repeated_as_it_was_written_and_listed_without_blanks(azure: LocalAzure) -> None:
    path = f"{azure.group()}/providers/Microsoft.KeyVault/vaults/kv-test"
    azure.arm("PUT", path, {**azure.vault_body("get"), "location": "North Central US"})
    assert azure.arm("GET", path).body["location"] == "North Central US"
    assert [one["location"] for one in azure.arm("GET", "/resources").body["value"]] == ["northcentralus"]
    assert azure.arm("PUT", path, {**azure.vault_body("get"), "location": "northcentralus"}).body["location"] == "northcentralus"


def test_the_location_cannot_change(azure: LocalAzure) -> None:
    body = azure.vault_body() | {"location": "eastus"}
    assert code(azure.arm("PUT", azure.vault(), body)) == "InvalidResourceLocation"


def test_a_deleted_vault_is_recovered_as_it_was_in_its_own_group_only(azure: LocalAzure) -> None:
    path = azure.vault()
    azure.data("PUT", "/secrets/one", {"value": "v"})
    assert azure.arm("DELETE", path).status == 200
    assert azure.arm("DELETE", path).status == 204
    recovery = azure.vault_body(createMode="recover", accessPolicies=None, networkAcls={"ipRules": [{"value": "192.0.2.1"}]})
    other = f"{azure.group('other')}/providers/Microsoft.KeyVault/vaults/kv-test"
    refused = azure.arm("PUT", other, recovery)
    assert (refused.status, code(refused)) == (400, "SoftDeletedVaultDoesNotExist")
    recovered = azure.arm("PUT", path, {**recovery, "tags": {"from": "request"}})
    assert recovered.body["properties"]["accessPolicies"] == [azure.policy("all", "purge")]
    assert "networkAcls" not in recovered.body["properties"]
    assert recovered.body["tags"] == {"from": "request"}
    assert azure.data("GET", "/secrets/one").body["value"] == "v"
    assert code(azure.arm("PUT", path, recovery)) == "SoftDeletedVaultDoesNotExist"


def test_a_purge_is_polled_and_frees_the_name() -> None:
    azure = LocalAzure(eventual=True)
    path = azure.vault()
    azure.arm("DELETE", path)
    shown = azure.arm("GET", PURGE).body["properties"]
    assert shown["vaultId"].endswith("/vaults/kv-test")
    purge = azure.arm("POST", f"{PURGE}/purge")
    assert purge.status == 202
    pending = azure.ask("GET", purge.headers["Location"])
    assert (pending.status, pending.body["status"]) == (202, "NotStarted")
    azure.pass_time(60)
    done = azure.ask("GET", pending.headers["Location"])
    assert (done.status, done.body["status"]) == (200, "Succeeded")
    assert code(azure.arm("GET", PURGE)) == "DeletedVaultNotFound"
    assert azure.arm("PUT", path, azure.vault_body()).status == 200


def test_purge_protection_refuses_a_purge_and_retention_ends_it_all_the_same(azure: LocalAzure) -> None:
    path = azure.vault(enablePurgeProtection=True, softDeleteRetentionInDays=7)
    azure.arm("DELETE", path)
    assert code(azure.arm("POST", f"{PURGE}/purge")) == "MethodNotAllowed"
    azure.pass_time(8 * 86400)
    assert azure.arm("GET", "/providers/Microsoft.KeyVault/deletedVaults").body["value"] == []


def test_role_assignments_on_a_vault_do_not_come_back_with_it(azure: LocalAzure) -> None:
    path = azure.vault()
    azure.assign("Reader", azure.powerless, path)
    azure.arm("DELETE", path)
    azure.arm("PUT", path, azure.vault_body(createMode="recover"))
    assert azure.arm("GET", path, who=azure.powerless).status == 403


def test_a_list_names_a_next_page_that_is_empty(azure: LocalAzure) -> None:
    azure.vault()
    first = azure.arm("GET", "/providers/Microsoft.KeyVault/vaults").body
    assert [one["name"] for one in first["value"]] == ["kv-test"]
    assert azure.ask("GET", first["nextLink"]).body == {"value": []}


def test_names_are_checked_for_availability(azure: LocalAzure) -> None:
    def check(name: str) -> dict[str, Any]:
        body = {"name": name, "type": "Microsoft.KeyVault/vaults"}
        answer: dict[str, Any] = azure.arm("POST", "/providers/Microsoft.KeyVault/checkNameAvailability", body).body
        return answer

    assert check("kv-test") == {"nameAvailable": True}
    azure.vault()
    taken = check("KV-TEST")
    assert taken["reason"] == "AlreadyExists"
    assert taken["message"].startswith("The vault name 'KV-TEST' is already in use.")
    assert check("no_name")["reason"] == "AccountNameInvalid"


@pytest.mark.parametrize(
    ("value", "forbidden"),
    [
        ("10.0.0.0/8", "10.0.0.0\u201310.255.255.255"),
        ("192.168.1.7", "192.168.0.0\u2013192.168.255.255"),
        ("172.31.0.0/16", "172.16"),
    ],
)
def test_private_addresses_are_forbidden_in_the_firewall(azure: LocalAzure, value: str, forbidden: str) -> None:
    path = f"{azure.group()}/providers/Microsoft.KeyVault/vaults/kv-test"
    body = azure.vault_body("get")
    body["properties"]["networkAcls"] = {"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.0/24"}, {"value": value}]}
    refused = azure.arm("PUT", path, body)
    assert (refused.status, code(refused)) == (400, "BadRequest")
    message = refused.body["error"]["message"]
    assert f"properties.networkAcls.ipRules[1].value: {value} belongs to forbidden range {forbidden}" in message
    assert azure.arm("GET", path).status == 404


def test_a_range_that_private_addresses_lie_in_is_taken(azure: LocalAzure) -> None:
    body = azure.vault_body("get")
    body["properties"]["networkAcls"] = {"defaultAction": "Deny", "ipRules": [{"value": "0.0.0.0/2"}, {"value": "128.0.0.0/1"}]}
    assert azure.arm("PUT", f"{azure.group()}/providers/Microsoft.KeyVault/vaults/kv-test", body).status == 200


@pytest.mark.parametrize("change", [{"objectId": "me"}, {"permissions": {"secrets": ["read"]}}])
def test_a_policy_that_cannot_be(azure: LocalAzure, change: dict[str, Any]) -> None:
    path, policy = azure.vault(), {**azure.policy("get"), **change}
    for how in ("add", "replace"):
        refused = azure.arm("PUT", f"{path}/accessPolicies/{how}", {"properties": {"accessPolicies": [policy]}})
        assert (refused.status, code(refused)) == (400, "BadRequest")
        assert "accessPolicies" in refused.body["error"]["message"]


def test_the_access_model_changes_by_who_may_assign_roles(azure: LocalAzure) -> None:
    path = azure.vault()
    azure.cloud.runtime.policies.roles_may_be_assigned = False
    for rbac, status in ((True, 400), (False, 200)):
        answer = azure.arm("PATCH", path, {"properties": {"enableRbacAuthorization": rbac}})
        assert answer.status == status, answer.body
    refused = azure.arm("PATCH", path, {"properties": {"enableRbacAuthorization": True}})
    assert code(refused) == "InsufficientPermissions"
    assert "Caller is not allowed to change permission model." in refused.body["error"]["message"]
    azure.cloud.runtime.policies.roles_may_be_assigned = True
    assert azure.arm("PATCH", path, {"properties": {"enableRbacAuthorization": True}}).status == 200
