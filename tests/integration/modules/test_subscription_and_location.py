# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subscription by its name, and locations that it does not offer."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

GUIDS = ("11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222")


def test_a_subscription_by_name(ansible: Ansible, emulator: EmulatorProcess) -> None:
    known = emulator.state()["system"]["resources"]["subscription"]
    group: dict[str, Any] = {"name": GROUP, "location": LOCATION}
    play = ansible.play(
        [
            step("resource_group", **group, subscription_id=known["name"].upper()),
            step("resource_group", **group, subscription_id=known["id"]),
            step("resource_group", **group, subscription_id="mine"),
        ],
    )
    by_name, by_id, unknown = play
    assert by_name["resource_group"]["id"].startswith(f"/subscriptions/{known['id']}/")
    assert by_id.changed is False
    assert unknown.failed
    assert "sees no subscription of that name" in unknown.msg
    assert unknown.writes == []


def test_a_name_that_two_subscriptions_have(ansible: Ansible, emulator: EmulatorProcess) -> None:
    both = [{"subscriptionId": guid, "displayName": "mine"} for guid in GUIDS]
    emulator.fault({"method": "GET", "path": "/subscriptions"}, {"status": 200, "body": {"value": both}})
    refused = ansible.run("resource_group", {"name": GROUP, "location": LOCATION, "subscription_id": "mine"})
    assert refused.failed
    assert f"the subscriptions {', '.join(GUIDS)} have that name" in refused.msg
    assert refused.writes == []


def test_a_location_that_is_not_offered(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step("resource_group", check=True, name=GROUP, location="westeurop"),
            step("resource_group", name=GROUP, location="qqq"),
            given_group(),
            step("resource_group", name=GROUP, location=LOCATION),
            step("keyvault", name="kv-location", resource_group=GROUP, location="West Eurpe"),
            step("keyvault", name="kv-location", resource_group=GROUP, location="West Europe"),
            step("managed_identity", name="id-location", resource_group=GROUP, location="westeurop"),
        ],
    )
    near, far, _group, known, vault_near, vault, identity_near = play
    for outcome in (near, far, vault_near, identity_near):
        assert outcome.failed
        assert "the subscription does not offer it" in outcome.msg
        assert outcome.writes == []
    assert "Near to it are westeurope" in near.msg
    assert "It offers " in far.msg
    assert [request.path for request in known.requests if "locations" in request.path] == []
    assert vault["keyvault"]["location"] == LOCATION


def test_locations_that_the_caller_may_not_list(ansible: Ansible, emulator: EmulatorProcess) -> None:
    body = {"error": {"code": "AuthorizationFailed", "message": "You may not."}}
    emulator.fault({"method": "GET", "path": ".*/locations"}, {"status": 403, "body": body})
    outcome = ansible.run("resource_group", {"name": GROUP, "location": "atlantis"})
    assert outcome["error_code"] == "LocationNotAvailableForResourceGroup"
