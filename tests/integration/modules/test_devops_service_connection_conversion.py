# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections with stored keys and of the Azure DevOps issuer on their way to the issuer of Entra."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.old_connections import OldConnections
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.interrupt import kill_at
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

MODULE = "devops_service_connection_conversion"
ENTRA, OLD = "https://login.microsoftonline.com/", "https://vstoken.dev.azure.com/"


@pytest.fixture
def old(portal: Portal, emulator: EmulatorProcess) -> OldConnections:
    return OldConnections(portal, emulator)


def row(outcome: Outcome, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in outcome["conversion"]["connections"] if one["name"] == name)
    return found


def convert(ansible: Ansible, old: OldConnections, check: bool = False, **options: Any) -> Outcome:
    return ansible.run(MODULE, {"propagation": old.propagation, **options}, check=check)


def test_the_issuer_of_a_connection(ansible: Ansible, old: OldConnections) -> None:
    made = old.trusted_one("shop", "azure-shop", "id-shop")
    given = made["authorization"]["parameters"]
    planned = convert(ansible, old, check=True, project="shop")
    assert (planned.changed, planned.writes, planned["action"]) == (True, [], "convert")
    shown = row(planned, "azure-shop")
    assert (shown["status"], shown["eligible"], shown["verified"]) == ("converted", True, "(known after apply)")
    assert (shown["issuer"], shown["identity"]) == (given["workloadIdentityFederationIssuer"], "managed identity id-shop")
    done = convert(ansible, old, project="shop", name="azure-shop")
    assert done.changed, done.msg
    assert [request.method for request in done.writes] == ["PUT", "POST", "DELETE"]
    shown = row(done, "azure-shop")
    assert (shown["status"], shown["verified"], shown["issuer"]) == ("converted", True, given["workloadIdentityFederationIssuer"])
    now = old.now("shop", made)["authorization"]["parameters"]
    trust = now["workloadIdentityFederationIssuer"], now["workloadIdentityFederationSubject"]
    assert (shown["new_issuer"], shown["new_subject"]) == trust
    assert trust[0].startswith(ENTRA)
    credentials = [one["properties"] for one in old.credentials("id-shop")]
    assert [(one["issuer"], one["subject"]) for one in credentials] == [trust]
    for check in (False, True):
        again = convert(ansible, old, check=check)
        assert (again.changed, again.writes, row(again, "azure-shop")["status"]) == (False, [], "converted")


@pytest.mark.parametrize("issuer", ["entra", "vstoken"])
def test_the_key_of_a_connection(ansible: Ansible, old: OldConnections, emulator: EmulatorProcess, issuer: str) -> None:
    """Whichever issuer the organization gives to converted connections."""
    client_id, key = old.application("sp-shop")
    made = old.with_key("shop", "azure-shop", client_id, key)
    emulator.rules(issuer=issuer)
    planned = convert(ansible, old, check=True)
    assert (planned.changed, planned.writes) == (True, [])
    assert (row(planned, "azure-shop")["scheme"], row(planned, "azure-shop")["days_left"]) == ("ServicePrincipal", None)
    done = convert(ansible, old)
    assert done.changed, done.msg
    shown = row(done, "azure-shop")
    assert (shown["status"], shown["verified"], shown["identity"]) == ("converted", True, "app registration sp-shop")
    assert shown["reverts_until"].endswith("Z")
    now = old.now("shop", made)
    assert now["authorization"]["scheme"] == "WorkloadIdentityFederation"
    assert old.issuer("shop", made).startswith(ENTRA)
    (credential,) = old.application_credentials(client_id)
    assert credential["subject"] == shown["new_subject"]
    assert old.gets_in("shop", made)
    again = convert(ansible, old)
    assert (again.changed, again.writes) == (False, [])
    assert key not in f"{planned.result}{done.result}"


