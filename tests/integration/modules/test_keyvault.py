# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key vaults: settings, the two access models, the recycle bin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.vaults import (
    NEW,
    OTHER,
    PATH,
    UNKNOWN,
    VAULT,
    add_policy_of_somebody_else,
    vaults,
)

ALL_SECRET_PERMISSIONS = {"get", "list", "set", "delete", "recover", "backup", "restore", "purge"}


def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            given_group(),
            step("keyvault", check=True, **NEW),
            step("keyvault", **NEW),
            step("keyvault", **NEW),
            step("keyvault", check=True, **VAULT, state="absent"),
            step("keyvault", **VAULT, state="absent"),
            step("keyvault", **VAULT, state="absent"),
            step("keyvault", check=True, **VAULT, state="absent", purge=True),
            step("keyvault", **VAULT, state="absent", purge=True),
            step("keyvault", **VAULT, state="absent", purge=True),
        ],
    )
    planned, made, again, going, gone, gone_again, purging, purged, purged_again = play[1:]

    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["keyvault"]["id"] == UNKNOWN

    vault = made["keyvault"]
    assert [(request.method, request.path) for request in made.writes] == [("PUT", vault["id"])]
    assert {**planned["keyvault"], "id": vault["id"]} == vault
    assert vault["id"].endswith(PATH)
    assert (vault["location"], vault["vault_uri"]) == (LOCATION, "https://kv-test.vault.azure.net/")
    assert (vault["enable_rbac_authorization"], vault["caller_access"]) == (False, True)

    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["keyvault"] == vault

    assert (going["action"], going.writes) == ("delete", [])
    assert [request.method for request in gone.writes] == ["DELETE"]
    assert (gone_again.changed, gone_again.writes) == (False, [])
    assert (purging["action"], purging.writes) == ("delete", [])
    assert [(request.method, request.path.rpartition("/")[2]) for request in purged.writes] == [("POST", "purge")]
    assert (purged_again.changed, purged_again.writes) == (False, [])
    assert vaults(emulator) == []
    assert emulator.state()["recycle_bin"]["vaults"]["vaults"] == []


