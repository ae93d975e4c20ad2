# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault that somebody else changes right now is waited for by every change; a name that is held is not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VAULT: dict[str, Any] = {"name": "kv-busy", "resource_group": GROUP}
BUSY = {
    "error": {
        "code": "ConflictError",
        "message": "A conflict occurred that prevented the operation from completing. The operation failed because the Key Vault "
        "'kv-busy' changed from the point the operation began. This can happen if parallel operations are being performed.",
    }
}
WHO = {"object_id": "11111111-2222-3333-4444-555555555555"}
WRITES: list[tuple[str, str, str, dict[str, Any], bool]] = [
    ("PUT", ".*/vaults/kv-busy", "keyvault", {**VAULT, "location": LOCATION}, False),
    ("PATCH", ".*/vaults/kv-busy", "keyvault", {**VAULT, "enabled_for_deployment": True}, True),
    ("PUT", ".*/accessPolicies/add", "kv_access_policy", {"vault_name": "kv-busy", **WHO, "secrets": ["get"]}, True),
    ("DELETE", ".*/vaults/kv-busy", "keyvault", {**VAULT, "state": "absent"}, True),
]


@pytest.mark.parametrize(("method", "path", "module", "options", "there"), WRITES)
def test_a_change_of_somebody_elses_is_waited_for(
    ansible: Ansible, emulator: EmulatorProcess, method: str, path: str, module: str, options: dict[str, Any], there: bool
) -> None:
    ansible.play([given_group(), *([given("keyvault", **VAULT, location=LOCATION)] if there else [])])
    emulator.fault({"method": method, "path": path}, {"status": 409, "body": BUSY}, times=2)
    outcome, again = ansible.play([step(module, **options), step(module, **options)])
    assert outcome.changed, outcome.msg
    assert [request.status for request in outcome.writes if request.method == method][:2] == [409, 409]
    assert not again.changed


def test_a_purge_that_is_forbidden_fails_in_the_plan(ansible: Ansible) -> None:
    secret = {"vault_name": "kv-kept", "name": "One"}
    purging = {**secret, "secret_value": "y", "on_deleted": "purge"}
    *_given, planned, refused, recovered = ansible.play(
        [
            given_group(),
            given("keyvault", name="kv-kept", resource_group=GROUP, location=LOCATION, enable_purge_protection=True),
            given("keyvault_secret", **secret, secret_value="x"),
            given("keyvault_secret", **secret, state="absent"),
            step("keyvault_secret", check=True, **purging),
            step("keyvault_secret", **purging),
            step("keyvault_secret", **secret, secret_value="y"),
        ]
    )
    assert planned.failed
    assert planned.msg == refused.msg
    assert "purge protection" in refused.msg
    assert "Set on_deleted to recover" in refused.msg
    assert refused.writes == []
    assert recovered["action"] == "recover"


def test_a_purge_is_waited_for_whatever_pause_is_named(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([given_group(), given("keyvault", **VAULT, location=LOCATION), given("keyvault", **VAULT, state="absent")])
    later = {"status": 202, "headers": {"Retry-After": "Wed, 21 Oct 2037 07:28:00 GMT"}}
    emulator.fault({"method": "GET", "path": ".*/operationResults/.*"}, later)
    gone, again = ansible.play([step("keyvault", **VAULT, state="absent", purge=True)] * 2)
    assert (gone.failed, gone.changed, again.changed) == (False, True, False), gone.msg
    assert next(request.status for request in gone.requests if "operationResults" in request.path) == 202
