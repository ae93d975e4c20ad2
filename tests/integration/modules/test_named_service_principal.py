# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses that other modules make of a service principal: trust, roles, policies, connections."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, settled, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
WHO = {"service_principal": "app-test"}
APP = given("service_principal", register="app", name="app-test")
CREDENTIAL = {"name": "devops", **WHO}
ISSUER = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0"
SUBJECT = "/eid1/c/pub/t/abc/a/def/sc/organization/connection"
TRUST = {"issuer": ISSUER, "subject": SUBJECT}
CONNECTION: dict[str, Any] = {"project": "shop", "name": "azure-shop", **WHO}
VERIFY = step("devops_service_connection", **CONNECTION, verify=True, verify_timeout=60)


def credentials(emulator: EmulatorProcess) -> list[dict[str, Any]]:
    (application,) = emulator.state()["live"]["directory"]["applications"]
    found: list[dict[str, Any]] = application["federated_credentials"]
    return found


def test_credential_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            step("federated_credential", check=True, **CREDENTIAL, issuer=UNKNOWN, subject=UNKNOWN),
            step("federated_credential", **CREDENTIAL, **TRUST),
            APP,
            step("federated_credential", check=True, **CREDENTIAL, **TRUST),
            step("federated_credential", **CREDENTIAL, **TRUST),
            step("federated_credential", **CREDENTIAL, **TRUST),
            step("federated_credential", name="devops", service_principal="{{ app.service_principal.app_id }}", **TRUST),
            step("federated_credential", **CREDENTIAL, issuer=ISSUER, subject=SUBJECT.upper()),
            settled(),
            step("federated_credential", name="second", **WHO, issuer=ISSUER, subject=SUBJECT.upper()),
            step("federated_credential_info", **WHO),
            step("federated_credential", **CREDENTIAL, state="absent"),
            step("federated_credential", **CREDENTIAL, state="absent"),
        ],
    )
    empty, refused, _app, planned, made, again, by_id, case, _settled, twice, listed, gone, gone_again = play
    assert (empty["action"], empty.writes) == ("create", [])
    assert refused.failed
    assert "There is no service principal app-test" in refused.msg
    assert (planned["action"], planned.writes) == ("create", [])

    assert [request.method for request in made.writes] == ["PATCH"]
    wanted = {**CREDENTIAL, **TRUST, "audience": "api://AzureADTokenExchange"}
    assert made["federated_credential"] == {"id": made["federated_credential"]["id"], **wanted}
    for same in (again, by_id):
        assert (same.changed, same.writes) == (False, [])

    assert (case["action"], [request.method for request in case.writes]) == ("update", ["PATCH"])
    assert case["federated_credential"]["subject"] == SUBJECT.upper()
    assert twice.failed
    assert "credential devops of the app registration app-test already has" in twice.msg
    assert listed["federated_credentials"] == [case["federated_credential"]]

    assert [request.method for request in gone.writes] == ["DELETE"]
    assert (gone_again.changed, gone_again.writes) == (False, [])
    assert credentials(emulator) == []


def test_a_fresh_application_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    hidden = {"error": {"code": "Request_ResourceNotFound", "message": "Resource 'devops' does not exist."}}
    emulator.fault({"method": "PATCH", "path": ".*/federatedIdentityCredentials.*"}, {"status": 404, "body": hidden})
    play = ansible.play([APP, step("federated_credential", **CREDENTIAL, **TRUST)])
    assert [request.status for request in play[1].writes] == [404, 201]


def test_an_application_has_room_for_twenty(ansible: Ansible, emulator: EmulatorProcess) -> None:
    many = {**given("federated_credential", name="fic-{{ item }}", **WHO, issuer=ISSUER, subject="s-{{ item }}")}
    one_more = step("federated_credential", check=True, **CREDENTIAL, **TRUST)
    play = ansible.play([APP, {**many, "loop": list(range(20))}, settled(), one_more])
    assert len(credentials(emulator)) == 20
    assert play[3].failed
    assert "has 20 federated credentials" in play[3].msg