def test_a_key_that_federation_does_not_replace_comes_back(
    ansible: Ansible, old: OldConnections, emulator: EmulatorProcess
) -> None:
    client_id, key = old.application("sp-shop")
    made = old.with_key("shop", "azure-shop", client_id, key)
    refused = {
        "statusCode": "badRequest",
        "errorMessage": "AADSTS700213: No matching federated identity record found",
        "result": [],
    }
    emulator.fault({"method": "POST", "path": ".*/endpointproxy"}, {"status": 200, "body": refused}, times=50)
    failed = convert(ansible, old, verify_timeout=1)
    emulator.clear_faults()
    assert failed.failed
    assert "azure-shop of shop: It does not pass its verification." in failed.msg
    assert "It has its key again." in failed.msg
    assert row(failed, "azure-shop")["status"] == "failed"
    assert old.now("shop", made)["authorization"]["scheme"] == "ServicePrincipal"
    assert old.gets_in("shop", made)
    assert convert(ansible, old).changed
    assert old.issuer("shop", made).startswith(ENTRA)


def test_an_old_credential_stays_until_the_new_one_is_verified(
    ansible: Ansible, old: OldConnections, emulator: EmulatorProcess
) -> None:
    made = old.trusted_one("shop", "azure-shop", "id-shop")
    refused = {"statusCode": "badRequest", "errorMessage": "AADSTS90002: no tenant", "result": []}
    emulator.fault({"method": "POST", "path": ".*/endpointproxy"}, {"status": 200, "body": refused})
    failed = convert(ansible, old)
    assert failed.failed
    assert [one.method for one in failed.writes] == ["PUT", "POST"]
    assert len(old.credentials("id-shop")) == 2
    finished = convert(ansible, old)
    assert (finished.changed, [one.method for one in finished.writes]) == (True, ["DELETE"])
    assert row(finished, "azure-shop")["verified"] is True
    assert old.gets_in("shop", made)


def test_what_is_out_of_scope_or_blocked_is_said(ansible: Ansible, old: OldConnections) -> None:
    multitenant, key = old.application("sp-many", audience="AzureADMultipleOrgs")
    old.of_old_issuer("shop", "many", multitenant)
    old.of_old_issuer("shop", "china", old.identity("id-china"), environment="AzureChinaCloud")
    single, key = old.application("sp-one")
    shared = old.with_key("shop", "shared", single, key)
    old.share(shared, "web", "shared")
    old.of_old_issuer("shop", "nobody", "11111111-2222-3333-4444-555555555555")
    outcome = convert(ansible, old)
    assert (outcome.failed, outcome.changed, outcome.writes) == (False, False, [])
    told = {one["name"]: (one["status"], one["reason"]) for one in outcome["conversion"]["connections"]}
    assert told["many"] == (
        "out of scope",
        "Its identity is an application for many tenants, which the Entra issuer does not take.",
    )
    assert told["china"] == ("out of scope", "It leads to AzureChinaCloud, where the Azure DevOps issuer stays.")
    assert told["shared"] == (
        "blocked", "Azure DevOps does not convert the key of a connection that projects share: shop, web."
    )  # fmt: skip
    assert told["nobody"][0] == "blocked"
    assert row(outcome, "nobody")["hand_over"]["client_id"] == "11111111-2222-3333-4444-555555555555"
    assert row(outcome, "many")["days_left"] is None
    assert row(outcome, "nobody")["days_left"] > 0


def test_a_subject_that_stopped_matching_is_found_and_mended(ansible: Ansible, old: OldConnections) -> None:
    made = old.trusted_one("shop", "azure-shop", "id-shop")
    old.rename(made, "shop", "renamed")
    assert not old.gets_in("shop", made)
    planned = convert(ansible, old, check=True, project="shop")
    reason = row(planned, "renamed")["reason"]
    assert "no federated credential with the subject sc://vaultpipe/shop/renamed" in reason
    assert "it has sc://vaultpipe/shop/azure-shop, as after a rename." in reason
    done = convert(ansible, old)
    assert (done.changed, row(done, "renamed")["reason"]) == (True, None)
    assert old.gets_in("shop", made)


