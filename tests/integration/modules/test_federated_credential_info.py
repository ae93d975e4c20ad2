# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists the tokens that a managed identity trusts."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.identity.federated_credential import FederatedCredential
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

OWNER = {"managed_identity": "id-test", "resource_group": GROUP}
ISSUER = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0"
INFO = "federated_credential_info"
LISTS = {"method": "GET", "path": ".*/federatedIdentityCredentials"}


def test_what_is_found_and_fed_back(ansible: Ansible) -> None:
    play = ansible.play(
        [
            given_group(),
            given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION),
            step(INFO, **OWNER),
            given("federated_credential", name="one", **OWNER, issuer=ISSUER, subject="s-One"),
            given("federated_credential", name="two", **OWNER, issuer=ISSUER, subject="s-one", audience="api://other"),
            step(INFO, **OWNER),
            step(INFO, check=True, **OWNER, name="TWO"),
            step(INFO, **OWNER, name="three"),
            step(INFO, managed_identity="id-none", resource_group=GROUP),
        ],
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    empty = play[2]
    everything, by_name, *nothing = play[5:]
    one, two = (outcome["federated_credential"] for outcome in play[3:5])
    assert [outcome.writes for outcome in (empty, everything, by_name, *nothing)] == [[]] * 5
    assert everything["federated_credentials"] == [one, two]
    assert by_name["federated_credentials"] == [two]
    assert [outcome["federated_credentials"] for outcome in (empty, *nothing)] == [[], [], []]
    assert everything.changed is False

    fed = [fed_back(FederatedCredential, credential) for credential in everything["federated_credentials"]]
    assert set(one) - set(fed[0]) == {"id"}
    for again in ansible.play([step("federated_credential", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    body = {"error": {"code": "AuthorizationFailed", "message": "You may not."}}
    emulator.fault(LISTS, {"status": 403, "body": body})
    play = ansible.play([step(INFO, **OWNER), step(INFO, managed_identity="x", resource_group=GROUP)])
    forbidden, misnamed = play
    assert (forbidden.failed, forbidden["status"]) == (True, 403)
    assert "federated_credentials" not in forbidden.result
    assert misnamed.failed
    assert "managed_identity is 'x'" in misnamed.msg
    assert misnamed.requests == []
