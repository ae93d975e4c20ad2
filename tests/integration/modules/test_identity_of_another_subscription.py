# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A managed identity in another subscription than the vault, the scope and the connection that it is for."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

SECOND = "vaultpipe second subscription"
THERE = {"subscription_id": SECOND}
FAR = {"managed_identity": "id-far", "identity_subscription_id": SECOND}
FAR_IN_GROUP = {**FAR, "identity_resource_group": "rg-far"}
VAULT = {"vault_name": "kv-near"}


def given_all(*, by_roles: bool = False) -> list[dict[str, Any]]:
    """A group of one name in both subscriptions, and identities in the second only."""
    vault = {"name": "kv-near", "resource_group": GROUP, "location": LOCATION, "enable_rbac_authorization": by_roles}
    return [
        given_group(),
        given("keyvault", **vault),
        given("resource_group", name="rg-far", location=LOCATION, **THERE),
        given("managed_identity", register="far", name="id-far", resource_group="rg-far", location=LOCATION, **THERE),
    ]


def test_both_subscriptions_are_apart(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            *given_all(),
            step("resource_group", name="rg-far", location=LOCATION, check=True),
            step("kv_access_policy", **VAULT, managed_identity="id-far", secrets=["get"]),
        ]
    )
    state = emulator.state()
    second = state["system"]["second_subscription"]["subscription"]["id"]
    assert play[3]["managed_identity"]["id"].lower().startswith(f"/subscriptions/{second}/")
    assert play[-2]["action"] == "create"
    assert "There is no managed identity id-far in the subscription." in play[-1].msg
    assert [one["name"] for one in state["live"]["resources"]["resource_groups"]] == [GROUP]
    assert [one["name"] for one in state["live"]["second_subscription"]["resource_groups"]] == ["rg-far"]


def test_access_policy(ansible: Ansible) -> None:
    policy = {**VAULT, "secrets": ["get", "list"]}
    play = ansible.play(
        [
            *given_all(),
            step("kv_access_policy", check=True, **policy, **FAR),
            step("kv_access_policy", **policy, **FAR),
            step("kv_access_policy", **policy, **FAR_IN_GROUP),
            step("kv_access_policy", **policy, **FAR, state="absent"),
            step("kv_access_policy", **policy, **FAR, state="absent"),
        ]
    )
    planned, made, again, gone, gone_again = play[4:]
    assert (planned["action"], planned.writes) == ("create", [])
    assert made["principal_id"] == play[3]["managed_identity"]["principal_id"]
    assert (again.changed, again.writes) == (False, [])
    assert (gone["action"], gone_again.changed, gone_again.writes) == ("delete", False, [])


def test_role(ansible: Ansible, emulator: EmulatorProcess) -> None:
    role = {"role": "Key Vault Secrets User", **VAULT, **FAR_IN_GROUP}
    play = ansible.play(
        [
            *given_all(by_roles=True),
            step("role_assignment", check=True, **role),
            step("role_assignment", **role),
            step("role_assignment", **role),
            given("managed_identity", name="id-far", resource_group="rg-far", state="absent", **THERE),
            step("role_assignment", **role, state="absent", only_managed=True),
            step("role_assignment", **role, state="absent", only_managed=True),
        ]
    )
    planned, made, again, _gone, role_gone, role_gone_again = play[4:]
    assert (planned["action"], planned.writes) == ("create", [])
    principal = play[3]["managed_identity"]["principal_id"]
    assert made["role_assignment"]["principal_id"] == principal
    assert f"/subscriptions/{emulator.environment['AZURE_SUBSCRIPTION_ID']}/" in made["role_assignment"]["scope"]
    assert (again.changed, again.writes) == (False, [])
    # The identity is gone; whose role it was, its description still tells.
    assert (role_gone["action"], role_gone["principal_id"]) == ("delete", principal)
    assert (role_gone_again.changed, role_gone_again.writes) == (False, [])


def test_service_connection(ansible: Ansible, emulator: EmulatorProcess) -> None:
    connection = {"project": "shop", "name": "azure-shop", **FAR}
    made = "{{ made.service_connection.%s }}"
    trust = {"name": "azure-shop", "managed_identity": "id-far", "resource_group": "rg-far", **THERE}
    play = ansible.play(
        [
            *given_all(),
            given("devops_project", name="shop"),
            step("devops_service_connection", check=True, **connection),
            {**step("devops_service_connection", **connection), "register": "made"},
            step("devops_service_connection", **connection),
            step("devops_service_connection", **connection, verify=True, verify_timeout=60),
            given("federated_credential", **trust, issuer=made % "issuer", subject=made % "subject"),
            given("role_assignment", role="Reader", **FAR),
            step("devops_service_connection", **connection, verify=True),
        ]
    )
    planned, created, again, untrusted, _trust, _role, verified = play[5:]
    assert (planned["action"], planned.writes) == ("create", [])
    state = created["service_connection"]
    assert state["identity_client_id"] == play[3]["managed_identity"]["client_id"]
    assert state["subscription_id"] == emulator.environment["AZURE_SUBSCRIPTION_ID"]
    assert (again.changed, again.writes) == (False, [])
    assert (untrusted["broken_link"], untrusted.failed) == ("credential", True)
    assert not verified.failed, verified.msg


def test_wrong_names(ansible: Ansible) -> None:
    role = {"role": "Reader", "managed_identity": "id-far"}
    play = ansible.play(
        [
            *given_all(),
            step("role_assignment", **role, identity_subscription_id="vaultpipe third subscription"),
            step("role_assignment", **{**role, "managed_identity": "id-none"}, identity_subscription_id=SECOND),
            step("role_assignment", role="Reader", service_principal="app", identity_subscription_id=SECOND),
        ]
    )
    unknown, absent, without = play[4:]
    assert "identity_subscription_id is 'vaultpipe third subscription', and the signed-in identity sees no" in unknown.msg
    assert f"There is no managed identity id-none in the subscription {SECOND}." in absent.msg
    assert "managed_identity" in without.msg
    for refused in play[4:]:
        assert refused.failed
        assert refused.writes == []
