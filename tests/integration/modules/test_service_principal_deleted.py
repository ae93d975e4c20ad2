# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations that were deleted, and their restoring."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.service_principals import NAME, written


def test_what_is_soft_deleted_can_be_purged_later(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            given("service_principal", name=NAME),
            given("service_principal", name=NAME, state="absent"),
            step("service_principal", name=NAME, state="absent", purge=True),
        ]
    )
    assert written(play[2]) == ["DELETE directory", "DELETE directory"]
    assert emulator.state()["recycle_bin"]["directory"] == {"applications": [], "service_principals": []}


def test_what_is_soft_deleted_is_known_by_its_app_id_too(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    theirs = portal.graph("POST", "/applications", {"displayName": "theirs"})
    portal.graph("DELETE", f"/applications/{theirs['id']}")
    by_id = {"app_id": "{{ app.service_principal.app_id }}"}
    play = ansible.play(
        [
            given("service_principal", register="app", name=NAME),
            given("service_principal", **by_id, state="absent"),
            step("service_principal", **by_id, on_deleted="fail"),
            step("service_principal", check=True, **by_id),
            step("service_principal", **by_id),
            given("service_principal", **by_id, state="absent"),
            step("service_principal", **by_id, state="absent", purge=True),
            step("service_principal", **by_id, state="absent", purge=True),
            step("service_principal", app_id=theirs["appId"]),
        ]
    )
    made, _gone, refused, planned, recovered, _gone_again, purged, purged_again, not_ours = play
    assert "is soft-deleted" in refused.msg
    assert "Set on_deleted to recover" in refused.msg
    assert (planned["action"], planned.writes) == ("recover", [])
    assert recovered["service_principal"] == made["service_principal"]
    assert written(purged) == ["DELETE directory", "DELETE directory"]
    assert (purged_again.changed, purged_again.writes) == (False, [])
    assert "Somebody else made it: have it restored" in not_ours.msg
    assert not_ours.writes == []
    deleted = emulator.state()["recycle_bin"]["directory"]
    assert [one["display_name"] for one in deleted["applications"]] == ["theirs"]


def test_a_restoring_that_broke_off_in_the_middle_is_ended(ansible: Ansible, emulator: EmulatorProcess) -> None:
    made, _gone = ansible.play([step("service_principal", name=NAME), step("service_principal", name=NAME, state="absent")])
    emulator.fault({"method": "POST", "path": ".*/restore", "nth": 2}, {"status": 400, "body": {"error": {"code": "Broken"}}})
    assert ansible.run("service_principal", {"name": NAME}).failed
    ended, again = ansible.play([step("service_principal", name=NAME)] * 2)
    assert ended["service_principal"] == made["service_principal"]
    assert (ended.changed, again.changed, again.writes) == (True, False, [])


@pytest.mark.parametrize("more", [[], ["Application.Read.All"]])
def test_a_service_principal_that_nobody_deleted_is_made(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, more: list[str]
) -> None:
    made = ansible.run("service_principal", {"name": NAME})["service_principal"]
    portal.graph("DELETE", f"/servicePrincipals/{made['principal_id']}")
    portal.graph("DELETE", f"/directory/deletedItems/{made['principal_id']}")
    emulator.rules(graph_permissions=["Application.ReadWrite.OwnedBy", *more])
    new = ansible.run("service_principal", {"name": NAME})
    assert written(new) == ["POST servicePrincipals"]
    assert new["service_principal"]["principal_id"] not in (None, made["principal_id"])


def test_without_the_right_to_look_at_deleted_ones(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """The caller has Application.ReadWrite.OwnedBy alone."""
    emulator.rules(graph_permissions=["Application.ReadWrite.OwnedBy"])
    made, purged, again, gone, held = ansible.play(
        [
            step("service_principal", name=NAME),
            step("service_principal", name=NAME, state="absent", purge=True),
            step("service_principal", name=NAME),
            step("service_principal", name=NAME, state="absent"),
            step("service_principal", name=NAME),
        ]
    )
    assert [outcome.failed for outcome in (made, purged, again, gone)] == [False] * 4
    assert [request.method for request in purged.writes] == ["DELETE"] * 3
    assert held.failed
    assert "A soft-deleted app registration may hold the unique name" in held.msg
