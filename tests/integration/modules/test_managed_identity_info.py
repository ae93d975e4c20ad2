# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists managed identities."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.identity.managed_identity import ManagedIdentity
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO = "managed_identity_info"
OTHER = "rg-other"
NOBODY = "55555555-5555-4555-8555-555555555555"
FORBIDDEN = {"status": 403, "body": {"error": {"code": "AuthorizationFailed", "message": "You may not."}}}


def test_what_is_found_and_fed_back(ansible: Ansible) -> None:
    nothing, _group, _other, *made = ansible.play(
        [
            step(INFO),
            given_group(),
            given("resource_group", name=OTHER, location=LOCATION),
            given("managed_identity", name="id-one", resource_group=GROUP, location=LOCATION, tags={"team": "a"}),
            given("managed_identity", name="id-two", resource_group=GROUP, location=LOCATION, isolation_scope="Regional"),
            given("managed_identity", name="id-one", resource_group=OTHER, location=LOCATION),
        ]
    )
    one, two, namesake = (outcome["managed_identity"] for outcome in made)
    everything, checked, group, by_name, by_both, *missing = found = ansible.play(
        [
            step(INFO),
            step(INFO, check=True),
            step(INFO, check=True, resource_group=GROUP.upper()),
            step(INFO, managed_identity="ID-one"),
            step(INFO, name="id-one", resource_group=OTHER),
            step(INFO, name="id-none"),
            step(INFO, name="id-two", resource_group=OTHER),
            step(INFO, resource_group="rg-none"),
            step(INFO, name="id-one", resource_group="rg-none"),
        ]
    )
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 9
    assert everything["managed_identities"] == checked["managed_identities"] == [one, two, namesake]
    assert group["managed_identities"] == [one, two]
    assert by_name["managed_identities"] == [one, namesake]
    assert by_both["managed_identities"] == [namesake]
    assert [outcome["managed_identities"] for outcome in (nothing, *missing)] == [[]] * 5
    assert [one["resource_group"], namesake["resource_group"]] == [GROUP, OTHER]

    # The module's own client_id says who signs in.
    fed = [{**fed_back(ManagedIdentity, identity), "client_id": None} for identity in (one, two, namesake)]
    assert set(one) - set(fed[0]) == {"id", "principal_id", "tenant_id"}
    for again in ansible.play([step("managed_identity", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "GET", "path": ".*/userAssignedIdentities"}, FORBIDDEN)
    forbidden, elsewhere, one_elsewhere, misnamed = play = ansible.play(
        [
            step(INFO),
            step(INFO, subscription_id=NOBODY),
            step(INFO, subscription_id=NOBODY, name="id-one", resource_group=GROUP),
            step(INFO, name="x"),
        ]
    )
    assert [outcome.failed for outcome in play] == [True] * 4
    assert (forbidden["status"], forbidden["error_code"]) == (403, "AuthorizationFailed")
    assert elsewhere["error_code"] == one_elsewhere["error_code"] == "SubscriptionNotFound"
    assert "name is 'x'" in misnamed.msg
    assert misnamed.requests == []
    assert all("managed_identities" not in outcome.result for outcome in play)