def test_the_access_model_is_said_explicitly(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """Unless told otherwise, the service makes vaults that ignore access policies
    (docs/reference/key_vault.md#rbac-by-default)."""
    made = ansible.play([given_group(), step("keyvault", **NEW)])[1]
    (vault,) = vaults(emulator)
    assert vault["rbac"] is False
    caller = emulator.state()["system"]["directory"]["caller"]["object_id"]
    ((object_id, permissions),) = [(entry["objectId"], entry["permissions"]) for entry in vault["access_policies"]]
    assert object_id == caller
    assert set(permissions["secrets"]) == ALL_SECRET_PERMISSIONS
    assert set(permissions) == {"secrets"}
    assert made["keyvault"]["tenant_id"] == emulator.environment["AZURE_TENANT_ID"]


CHANGES: list[dict[str, Any]] = [
    {"sku": "premium"},
    {"tags": {"team": "one"}},
    {"enabled_for_deployment": True},
    {"enabled_for_disk_encryption": True},
    {"enabled_for_template_deployment": True},
    {"network_acls": {"default_action": "Deny", "ip_rules": ["203.0.113.10", "198.51.100.0/24"]}},
    {"network_acls": {"bypass": "None"}},
    {"network_acls": {"ip_rules": []}},
    {"network_acls": {"default_action": "Allow"}},
    {"public_network_access": "Disabled"},
    {"public_network_access": "Enabled"},
    {"enable_purge_protection": True},
    {"enable_rbac_authorization": True},
    {"enable_rbac_authorization": False},
]


def test_each_option_alone(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play([given_group(), given("keyvault", **NEW)])
    add_policy_of_somebody_else(portal)
    policies = vaults(emulator)[0]["access_policies"]
    steps = [
        task
        for change in CHANGES
        for task in (step("keyvault", check=True, **VAULT, **change), step("keyvault", **VAULT, **change))
    ]
    play = ansible.play([*steps, step("keyvault", **VAULT, **CHANGES[1], sku="premium")])
    assert [(outcome.name, outcome.msg) for outcome in play if outcome.failed] == []
    for change, planned, changed in zip(CHANGES, play[:-1:2], play[1:-1:2], strict=True):
        ((option, _value),) = change.items()
        assert (planned["action"], planned.writes) == ("update", []), change
        assert [request.path for request in changed.writes if request.method == "PATCH"] == [changed["keyvault"]["id"]], change
        before, after = changed["diff"]["before"], changed["diff"]["after"]
        differing = {name for name in after if after[name] != before[name]}
        # An access model in which the caller had no access yet gets it.
        assert differing - {"caller_access"} == {option}
        assert changed["keyvault"] == planned["keyvault"]
    assert (play[-1].changed, play[-1].writes) == (False, [])
    network = play[2 * CHANGES.index({"network_acls": {"bypass": "None"}}) + 1]["keyvault"]["network_acls"]
    assert network == {
        "default_action": "Deny",
        "bypass": "None",
        "ip_rules": ["198.51.100.0/24", "203.0.113.10"],
        "virtual_network_subnet_ids": [],
    }
    assert vaults(emulator)[0]["access_policies"] == policies


def test_firewall_rules_in_another_order_are_the_same(ansible: Ansible) -> None:
    acls = {"default_action": "Deny", "ip_rules": ["198.51.100.7", "203.0.113.0/24"]}
    play = ansible.play(
        [
            given_group(),
            step("keyvault", **NEW, network_acls=acls),
            step("keyvault", **NEW, network_acls={**acls, "ip_rules": ["203.0.113.0/24", "198.51.100.7/32"]}),
        ]
    )
    assert play[1].changed
    assert (play[2].changed, play[2].writes) == (False, [])


def test_caller_access_by_a_role(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            given_group(),
            step("keyvault", **NEW, enable_rbac_authorization=True),
            step("keyvault", **NEW, enable_rbac_authorization=True),
            step("keyvault", **NEW, caller_access=False),
        ],
    )
    made, again, without = play[1:]
    (assignment,) = emulator.state()["live"]["resources"]["role_assignments"]
    assert assignment["role"] == "Key Vault Secrets Officer"
    assert assignment["scope"] == made["keyvault"]["id"]
    assert assignment["principal_id"] == emulator.state()["system"]["directory"]["caller"]["object_id"]
    assert vaults(emulator)[0]["access_policies"] == []
    for outcome in (again, without):
        assert (outcome.changed, outcome.writes) == (False, [])


def test_caller_access_can_be_left_out_and_added(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play([given_group(), given("keyvault", **NEW, caller_access=False)])
    assert vaults(emulator)[0]["access_policies"] == []
    add_policy_of_somebody_else(portal)
    planned, added, again = ansible.play(
        [step("keyvault", check=True, **VAULT), step("keyvault", **VAULT), step("keyvault", **VAULT)]
    )
    assert (planned["action"], planned.writes) == ("update", [])
    assert [request.path.rpartition("/")[2] for request in added.writes] == ["add"]
    assert (again.changed, again.writes) == (False, [])
    assert [entry["objectId"] == OTHER for entry in vaults(emulator)[0]["access_policies"]] == [True, False]


@pytest.mark.parametrize("rbac", [False, True])
def test_caller_access_that_was_given_meanwhile(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, rbac: bool) -> None:
    """Planned changes are made: a change that is told has been sent, and nobody is given anything twice."""
    ansible.play([given_group(), given("keyvault", **NEW, enable_rbac_authorization=rbac)])
    before = emulator.state(canonical=True)["live"]
    path, body = f".*{PATH}", portal.arm("GET", PATH)
    body["properties"]["accessPolicies"] = []
    if rbac:
        path, body = f".*{PATH}/providers/Microsoft.Authorization/roleAssignments", {"value": []}
    emulator.fault({"method": "GET", "path": path}, {"status": 200, "body": body})
    outcome = ansible.run("keyvault", VAULT)
    assert (outcome.changed, len(outcome.writes)) == (True, 1), outcome.result
    assert emulator.state(canonical=True)["live"] == before


def test_impossible_changes(ansible: Ansible) -> None:
    play = ansible.play(
        [
            given_group(),
            given("keyvault", **NEW, enable_purge_protection=True, soft_delete_retention_days=7),
            step("keyvault", **VAULT, location="northeurope"),
            step("keyvault", **VAULT, enable_purge_protection=False),
            step("keyvault", **VAULT, soft_delete_retention_days=90),
        ]
    )
    for outcome, words in zip(play[2:], ("and it cannot move", "it cannot be disabled", "set at creation only"), strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert outcome.writes == []


def test_a_name_that_somebody_else_has(ansible: Ansible, emulator: EmulatorProcess) -> None:
    body = {"error": {"code": "VaultAlreadyExists", "message": "The vault name 'kv-test' is already in use."}}
    emulator.fault({"method": "PUT", "path": ".*/vaults/kv-test"}, {"status": 409, "body": body})
    outcome = ansible.play([given_group(), step("keyvault", **NEW)])[1]
    assert outcome.failed
    assert outcome["error_code"] == "VaultAlreadyExists"
    assert "Choose another name" in outcome.msg


def test_check_mode_on_an_empty_cloud(ansible: Ansible) -> None:
    play = ansible.play(
        [step("keyvault", check=True, **NEW), step("keyvault", check=True, **VAULT, state="absent"), step("keyvault", **NEW)],
    )
    planned, absent, no_group = play
    assert (planned["action"], planned.changed, planned.writes) == ("create", True, [])
    assert (absent.changed, absent.writes) == (False, [])
    assert no_group.failed
    assert "Create the resource group first" in no_group.msg


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({**NEW, "name": "a--b"}, "name is 'a--b', but a key vault's name has 3 to 24 letters"),
    ({**NEW, "name": "x" * 25}, "it must be globally unique"),
    ({**NEW, "name": "https://x.managedhsm.azure.net/"}, "a managed HSM. Managed HSMs hold keys only, no secrets"),
    ({**NEW, "name": "/subscriptions/1/providers/Microsoft.KeyVault/managedHSMs/x"}, "Managed HSMs hold keys only"),
    ({**NEW, "soft_delete_retention_days": 91}, "soft_delete_retention_days is 91, but it must be 7 to 90"),
    ({**NEW, "sku": "gold"}, "value of sku must be one of: standard, premium"),
]


def test_refusals_without_a_request(ansible: Ansible) -> None:
    play = ansible.play([step("keyvault", **options) for options, _words in REFUSED])
    for outcome, (_options, words) in zip(play, REFUSED, strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert outcome.requests == []


def test_a_vault_without_location(ansible: Ansible) -> None:
    outcome = ansible.run("keyvault", VAULT)
    assert outcome.failed
    assert "location is not given. Set location." in outcome.msg


def test_a_group_that_azure_does_not_know_everywhere_yet_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    unknown = {"error": {"code": "ResourceGroupNotFound", "message": f"Resource group '{GROUP}' could not be found."}}
    emulator.fault({"method": "PUT", "path": ".*/vaults/kv-test"}, {"status": 404, "body": unknown})
    made = ansible.play([given_group(), step("keyvault", **NEW)])[1]
    assert [request.status for request in made.writes] == [404, 200]


def test_waits_until_the_vault_works(eventual: EmulatorProcess, tmp_path: Path) -> None:
    """With Azure's delays, a secret can be set right after the task: the name resolves and the caller is let in."""
    ansible = Ansible(eventual.environment, tmp_path)
    play = ansible.play(
        [
            given_group(),
            step("keyvault", **NEW),
            given("keyvault_secret", vault_name="kv-test", name="one", secret_value="first-value"),
            step("keyvault", **NEW, enable_rbac_authorization=True),
            given("keyvault_secret", vault_name="kv-test", name="two", secret_value="second-value"),
        ]
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    made = play[1]
    reads = [request for request in made.requests if request.path == made["keyvault"]["id"] and request.method == "GET"]
    assert len(reads) > 2, "the vault is read until its DNS name is registered"


def test_the_wait_for_the_name_is_bounded(eventual: EmulatorProcess, tmp_path: Path) -> None:
    play = Ansible(eventual.environment, tmp_path).play([given_group(), step("keyvault", **NEW, timeout=1)])
    assert play[1].failed
    assert "Timed out after 1 s waiting for the DNS name of the vault kv-test to be registered" in play[1].msg
    assert "the vault itself has been made" in play[1].msg


def test_a_vault_that_somebody_else_is_making_is_waited_for(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play([given_group(), given("keyvault", **NEW)])
    path = f"/resourceGroups/{GROUP}/providers/Microsoft.KeyVault/vaults/{NEW['name']}"
    vault = portal.arm("GET", path)
    vault["properties"]["provisioningState"] = "RegisteringDns"
    emulator.fault({"method": "GET", "path": f".*{path}"}, {"status": 200, "body": vault}, times=3)
    found = ansible.run("keyvault", NEW)
    assert (found.failed, found.changed, found.writes) == (False, False, [])
    assert len([request for request in found.requests if request.path.endswith(path)]) == 4
