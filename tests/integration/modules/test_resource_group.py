# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource groups, from creation to removal."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"


def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            step("resource_group", check=True, name=GROUP, location="West Europe"),
            step("resource_group", name=GROUP, location="West Europe"),
            step("resource_group", name=GROUP.upper()),
            step("resource_group", check=True, name=GROUP, tags={"team": "one"}),
            step("resource_group", name=GROUP, tags={"team": "one"}),
            step("resource_group", name=GROUP, tags={"team": "one"}),
            step("resource_group", name=GROUP, tags={"other": "2"}, append_tags=False),
            step("resource_group", check=True, name=GROUP, state="absent"),
            step("resource_group", name=GROUP, state="absent"),
            step("resource_group", name=GROUP, state="absent"),
        ],
    )
    planned, made, again, tagging, tagged, tagged_again, replaced, going, gone, gone_again = play

    assert (planned["action"], planned.changed, planned.writes) == ("create", True, [])
    assert planned["resource_group"]["id"] == UNKNOWN
    assert planned["diff"]["before"] == {}

    group = made["resource_group"]
    (put,) = made.writes
    assert (put.method, put.status) == ("PUT", 201)
    assert group == {"id": put.path, "name": GROUP, "location": LOCATION, "tags": {"vaultpipe": "managed"}}
    assert {**planned["resource_group"], "id": put.path} == group

    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["resource_group"] == group

    assert (tagging["action"], tagging.writes) == ("update", [])
    assert tagged["resource_group"]["tags"] == {"vaultpipe": "managed", "team": "one"}
    assert tagged["diff"] == {"before": group, "after": tagged["resource_group"]}
    assert tagging["resource_group"] == tagged["resource_group"]
    assert (tagged_again.changed, tagged_again.writes) == (False, [])
    assert replaced["resource_group"]["tags"] == {"vaultpipe": "managed", "other": "2"}

    assert (going["action"], going["resource_group"], going.writes) == ("delete", None, [])
    assert [request.method for request in gone.writes] == ["DELETE"]
    assert (gone_again["action"], gone_again.changed, gone_again.writes) == ("none", False, [])
    assert emulator.state()["live"]["resources"]["resource_groups"] == []


def test_refusals(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step("resource_group", name=GROUP),
            step("resource_group", name="bad."),
            step("resource_group", name=GROUP, location="atlantis"),
            step("resource_group", name=GROUP, location="(known after apply)"),
            given_group(),
            step("resource_group", name=GROUP, location="northeurope"),
        ],
    )
    no_location, bad_name, nowhere, unknown, _group, elsewhere = play

    assert no_location.failed
    assert "location is not given" in no_location.msg
    assert bad_name.failed
    assert "name is 'bad.'" in bad_name.msg
    assert bad_name.requests == []
    assert nowhere.failed
    assert "the subscription does not offer it" in nowhere.msg
    assert unknown.failed
    assert "location holds '(known after apply)'" in unknown.msg
    assert elsewhere.failed
    assert "cannot move" in elsewhere.msg
    assert elsewhere.writes == []


def test_a_refused_read_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault(
        {"method": "GET", "path": f".*/resourceGroups/{GROUP}"},
        {"status": 403, "body": {"error": {"code": "AuthorizationFailed", "message": "No read."}}},
    )
    outcome = ansible.run("resource_group", {"name": GROUP, "location": LOCATION})
    assert outcome.failed
    assert (outcome["status"], outcome["error_code"]) == (403, "AuthorizationFailed")
    assert "Give the signed-in identity a role" in outcome.msg
    assert outcome.writes == []


def test_a_change_by_hand_is_found(ansible: Ansible) -> None:
    play = ansible.play(
        [
            given("resource_group", name=GROUP, location=LOCATION, tags={"team": "one"}),
            given("resource_group", name=GROUP, tags={}, append_tags=False),
            step("resource_group", name=GROUP, location=LOCATION, tags={"team": "one"}),
        ]
    )
    assert play[2].changed
    assert play[2]["diff"]["before"]["tags"] == {"vaultpipe": "managed"}


def test_the_case_of_a_tags_name_does_not_count(ansible: Ansible) -> None:
    """The spelling that is there stays, as in Azure."""
    play = ansible.play(
        [
            given("resource_group", name=GROUP, location=LOCATION, tags={"Team": "one"}),
            step("resource_group", name=GROUP, tags={"TEAM": "one"}),
            step("resource_group", name=GROUP, tags={"team": "One"}),
            step("resource_group", name=GROUP, tags={"team": "One"}, append_tags=False),
        ]
    )
    _made, same, changed, again = play
    assert (same.changed, same.writes) == (False, [])
    assert (changed.changed, changed["resource_group"]["tags"]) == (True, {"vaultpipe": "managed", "Team": "One"})
    assert (again.changed, again["resource_group"]["tags"]) == (False, {"vaultpipe": "managed", "Team": "One"})


def test_a_group_that_holds_something_stays(ansible: Ansible, emulator: EmulatorProcess) -> None:
    identity = given("managed_identity", name="id-theirs", resource_group=GROUP, location=LOCATION)
    of_type = "Microsoft.ManagedIdentity/userAssignedIdentities id-theirs"
    *_given, planned, refused, counted, forced_plan, forced = ansible.play(
        [
            given_group(),
            identity,
            step("resource_group", check=True, name=GROUP, state="absent"),
            step("resource_group", name=GROUP, state="absent"),
            step("resource_group", check=True, name=GROUP, state="absent", ignoring=[of_type]),
            step("resource_group", check=True, name=GROUP, state="absent", force=True),
            step("resource_group", name=GROUP, state="absent", force_delete_nonempty=True),
        ]
    )
    assert refused.failed
    assert planned.msg == refused.msg
    assert f"is not empty: {of_type}" in refused.msg
    assert "Set force_delete_nonempty: true" in refused.msg
    assert refused.writes == []
    assert [counted.changed, forced_plan.changed, forced.changed] == [True, True, True]
    assert emulator.state()["live"]["resources"]["resource_groups"] == []
