# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations with their service principals, from creation to the end of the recycle bin."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.service_principals import NAME, written

UNKNOWN = "(known after apply)"
EVERYTHING: dict[str, Any] = {
    "description": "Reads secrets.",
    "notes": "Ours.",
    "service_management_reference": "SVC-1",
    "tags": ["team-one"],
}


def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    owner = emulator.state()["system"]["directory"]["powerless"]["object_id"]
    options = ({name: value} for name, value in EVERYTHING.items())
    play = ansible.play(
        [
            step("service_principal", check=True, name=NAME),
            step("service_principal", name=NAME),
            step("service_principal", name=NAME),
            *(step("service_principal", name=NAME, **option) for option in options),
            step("service_principal", name=NAME, owners=[owner]),
            step("service_principal", name=NAME, owners=[owner], **EVERYTHING),
            step("service_principal", check=True, name=NAME, state="absent"),
            step("service_principal", name=NAME, state="absent"),
            step("service_principal", name=NAME, state="absent"),
            step("service_principal", check=True, name=NAME),
            step("service_principal", name=NAME, on_deleted="fail"),
            step("service_principal", name=NAME, notes="Back."),
            step("service_principal", name=NAME, state="absent", purge=True),
            step("service_principal", name=NAME, state="absent", purge=True),
        ],
    )
    planned, made, again, *changed, owned, same = play[:9]
    going, gone, gone_again, recovering, refused, recovered, purged, purged_again = play[9:]

    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["service_principal"]["app_id"] == planned["service_principal"]["principal_id"] == UNKNOWN

    both = made["service_principal"]
    assert written(made) == ["PATCH applications", "POST servicePrincipals"]
    assert len({both["app_id"], both["object_id"], both["principal_id"]}) == 3
    assert both["sign_in_audience"] == "AzureADMyOrg"
    assert both["tags"] == ["vaultpipe"]
    assert both["unique_name"] == planned["service_principal"]["unique_name"]

    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["service_principal"] == both

    for outcome, (name, value) in zip(changed, EVERYTHING.items(), strict=True):
        assert (outcome["action"], written(outcome)) == ("update", ["PATCH applications"])
        assert outcome["service_principal"][name] == (["team-one", "vaultpipe"] if name == "tags" else value)
    assert written(owned) == ["POST applications"]
    assert owner in owned["service_principal"]["owners"]
    assert (same.changed, same.writes) == (False, [])

    assert (going["action"], going.writes) == ("delete", [])
    assert written(gone) == ["DELETE applications"]
    assert (gone_again.changed, gone_again.writes) == (False, [])

    assert (recovering["action"], recovering.writes) == ("recover", [])
    assert refused.failed
    assert "is soft-deleted" in refused.msg
    assert "Set on_deleted to recover" in refused.msg
    assert recovered["action"] == "recover"
    assert {**recovered["service_principal"], "notes": "Ours."} == {**same["service_principal"], "owners": None}

    assert purged["action"] == "delete"
    assert (purged_again.changed, purged_again.writes) == (False, [])
    state = emulator.state()
    assert state["live"]["directory"] == {"applications": [], "groups": [], "service_principals": []}
    assert state["recycle_bin"]["directory"] == {"applications": [], "service_principals": []}


def test_an_app_id_that_is_not_known_yet(ansible: Ansible) -> None:
    planned, refused = ansible.play(
        [
            step("service_principal", check=True, app_id=UNKNOWN, notes="Mine."),
            step("service_principal", app_id=UNKNOWN, notes="Mine."),
        ]
    )
    assert (planned.failed, planned.changed, planned.writes) == (False, True, [])
    found = planned["service_principal"]
    assert (found["app_id"], found["display_name"], found["notes"]) == (UNKNOWN, UNKNOWN, "Mine.")
    assert refused.failed
    assert refused.writes == []


def test_a_lost_answer_makes_no_second_one(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "PATCH", "path": ".*/applications.*"}, {"drop": "after"})
    emulator.fault({"method": "POST", "path": ".*/servicePrincipals"}, {"drop": "after"})
    outcome = ansible.run("service_principal", {"name": NAME})
    assert outcome["action"] == "create"
    live = emulator.state()["live"]["directory"]
    assert (len(live["applications"]), len(live["service_principals"])) == (1, 1)


def test_a_fresh_application_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    text = "The appId 'x' of the service principal does not reference a valid application object."
    body = {"error": {"code": "Request_BadRequest", "message": text}}
    emulator.fault({"method": "POST", "path": ".*/servicePrincipals"}, {"status": 400, "body": body}, times=2)
    play = ansible.play([step("service_principal", name=NAME)])
    made, *refused, found = [request.status for request in play[0].writes]
    assert (made, found) == (201, 201)
    assert refused[:2] == [400, 400]


