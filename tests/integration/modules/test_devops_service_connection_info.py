# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists the service connections to Azure of a project."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.service_connection.devops_service_connection import (
    DevOpsServiceConnection,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

PROJECT = "shop"
INFO = "devops_service_connection_info"
IDENTITY = {"project": PROJECT, "managed_identity": "id-test", "identity_resource_group": GROUP}
LISTS = {"method": "GET", "path": ".*/_apis/serviceendpoint/endpoints"}


def given_connections() -> list[dict[str, Any]]:
    return [
        given("devops_project", name=PROJECT),
        given_group(),
        given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION),
        given("devops_service_connection", name="azure-all", **IDENTITY, description="Whole subscription"),
        given("devops_service_connection", name="azure-group", **IDENTITY, resource_group=GROUP),
    ]


def add_generic(portal: Portal) -> None:
    project = portal.devops("GET", f"/_apis/projects/{PROJECT}")
    reference = {"projectReference": {"id": project["id"], "name": PROJECT}, "name": "elsewhere"}
    generic = {
        "name": "elsewhere",
        "type": "Generic",
        "url": "https://example.com/",
        "authorization": {"scheme": "UsernamePassword", "parameters": {"username": "me", "password": "secret"}},
        "serviceEndpointProjectReferences": [reference],
    }
    portal.devops("POST", "/_apis/serviceendpoint/endpoints", generic)


def test_what_is_found_and_fed_back(ansible: Ansible, portal: Portal) -> None:
    made = ansible.play([step(INFO, project=PROJECT), *given_connections()])
    assert (made[0].failed, f"There is no project {PROJECT} in" in made[0].msg) == (True, True)
    add_generic(portal)
    whole, limited = ({**outcome["service_connection"]} for outcome in made[4:])
    for connection in (whole, limited):
        del connection["verified"]
    play = ansible.play(
        [
            step(INFO, project=PROJECT),
            step(INFO, check=True, project=PROJECT, name="AZURE-group"),
            step(INFO, project=PROJECT, name="none"),
            step(INFO, project=PROJECT, name="elsewhere"),
            *(step("devops_service_connection", **fed_back(DevOpsServiceConnection, one)) for one in (whole, limited)),
        ],
    )
    everything, by_name, nothing, other_kind, *again = play
    assert [outcome.msg for outcome in play if outcome.failed] == []
    assert everything["service_connections"] == [whole, limited]
    assert (whole["resource_group"], limited["resource_group"]) == ("", GROUP)
    assert by_name["service_connections"] == [limited]
    assert nothing["service_connections"] == other_kind["service_connections"] == []
    for outcome in play:
        assert (outcome.changed, outcome.writes) == (False, [])
    assert [outcome["action"] for outcome in again] == ["none", "none"]
    assert set(whole) - set(fed_back(DevOpsServiceConnection, whole)) == {"scope", "issuer", "subject", "url", "ready"}


def test_one_that_failed_is_listed(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.rules(endpoints_become_ready=False)
    play = ansible.play([*given_connections()[:4], step(INFO, project=PROJECT)])
    assert play[3].failed
    (found,) = play[4]["service_connections"]
    assert (found["name"], found["ready"]) == ("azure-all", False)


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([given("devops_project", name=PROJECT)])
    message = "TF400813: The user is not authorized to access this resource."
    emulator.fault(LISTS, {"status": 403, "body": {"message": message, "typeKey": "UnauthorizedRequestException"}})
    forbidden, unnamed = ansible.play([step(INFO, project=PROJECT), step(INFO, project=PROJECT, name="")])
    assert (forbidden.failed, forbidden["status"]) == (True, 403)
    assert "service_connections" not in forbidden.result
    assert unnamed.failed
    assert "name is empty" in unnamed.msg
    assert unnamed.requests == []
