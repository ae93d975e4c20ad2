# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Things that others made in ways that our modules do not are listed, left alone, and repaired on request."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VAULT = "kv-others"
WHERE = {"vault_name": VAULT}
PAST_9999 = 253402303861
"""A date just past the year 9999, from dotnet/dnceng#4821."""


def given_vault() -> list[dict[str, object]]:
    return [given_group(), given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION)]


@pytest.mark.parametrize("attribute", ["exp", "nbf"])
def test_a_date_that_python_cannot_hold(ansible: Ansible, portal: Portal, attribute: str) -> None:
    option = {"exp": "expires", "nbf": "not_before"}[attribute]
    ansible.play([*given_vault(), given("keyvault_secret", **WHERE, name="Ours", secret_value="ours")])
    portal.vault("PUT", VAULT, "/secrets/Theirs", {"value": "theirs", "attributes": {"enabled": True, attribute: PAST_9999}})
    value = "{{ lookup('vaultpipe.azure.keyvault_secret', 'Theirs', vault_name='" + VAULT + "') }}"
    listed, valued, read, same, repaired, again, gone = ansible.play(
        [
            step("keyvault_secret_info", **WHERE),
            step("keyvault_secret_info", **WHERE, values=True),
            {"ansible.builtin.debug": {"msg": value}},
            step("keyvault_secret", **WHERE, name="Theirs", secret_value="theirs"),
            step("keyvault_secret", **WHERE, name="Theirs", **{option: "2030-01-01T00:00:00Z"}),
            step("keyvault_secret", **WHERE, name="Theirs", **{option: "2030-01-01T00:00:00Z"}),
            step("keyvault_secret", **WHERE, name="Theirs", state="absent", purge=True),
        ]
    )
    for outcome in (listed, valued, read, same, repaired, again, gone):
        assert not outcome.failed, outcome.msg
    shown = {one["name"]: one for one in listed["keyvault_secrets"]}
    assert (set(shown), shown["Theirs"][option]) == ({"Ours", "Theirs"}, None)
    assert any("past the year 9999" in warning for warning in listed.result["warnings"])
    assert {one["secret_value"] for one in valued["keyvault_secrets"]} == {"ours", "theirs"}
    assert read.msg == "theirs"
    assert not same.changed
    assert (repaired.changed, repaired["keyvault_secret"][option], again.changed) == (True, "2030-01-01T00:00:00Z", False)
    assert gone.changed


def test_far_dates_are_kept_and_impossible_ones_refused(ansible: Ansible) -> None:
    far = ("2199-12-31T23:59:59Z", "9999-12-31T23:59:59Z")
    beyond = ("9999-12-31T23:59:59-05:00", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+05:00")
    secrets = [step("keyvault_secret", **WHERE, name=f"Far{date[:4]}", secret_value="x", expires=date) for date in far]
    refused = [step("keyvault_secret", **WHERE, name="No", secret_value="x", expires=date) for date in beyond]
    play = ansible.play([*given_vault(), *secrets, *secrets, *refused])
    made, again = play[2:4], play[4:6]
    assert [outcome["keyvault_secret"]["expires"] for outcome in made] == [*far]
    assert [outcome.changed for outcome in (*made, *again)] == [True, True, False, False]
    for outcome in play[6:]:
        assert outcome.failed
        assert "expires is" in outcome.msg
        assert outcome.requests == []


FLEXIBLE: dict[str, object] = {
    "id": "55555555-5555-5555-5555-555555555555",
    "name": "github-branches",
    "issuer": "https://token.actions.githubusercontent.com",
    "subject": None,
    "audiences": ["api://AzureADTokenExchange"],
    "description": "",
    "claimsMatchingExpression": {"value": "claims['sub'] matches 'repo:org/name:ref:refs/heads/*'", "languageVersion": 1},
}
LISTED = {"method": "GET", "host": "graph.microsoft.com", "path": ".*/federatedIdentityCredentials"}


def test_a_flexible_federated_credential(ansible: Ansible, emulator: EmulatorProcess) -> None:
    trust = {"service_principal": "shop", "issuer": "https://issuer.example/"}
    ansible.play([given("service_principal", name="shop"), given("federated_credential", name="first", subject="one", **trust)])

    def beside(answer: Mapping[str, object]) -> None:
        emulator.clear_faults()
        emulator.fault(LISTED, {"status": 200, "body": {"value": [dict(answer)]}})

    beside(FLEXIBLE)
    info = ansible.run("federated_credential_info", {"service_principal": "shop"})
    assert [(one["name"], one["subject"]) for one in info["federated_credentials"]] == [("github-branches", None)]
    beside({name: value for name, value in FLEXIBLE.items() if name != "subject"})
    ours = ansible.run("federated_credential", {"name": "ours", "subject": "two", **trust})
    assert (ours.failed, ours.changed) == (False, True), ours.msg
    beside(FLEXIBLE)
    left = ansible.run("service_principal", {"name": "shop", "state": "absent", "only_managed": True})
    assert (left.changed, [one for one in left["kept_because"] if "github-branches" in one] != []) == (False, True)
    beside({**FLEXIBLE, "claimsMatchingExpression": None})
    spoiled = ansible.run("federated_credential_info", {"service_principal": "shop"})
    assert spoiled.failed
    assert "complete: it has no subject" in spoiled.msg


def test_a_vault_behind_a_perimeter(ansible: Ansible, portal: Portal) -> None:
    ansible.play(given_vault())
    path = f"/resourceGroups/{GROUP}/providers/Microsoft.KeyVault/vaults/{VAULT}"
    portal.arm("PATCH", path, {"properties": {"publicNetworkAccess": "SecuredByPerimeter"}}, version="2024-11-01")
    vault = {"name": VAULT, "resource_group": GROUP}
    info, tagged, back = ansible.play(
        [
            step("keyvault_info", **vault),
            step("keyvault", **vault, tags={"team": "one"}),
            step("keyvault", **vault, public_network_access="SecuredByPerimeter"),
        ]
    )
    assert info["keyvaults"][0]["public_network_access"] == "SecuredByPerimeter"
    assert tagged["keyvault"]["public_network_access"] == "SecuredByPerimeter"
    assert (back.failed, back.changed) == (False, False), back.msg


def test_another_kind_of_service_connection(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """Connections of another kind have parameters that are none of our business."""
    guid = "11111111-2222-3333-4444-555555555555"
    ours = {"project": "shop", "name": "azure", "identity_client_id": guid, "identity_tenant_id": guid}
    ansible.play([given("devops_project", name="shop")])
    theirs = {
        "id": guid,
        "name": "theirs",
        "type": "custom",
        "url": "https://example.com/",
        "data": {"nested": {"a": [1]}},
        "authorization": {"scheme": "Token", "parameters": {"more": ["x"]}},
    }
    listed = {"method": "GET", "path": ".*/_apis/serviceendpoint/endpoints"}
    emulator.fault(listed, {"status": 200, "body": {"count": 1, "value": [theirs]}})
    made = ansible.run("devops_service_connection", ours)
    assert made.changed, made.msg
