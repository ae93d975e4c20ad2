# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists resource groups."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.resource_group.resource_group import ResourceGroup
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import LOCATION, given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO = "resource_group_info"
NOBODY = "55555555-5555-4555-8555-555555555555"
FORBIDDEN = {"status": 403, "body": {"error": {"code": "AuthorizationFailed", "message": "You may not."}}}


def test_what_is_found_and_fed_back(ansible: Ansible) -> None:
    nothing, *made = ansible.play(
        [
            step(INFO),
            given("resource_group", name="rg-one", location=LOCATION, tags={"team": "a"}),
            given("resource_group", name="rg-two", location="northeurope"),
        ]
    )
    everything, checked, by_name, by_alias, missing = found = ansible.play(
        [
            step(INFO),
            step(INFO, check=True),
            step(INFO, name="RG-two"),
            step(INFO, check=True, resource_group="rg-one"),
            step(INFO, name="rg-none"),
        ]
    )
    one, two = (outcome["resource_group"] for outcome in made)
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 5
    assert everything["resource_groups"] == checked["resource_groups"] == [one, two]
    assert by_name["resource_groups"] == [two]
    assert by_alias["resource_groups"] == [one]
    assert nothing["resource_groups"] == missing["resource_groups"] == []

    fed = [fed_back(ResourceGroup, group) for group in (one, two)]
    assert set(one) - set(fed[0]) == {"id"}
    for again in ansible.play([step("resource_group", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "GET", "path": ".*/resourceGroups"}, FORBIDDEN)
    forbidden, elsewhere, one_elsewhere, misnamed = play = ansible.play(
        [
            step(INFO),
            step(INFO, subscription_id=NOBODY),
            step(INFO, subscription_id=NOBODY, name="rg-one"),
            step(INFO, name="rg."),
        ]
    )
    assert [outcome.failed for outcome in play] == [True] * 4
    assert (forbidden["status"], forbidden["error_code"]) == (403, "AuthorizationFailed")
    assert elsewhere["error_code"] == one_elsewhere["error_code"] == "SubscriptionNotFound"
    assert "name is 'rg.'" in misnamed.msg
    assert misnamed.requests == []
    assert all("resource_groups" not in outcome.result for outcome in play)
