# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists app registrations with their service principals."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO = "service_principal_info"
FORBIDDEN = {"status": 403, "body": {"error": {"code": "Authorization_RequestDenied", "message": "You may not."}}}


def test_what_is_found(ansible: Ansible, portal: Portal) -> None:
    one, two = (
        outcome["service_principal"]
        for outcome in ansible.play(
            [given("service_principal", name="app-one", notes="Ours."), given("service_principal", name="app-two")]
        )
    )
    portal.graph("POST", "/applications", {"displayName": "app-one"})
    everything, checked, by_name, by_id, with_owners, *missing = found = ansible.play(
        [
            step(INFO),
            step(INFO, check=True),
            step(INFO, display_name="app-one"),
            step(INFO, check=True, app_id=two["app_id"]),
            step(INFO, app_id=two["app_id"], owners=True),
            step(INFO, name="app-none"),
            step(INFO, app_id="55555555-5555-4555-8555-555555555555"),
        ]
    )
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 7
    ours = [shown for shown in everything["service_principals"] if "vaultpipe" in shown["tags"]]
    assert ours == [one, two]
    assert everything["service_principals"] == checked["service_principals"]
    asked = [request.path for request in everything.requests if request.host == "graph.microsoft.com"]
    assert asked == ["/v1.0/servicePrincipals", "/v1.0/applications"]

    first, namesake = sorted(by_name["service_principals"], key=lambda shown: shown != one)
    assert first == one
    assert (namesake["display_name"], namesake["principal_id"], namesake["tags"]) == ("app-one", None, [])
    assert by_id["service_principals"] == [two]
    (owned,) = with_owners["service_principals"]
    assert owned == {**two, "owners": owned["owners"]}
    assert isinstance(owned["owners"], list)
    assert [outcome["service_principals"] for outcome in missing] == [[], []]

    back = {"app_id": two["app_id"], "name": two["display_name"], "tags": two["tags"], "owners": owned["owners"]}
    (again,) = ansible.play([step("service_principal", **back)])
    assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "GET", "path": ".*/applications.*"}, FORBIDDEN, times=2)
    all_of_them, one, misnamed = play = ansible.play([step(INFO), step(INFO, name="app-one"), step(INFO, app_id="app-one")])
    assert [outcome.failed for outcome in play] == [True] * 3
    assert all_of_them["status"] == one["status"] == 403
    assert "app_id is 'app-one'" in misnamed.msg
    assert misnamed.requests == []
    assert all("service_principals" not in outcome.result for outcome in play)
