# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections that somebody else made, changes, sees in part or uses."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.service_connections import (
    CONNECTION,
    MODULE,
    NAMED,
    OTHER_CLIENT,
    PROJECT,
    endpoints,
    given_all,
    given_project,
)

LIST = {"method": "GET", "path": ".*/_apis/serviceendpoint/endpoints"}


def test_a_failed_connection_is_found_and_not_made_again(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    emulator.rules(endpoints_become_ready=False)
    play = ansible.play(
        [*given_all(), step(MODULE, **CONNECTION), step(MODULE, **CONNECTION), step(MODULE, **NAMED, state="absent")]
    )
    failed, again, gone = play[3:]
    for outcome in (failed, again):
        assert outcome.failed
        assert "could not be set up" in outcome.msg
        assert "state: absent" in outcome.msg
    assert again.writes == []
    assert gone["action"] == "delete"
    assert endpoints(portal) == []


def test_two_that_answer_to_the_options(ansible: Ansible) -> None:
    second = {**CONNECTION, "name": "azure-web"}
    play = ansible.play(
        [*given_all(), given(MODULE, **CONNECTION), given(MODULE, **second), step(MODULE, **NAMED, new_name="azure-web")]
    )
    refused = play[-1]
    assert refused.failed
    for made in play[3:5]:
        assert made["service_connection"]["id"] in refused.msg
    assert refused.writes == []


def test_another_kind_of_connection(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_project()])
    project = portal.devops("GET", f"/_apis/projects/{PROJECT}")
    reference = {"projectReference": {"id": project["id"], "name": PROJECT}, "name": NAMED["name"]}
    generic = {
        "name": NAMED["name"],
        "type": "Generic",
        "url": "https://example.com/",
        "authorization": {"scheme": "UsernamePassword", "parameters": {"username": "me", "password": "word"}},
        "serviceEndpointProjectReferences": [reference],
    }
    portal.devops("POST", "/_apis/serviceendpoint/endpoints", generic)
    refused = ansible.run(MODULE, {**NAMED, "identity_client_id": OTHER_CLIENT})
    assert refused.failed
    assert "Generic" in refused.msg
    assert "UsernamePassword" in refused.msg
    assert refused.writes == []


def test_a_name_that_an_invisible_connection_has(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    emulator.fault(LIST, {"status": 200, "body": {"count": 0, "value": []}}, times=9)
    refused = ansible.run(MODULE, CONNECTION)
    assert refused.failed
    assert "already exists" in refused.msg
    assert "administrators" in refused.msg


def test_a_connection_that_somebody_made_meanwhile_is_taken(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    emulator.fault(LIST, {"status": 200, "body": {"count": 0, "value": []}})
    taken = ansible.run(MODULE, CONNECTION)
    assert (taken.failed, [request.status for request in taken.writes]) == (False, [409])


@pytest.mark.parametrize(("part", "known"), [("authorization", {"scheme": None}), ("serviceManagementReference", "other")])
def test_what_changes_between_comparing_and_writing_is_not_written_back(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, part: str, known: Any
) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    (before,) = endpoints(portal)
    read = {**before, part: {**before[part], **known} if isinstance(known, dict) else known}
    emulator.fault(LIST, {"status": 200, "body": {"count": 1, "value": [read]}})
    changing = {**CONNECTION, "description": "For the shop"}
    refused = ansible.run(MODULE, changing)
    assert refused.failed
    assert "azure-shop of shop has changed since it was read. Nothing was written. Run again." in refused.msg
    assert (refused.writes, endpoints(portal)) == ([], [before])
    assert ansible.run(MODULE, changing).changed


def test_what_becomes_ready_between_comparing_and_writing_is_changed(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal
) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    (endpoint,) = endpoints(portal)
    for later in ("workloadIdentityFederationIssuer", "workloadIdentityFederationSubject"):
        del endpoint["authorization"]["parameters"][later]
    read = {**endpoint, "isReady": False, "operationStatus": {"state": "InProgress", "statusMessage": ""}}
    emulator.fault(LIST, {"status": 200, "body": {"count": 1, "value": [read]}})
    changed = ansible.run(MODULE, {**CONNECTION, "description": "For the shop"})
    assert (changed.changed, len(changed.writes)) == (True, 1)
    assert changed["service_connection"]["issuer"]


def test_what_a_reader_does_not_see_is_not_a_difference(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    (endpoint,) = endpoints(portal)
    endpoint["authorization"]["parameters"] = None
    emulator.fault(LIST, {"status": 200, "body": {"count": 1, "value": [endpoint]}})
    seen = ansible.run(MODULE, {**CONNECTION, "resource_group": GROUP})
    assert (seen.changed, seen.writes) == (False, [])
    assert seen["service_connection"]["identity_client_id"] is None
    assert "does not show identity_client_id, identity_tenant_id, scope" in str(seen["warnings"])

    endpoint["authorization"]["parameters"] = {"serviceprincipalid": 7}
    emulator.fault(LIST, {"status": 200, "body": {"count": 1, "value": [endpoint]}})
    refused = ansible.run(MODULE, CONNECTION)
    assert "The answer is not as documented: parameters is not an object of texts." in refused.msg


@pytest.mark.parametrize("lost", ["before", "after"])
def test_a_lost_answer_makes_no_second_connection(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, lost: str) -> None:
    ansible.play(given_all())
    emulator.fault({"method": "POST", "path": ".*/_apis/serviceendpoint/endpoints"}, {"drop": lost})
    outcome = ansible.run(MODULE, CONNECTION)
    assert len(endpoints(portal)) == (1 if lost == "after" else 0)
    assert outcome.failed == (lost == "before")
    assert outcome.changed == (lost == "after")


def test_who_uses_it_keeps_it(ansible: Ansible) -> None:
    code = given("devops_repository", project=PROJECT, files={"a.yml": "steps:\n- script: echo hello\n"})
    permission = {"project": PROJECT, "resource_type": "endpoint", "resource": "azure-shop", "all_pipelines": True}
    group = {"project": PROJECT, "name": "shop-secrets"}
    link = {"service_connection": "azure-shop", "vault_name": "kv-shop", "secrets": ["One"]}
    removal: dict[str, Any] = {**NAMED, "state": "absent", "only_managed": True}
    play = ansible.play(
        [
            *given_all(),
            given(MODULE, **CONNECTION),
            code,
            given("devops_pipeline", project=PROJECT, name="web", yaml_path="a.yml"),
            given("devops_pipeline_permission", **permission),
            given("devops_variable_group", **group, **link),
            step(MODULE, **removal),
            given("devops_pipeline_permission", **permission, state="absent"),
            step(MODULE, **removal),
            step(MODULE, **removal, ignoring=["pipeline shop-secrets"]),
            step(MODULE, **removal, ignoring=["variable group SHOP-secrets"]),
        ]
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    by_both, _permission, by_group, another_kind, gone = play[-5:]
    pipeline, variable_group = (
        f"The service connection azure-shop of {PROJECT} serves the {user}."
        for user in ("pipeline web", "variable group shop-secrets")
    )
    assert by_both["kept_because"] == [pipeline, variable_group]
    assert by_group["kept_because"] == another_kind["kept_because"] == [variable_group]
    for kept in (by_both, by_group, another_kind):
        assert (kept.changed, kept.writes) == (False, [])
    assert (gone["action"], gone["kept_because"]) == ("delete", [])
