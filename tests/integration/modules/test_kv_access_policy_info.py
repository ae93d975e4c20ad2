# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists the access policies of a key vault."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.access.kv_access_policy import KvAccessPolicy
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO, VAULT = "kv_access_policy_info", "kv-policies"
SOMEBODY = "44444444-4444-4444-8444-444444444444"
APPLICATION = "66666666-6666-4666-8666-666666666666"
POLICIES = f"/resourceGroups/{GROUP}/providers/Microsoft.KeyVault/vaults/{VAULT}/accessPolicies"
FORBIDDEN = {"status": 403, "body": {"error": {"code": "AuthorizationFailed", "message": "You may not."}}}


def given_policies(portal: Portal, ansible: Ansible) -> dict[str, Any]:
    """The policy of id-test; SOMEBODY has one too, and another one by an application."""
    vault = given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION, caller_access=False)
    identity = given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION)
    policy = given("kv_access_policy", vault_name=VAULT, managed_identity="id-test", secrets=["get"], keys=["wrapKey"])
    *_given, made = ansible.play([given_group(), vault, identity, policy])
    entries = [
        {"tenantId": portal.tenant, "objectId": SOMEBODY, "permissions": {"secrets": ["List", "Get"]}},
        {"tenantId": portal.tenant, "objectId": SOMEBODY, "applicationId": APPLICATION, "permissions": {"secrets": ["Get"]}},
    ]
    portal.arm("PUT", f"{POLICIES}/add", {"properties": {"accessPolicies": entries}}, "2026-02-01")
    shown: dict[str, Any] = made["kv_access_policy"]
    return shown


def test_what_is_found_and_fed_back(ansible: Ansible, portal: Portal) -> None:
    ours = given_policies(portal, ansible)
    everything, checked, by_id, by_identity, no_identity, without_policy = found = ansible.play(
        [
            step(INFO, vault_name=VAULT),
            step(INFO, check=True, vault_name=VAULT, resource_group=GROUP),
            step(INFO, check=True, vault_name=VAULT, object_id=SOMEBODY.upper()),
            step(INFO, vault_name=VAULT, managed_identity="id-test"),
            step(INFO, vault_name=VAULT, managed_identity="id-none", identity_resource_group=GROUP),
            step(INFO, vault_name=VAULT, object_id=APPLICATION),
        ]
    )
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 6
    nothing: dict[str, list[str]] = {"key_permissions": [], "certificate_permissions": [], "storage_permissions": []}
    theirs = {"vault_name": VAULT, "object_id": SOMEBODY, **nothing}
    others = [
        {**theirs, "application_id": None, "secret_permissions": ["get", "list"]},
        {**theirs, "application_id": APPLICATION, "secret_permissions": ["get"]},
    ]
    assert everything["kv_access_policies"] == checked["kv_access_policies"] == [ours, *others]
    assert by_id["kv_access_policies"] == others
    assert by_identity["kv_access_policies"] == [ours]
    assert no_identity["kv_access_policies"] == without_policy["kv_access_policies"] == []

    kinds = ("secret_permissions", "key_permissions", "certificate_permissions", "storage_permissions")
    fed = [{**fed_back(KvAccessPolicy, one), **{kind: one[kind] for kind in kinds}} for one in everything["kv_access_policies"]]
    for again in ansible.play([step("kv_access_policy", mode="set", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_what_cannot_be_told_is_an_error(ansible: Ansible, portal: Portal, emulator: EmulatorProcess) -> None:
    given_policies(portal, ansible)
    emulator.fault({"method": "GET", "path": f".*/vaults/{VAULT}"}, FORBIDDEN)
    forbidden, no_vault, no_group, misnamed = play = ansible.play(
        [
            step(INFO, vault_name=VAULT, resource_group=GROUP),
            step(INFO, vault_name="kv-none"),
            step(INFO, vault_name=VAULT, resource_group="rg-none"),
            step(INFO, vault_name="-"),
        ]
    )
    assert [outcome.failed for outcome in play] == [True] * 4
    assert (forbidden["status"], forbidden["error_code"]) == (403, "AuthorizationFailed")
    assert "There is no key vault kv-none in the subscription. Create it first" in no_vault.msg
    assert f"There is no key vault {VAULT} in the resource group rg-none." in no_group.msg
    assert "vault_name is '-'" in misnamed.msg
    assert misnamed.requests == []
    assert all("kv_access_policies" not in outcome.result for outcome in play)