def test_a_shared_connection_loses_the_old_credentials_of_all_projects(ansible: Ansible, old: OldConnections) -> None:
    made = old.trusted_one("shop", "azure-shop", "id-shop")
    old.share(made, "web", "azure-web")
    old.trust("id-shop", "azure-web", old.now("web", made))
    assert len(old.credentials("id-shop")) == 2
    done = convert(ansible, old)
    (shown,) = done["conversion"]["connections"]
    assert (shown["status"], shown["projects"]) == ("converted", ["shop", "web"])
    assert [one["properties"]["issuer"][: len(ENTRA)] for one in old.credentials("id-shop")] == [ENTRA]
    assert old.gets_in("shop", made)
    assert old.gets_in("web", made)


def test_without_the_right_to_trust_it_is_handed_over(ansible: Ansible, old: OldConnections, emulator: EmulatorProcess) -> None:
    made = old.trusted_one("shop", "azure-shop", "id-shop")
    client_id, key = old.application("sp-web")
    with_key = old.with_key("shop", "azure-web", client_id, key)
    forbidden = {"error": {"code": "AuthorizationFailed", "message": "no right"}}
    emulator.fault({"method": "PUT", "path": ".*/federatedIdentityCredentials/.*"}, {"status": 403, "body": forbidden}, times=9)
    denied = {"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges"}}
    emulator.fault({"method": "PATCH", "path": ".*/federatedIdentityCredentials.*"}, {"status": 403, "body": denied}, times=9)
    outcome = convert(ansible, old)
    assert (outcome.failed, outcome.changed, outcome.effects) == (False, False, [])
    emulator.clear_faults()
    for one, project in ((made, "azure-shop"), (with_key, "azure-web")):
        shown = row(outcome, project)
        assert (shown["status"], shown["verified"]) == ("handed over", None)
        handed = shown["hand_over"]
        assert handed["issuer"].startswith(ENTRA)
        assert handed["subject"].endswith(f"/{one['id']}")
        assert handed["audience"] == "api://AzureADTokenExchange"
        assert old.gets_in("shop", one)
    handed = row(outcome, "azure-shop")["hand_over"]
    old.trust("id-shop", "by-hand", made, issuer=handed["issuer"], subject=handed["subject"])
    finished = convert(ansible, old, name="azure-shop", project="shop")
    assert (finished.changed, [one.method for one in finished.writes]) == (True, ["POST", "DELETE"])


@pytest.mark.parametrize("writes", range(1, 5))
@pytest.mark.parametrize("kind", ["key", "issuer"])
def test_killed_anywhere_the_next_run_finishes(
    ansible: Ansible, old: OldConnections, emulator: EmulatorProcess, kind: str, writes: int
) -> None:
    if kind == "key":
        made = old.with_key("shop", "azure-shop", *old.application("sp-shop"))
    else:
        made = old.trusted_one("shop", "azure-shop", "id-shop")
    emulator.forget_requests()
    play = ansible.folder / "convert.json"
    task = {f"vaultpipe.azure.{MODULE}": {"propagation": old.propagation}}
    play.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]))
    kill_at(ansible, str(play), {}, lambda: len(emulator.writes()) >= writes)
    assert old.gets_in("shop", made)
    finished = convert(ansible, old)
    assert not finished.failed, finished.msg
    assert old.issuer("shop", made).startswith(ENTRA)
    assert old.gets_in("shop", made)
    again = convert(ansible, old)
    assert (again.changed, again.writes) == (False, [])


def test_a_connection_that_is_not_there(ansible: Ansible, old: OldConnections) -> None:
    old.project("shop")
    outcome = convert(ansible, old, project="shop", name="none")
    assert outcome.failed
    assert outcome.msg.startswith("There is no service connection none to Azure in shop")
