# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User-assigned managed identities, from creation to removal."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

IDENTITY: dict[str, Any] = {"name": "id-test", "resource_group": GROUP}
PATH = f"/resourceGroups/{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-test"
UNKNOWN = "(known after apply)"


def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            given_group(),
            step("managed_identity", check=True, **IDENTITY, location="West Europe"),
            step("managed_identity", **IDENTITY, location="West Europe"),
            step("managed_identity", **IDENTITY),
            step("managed_identity", check=True, **IDENTITY, tags={"team": "one"}),
            step("managed_identity", **IDENTITY, tags={"team": "one"}),
            step("managed_identity", **IDENTITY, tags={"other": "two"}, append_tags=False),
            step("managed_identity", check=True, **IDENTITY, state="absent"),
            step("managed_identity", **IDENTITY, state="absent"),
            step("managed_identity", **IDENTITY, state="absent"),
        ],
    )
    _group, planned, made, again, tagging, tagged, replaced, going, gone, gone_again = play

    assert (planned["action"], planned.changed, planned.writes) == ("create", True, [])
    assert planned["managed_identity"]["principal_id"] == planned["managed_identity"]["client_id"] == UNKNOWN

    identity = made["managed_identity"]
    (put,) = made.writes
    assert (put.method, put.status) == ("PUT", 201)
    assert put.path.endswith(PATH)
    assert identity["location"] == LOCATION
    assert identity["tags"] == {"vaultpipe": "managed"}
    assert identity["principal_id"] != identity["client_id"]

    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["managed_identity"] == identity

    assert (tagging.changed, tagging.writes) == (True, [])
    assert [request.method for request in tagged.writes] == ["PATCH"]
    assert tagged["managed_identity"] == {**identity, "tags": {"vaultpipe": "managed", "team": "one"}}
    assert replaced["managed_identity"]["tags"] == {"vaultpipe": "managed", "other": "two"}

    assert (going["action"], going["managed_identity"], going.writes) == ("delete", None, [])
    assert [request.method for request in gone.writes] == ["DELETE"]
    assert (gone_again["action"], gone_again.changed, gone_again.writes) == ("none", False, [])
    assert emulator.state()["live"]["resources"]["identities"] == []


def test_isolation_scope(ansible: Ansible) -> None:
    regional = step("managed_identity", **IDENTITY, location=LOCATION, isolation_scope="Regional")
    play = ansible.play(
        [
            given_group(),
            {**regional, "check_mode": True},
            regional,
            regional,
            {**regional, "check_mode": True},
            step("managed_identity", **IDENTITY),
            step("managed_identity", **IDENTITY, tags={"team": "one"}),
            step("managed_identity", check=True, **IDENTITY, isolation_scope="None"),
            step("managed_identity", **IDENTITY, isolation_scope="None"),
            step("managed_identity", **IDENTITY, isolation_scope="None"),
        ]
    )
    planned, made, again, again_planned, left, tagged, opening, opened, opened_again = play[1:]
    assert (planned["action"], planned["managed_identity"]["isolation_scope"], planned.writes) == ("create", "Regional", [])
    assert (made["managed_identity"]["isolation_scope"], [one.method for one in made.writes]) == ("Regional", ["PUT"])
    for outcome in (again, again_planned, left):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["managed_identity"] == made["managed_identity"]
    assert (tagged["managed_identity"]["isolation_scope"], [one.method for one in tagged.writes]) == ("Regional", ["PATCH"])
    assert (opening["action"], opening["diff"]["after"]["isolation_scope"], opening.writes) == ("update", "None", [])
    assert (opened["managed_identity"]["isolation_scope"], [one.method for one in opened.writes]) == ("None", ["PATCH"])
    assert opened["managed_identity"]["tags"] == {"vaultpipe": "managed", "team": "one"}
    assert (opened_again.changed, opened_again.writes) == (False, [])


def test_what_azure_makes_known_late_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """A group that was made a moment ago, and the identity itself."""
    unknown = {"error": {"code": "ResourceGroupNotFound", "message": "Resource group 'rg-test' could not be found."}}
    emulator.fault({"method": "PUT", "path": f".*{PATH}"}, {"status": 404, "body": unknown})
    hidden = {"error": {"code": "ResourceNotFound", "message": "The Resource was not found."}}
    emulator.fault({"method": "GET", "path": f".*{PATH}", "nth": 2}, {"status": 404, "body": hidden})
    made = ansible.play([given_group(), step("managed_identity", **IDENTITY, location=LOCATION)])[1]
    asked = [(request.method, request.status) for request in made.requests if request.path.endswith(PATH)]
    assert asked == [("GET", 404), ("PUT", 404), ("PUT", 201), ("GET", 404), ("GET", 200)]
    assert made["action"] == "create"


def test_refusals(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step("managed_identity", **IDENTITY),
            step("managed_identity", **{**IDENTITY, "name": "-bad"}, location=LOCATION),
            step("managed_identity", **IDENTITY, location=LOCATION),
            step("managed_identity", check=True, **IDENTITY, location=LOCATION),
            given_group(),
            given("managed_identity", **IDENTITY, location=LOCATION),
            step("managed_identity", **IDENTITY, location="northeurope"),
        ]
    )
    no_location, bad_name, no_group, planned, _group, _identity, elsewhere = play

    assert no_location.failed
    assert "location is not given" in no_location.msg
    assert bad_name.failed
    assert "name is '-bad'" in bad_name.msg
    assert bad_name.requests == []
    assert no_group.failed
    assert "Create the resource group first" in no_group.msg
    assert planned.changed
    assert elsewhere.failed
    assert "cannot move" in elsewhere.msg
    assert elsewhere.writes == []