def test_a_fresh_application_whose_owner_is_not_known_yet(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """The refusal met by an identity that may create what it owns; then, the read that makes sure that others find it."""
    text = "When using this permission, the backing application of the service principal being created must in the local tenant"
    denied = {"error": {"code": "Authorization_RequestDenied", "message": text}}
    hidden = {"error": {"code": "Request_ResourceNotFound", "message": "Resource 'x' does not exist."}}
    emulator.fault({"method": "POST", "path": ".*/servicePrincipals"}, {"status": 403, "body": denied})
    emulator.fault({"method": "GET", "path": ".*/servicePrincipals.appId.*"}, {"status": 404, "body": hidden})
    made = ansible.run("service_principal", {"name": NAME, "timeout": 60})
    refused_late = 400  # as a late cloud does with --eventual
    assert [request.status for request in made.writes if request.status != refused_late] == [201, 403, 201]
    key = f"(appId='{made['service_principal']['app_id']}')"
    shown = [request.status for request in made.requests if request.path.endswith(key)]
    assert (shown[:3], shown[-2:]) == ([200, 404, 200], [200, 200])


def test_a_missing_service_principal_is_made(ansible: Ansible, portal: Portal) -> None:
    portal.graph("POST", "/applications", {"displayName": NAME, "tags": ["vaultpipe"]})
    play = ansible.play(
        [
            step("service_principal", check=True, name=NAME, adopt_by_name=True),
            step("service_principal", name=NAME, adopt_by_name=True),
        ]
    )
    assert (play[0]["action"], play[0].writes) == ("update", [])
    assert written(play[1]) == ["POST servicePrincipals"]


def test_a_service_principal_that_somebody_has_just_made_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    there = ansible.run("service_principal", {"name": NAME})["service_principal"]
    hidden = {"error": {"code": "Request_ResourceNotFound", "message": "Resource does not exist"}}
    emulator.fault({"method": "GET", "path": ".*/servicePrincipals.appId.*"}, {"status": 404, "body": hidden}, times=2)
    late = ansible.run("service_principal", {"name": NAME})
    assert late["service_principal"] == there
    assert [request.status for request in late.writes] == [409]


def test_adoption(ansible: Ansible, portal: Portal) -> None:
    """Two of one display name: by name only the asked for and unambiguous one, by app id each."""
    first = portal.graph("POST", "/applications", {"displayName": NAME})
    asked = ansible.run("service_principal", {"name": NAME, "adopt_by_name": True})
    assert asked["service_principal"]["app_id"] == first["appId"]
    assert asked["service_principal"]["unique_name"] is None

    second = portal.graph("POST", "/applications", {"displayName": NAME})
    play = ansible.play(
        [
            step("service_principal", name=NAME, adopt_by_name=True),
            step("service_principal", app_id=second["appId"], notes="Adopted."),
            step("service_principal", app_id=second["appId"], notes="Adopted."),
            step("service_principal", name=NAME),
            step("service_principal", app_id=first["appId"], state="absent"),
        ]
    )
    ambiguous, adopted, again, own, gone = play
    assert ambiguous.failed
    assert f"There are 2 app registrations named {NAME}" in ambiguous.msg
    assert ambiguous.writes == []
    assert adopted["service_principal"]["notes"] == "Adopted."
    assert (again.changed, again.writes) == (False, [])
    assert own["action"] == "create"
    assert gone["action"] == "delete"


def test_somebody_elses_is_never_changed(ansible: Ansible, emulator: EmulatorProcess) -> None:
    theirs = emulator.state()["system"]["directory"]["powerless"]["client_id"]
    play = ansible.play(
        [
            step("service_principal", app_id=theirs),
            step("service_principal", app_id=theirs, notes="Mine."),
            step("service_principal", check=True, app_id=theirs, notes="Mine."),
            step("service_principal", name="vaultpipe-powerless", adopt_by_name=True, state="absent"),
            step("service_principal", app_id=theirs, state="absent", only_managed=True),
        ]
    )
    read, refused, planned, kept, left = play
    assert (read.changed, read.writes) == (False, [])
    for outcome in (refused, planned, kept):
        assert outcome.failed
        assert "somebody else's" in outcome.msg
        assert outcome.writes == []
    assert "(notes)" in refused.msg
    assert (left.changed, len(left["kept_because"])) == (False, 1)


def test_rules_of_the_tenant(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.rules(service_management_reference_required=True)
    without, with_reference = ansible.play(
        [
            step("service_principal", name=NAME),
            step("service_principal", name=NAME, service_management_reference="SVC-1"),
        ]
    )
    assert without.failed
    assert "set service_management_reference" in without.msg
    assert with_reference.changed

    emulator.rules(users_may_register_applications=False)
    forbidden = ansible.run("service_principal", {"name": "another"})
    assert (forbidden.failed, forbidden["status"]) == (True, 403)
    assert "Application Developer" in forbidden.msg


def test_refusals_without_a_request(ansible: Ansible) -> None:
    bad: dict[str, dict[str, Any]] = {
        "one of the following is required: name, app_id": {},
        "name has 0 characters": {"name": ""},
        "name has 257 characters": {"name": "n" * 257},
        "app_id is 'app', which is not a valid GUID": {"app_id": "app"},
        "owners is 'me', which is not a valid GUID": {"name": NAME, "owners": ["me"]},
        "parameters are mutually exclusive: app_id|adopt_by_name": {"app_id": NAME, "adopt_by_name": True},
    }
    play = ansible.play([step("service_principal", **options) for options in bad.values()])
    for outcome, words in zip(play, bad, strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert outcome.requests == []