def test_a_display_name_that_two_have(ansible: Ansible, portal: Portal) -> None:
    for _number in range(2):
        portal.graph("POST", "/applications", {"displayName": "app-test"})
    play = ansible.play([step("federated_credential", **CREDENTIAL, **TRUST), step("role_assignment", role="Reader", **WHO)])
    for outcome in play:
        assert outcome.failed
        assert "Give the client id of the one that is meant" in outcome.msg
        assert outcome.writes == []


def test_role_and_policy(ansible: Ansible, emulator: EmulatorProcess) -> None:
    vault: dict[str, Any] = {"vault_name": "kv-test-sp", "resource_group": GROUP}
    reader, policy = {"role": "Reader", **WHO}, {**vault, **WHO, "secrets": ["get", "list"]}
    play = ansible.play(
        [
            step("role_assignment", check=True, **reader),
            step("role_assignment", **reader),
            APP,
            given_group(),
            given("keyvault", name="kv-test-sp", resource_group=GROUP, location=LOCATION, enable_rbac_authorization=False),
            step("role_assignment", **reader),
            step("role_assignment", **reader),
            step("kv_access_policy", **policy),
            step("kv_access_policy", **policy),
            given("service_principal", name="app-test", state="absent"),
            step("kv_access_policy", **policy, state="absent"),
            step("role_assignment", **reader, state="absent"),
            step("role_assignment", **reader, state="absent"),
        ],
    )
    empty, refused, app, _group, _vault, given_role, again, entry, entry_again, _gone, no_entry, no_role, no_role_again = play
    assert (empty.changed, empty["role_assignment"]["principal_id"]) == (True, UNKNOWN)
    assert "There is no service principal app-test" in refused.msg
    principal = app["service_principal"]["principal_id"]
    assert given_role["role_assignment"]["principal_id"] == entry["kv_access_policy"]["object_id"] == principal
    for same in (again, entry_again, no_role_again):
        assert (same.changed, same.writes) == (False, [])
    # What it could do outlives the service principal, and goes all the same.
    assert no_entry.changed
    assert no_role.changed
    assert not [one for one in emulator.state()["live"]["resources"]["role_assignments"] if one["principal_id"] == principal]


@pytest.mark.long
def test_connection(ansible: Ansible) -> None:
    made = "{{ made.service_connection.%s }}"
    trust = {**CREDENTIAL, "issuer": made % "issuer", "subject": made % "subject"}
    play = ansible.play(
        [
            given("devops_project", name="shop"),
            step("devops_service_connection", check=True, **CONNECTION),
            step("devops_service_connection", **CONNECTION),
            APP,
            {**step("devops_service_connection", **CONNECTION), "register": "made"},
            step("devops_service_connection", **CONNECTION),
            VERIFY,
            given("federated_credential", **{**trust, "subject": "another"}),
            VERIFY,
            given("federated_credential", **trust),
            VERIFY,
            given("role_assignment", role="Reader", **WHO),
            VERIFY,
        ]
    )
    _project, planned, refused, app, connection, again, untrusted, _wrong, mistrusted, _right, roleless, _role, verified = play
    assert planned["service_connection"]["identity_client_id"] == UNKNOWN
    assert "There is no service principal app-test" in refused.msg
    assert connection["service_connection"]["identity_client_id"] == app["service_principal"]["app_id"]
    assert (again.changed, again.writes) == (False, [])
    links = [outcome["broken_link"] for outcome in (untrusted, mistrusted, roleless)]
    assert links == ["credential", "subject", "role"]
    assert "the app registration app-test has the federated credential devops with the subject 'another'" in mistrusted.msg
    assert verified["service_connection"]["verified"] is True


def test_verification_looks_up_the_connections_own_application(ansible: Ansible) -> None:
    own = {"identity_client_id": "{{ app.service_principal.app_id }}"}
    play = ansible.play(
        [
            given("devops_project", name="shop"),
            APP,
            given("devops_service_connection", project="shop", name="azure-shop", **own),
            step("devops_service_connection", project="shop", name="azure-shop", verify=True, verify_timeout=60),
        ]
    )
    assert play[3]["broken_link"] == "credential"
    assert "has no federated credential" in play[3].msg
