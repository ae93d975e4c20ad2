# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids and metadata that a run asks for once, and what makes it ask again."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

NAME, VAULT = "id-known", "kv-known"
IDENTITY = f"/userAssignedIdentities/{NAME}"


def reads_of_identity(outcome: Outcome) -> int:
    return len([one for one in outcome.requests if one.method == "GET" and one.path.endswith(IDENTITY)])


def test_a_principal_is_asked_for_once_and_again_after_the_identity_is_made_anew(
    ansible: Ansible, emulator: EmulatorProcess
) -> None:
    identity = {"name": NAME, "resource_group": GROUP, "location": LOCATION}
    grant = step(
        "kv_access_policy", vault_name=VAULT, managed_identity=NAME, identity_resource_group=GROUP, secret_permissions=["get"]
    )
    play = ansible.play(
        [
            given_group(),
            given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION),
            given("managed_identity", **identity),
            grant,
            step("managed_identity", name=NAME, resource_group=GROUP, state="absent"),
            step("managed_identity", **identity),
            grant,
            grant,
        ]
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    first, anew, again = play[3], play[6], play[7]
    assert [reads_of_identity(one) for one in (first, anew, again)] == [0, 0, 0], "the module before it has read the identity"
    assert first["kv_access_policy"]["object_id"] != anew["kv_access_policy"]["object_id"]
    assert (anew.changed, again.changed) == (True, False)


def test_a_run_reads_the_sign_in_metadata_once(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.forget_requests()
    play = ansible.play(
        [
            given_group(),
            given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION),
            given("keyvault_secret", vault_name=VAULT, name="One", secret_value="canary-of-the-run"),
        ]
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    asked = [one.path for one in emulator.requests() if one.host == "login.microsoftonline.com"]
    assert len([path for path in asked if path.endswith("openid-configuration")]) == 1
    assert len([path for path in asked if path.endswith("/token")]) == 2
