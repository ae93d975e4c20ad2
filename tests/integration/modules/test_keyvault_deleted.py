# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key vaults that were deleted, and their recovery."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.vaults import (
    NEW,
    UNKNOWN,
    VAULT,
    add_policy_of_somebody_else,
    vaults,
)


def test_a_deleted_vault_is_recovered(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play([given_group(), given("keyvault", **NEW, sku="premium", tags={"team": "one"})])
    add_policy_of_somebody_else(portal)
    policies = vaults(emulator)[0]["access_policies"]
    play = ansible.play(
        [
            given("keyvault", **VAULT, state="absent"),
            step("keyvault", **NEW, on_deleted="fail"),
            step("keyvault", check=True, **VAULT, enabled_for_deployment=True),
            step("keyvault", **VAULT, enabled_for_deployment=True),
            step("keyvault", **VAULT, enabled_for_deployment=True),
        ],
    )
    _gone, refused, planned, recovered, again = play
    assert refused.failed
    assert "is soft-deleted (resource group rg-test, westeurope" in refused.msg
    assert "Set on_deleted to recover" in refused.msg
    assert refused.writes == []

    assert (planned["action"], planned.writes) == ("recover", [])
    assert (planned["keyvault"]["sku"], planned["keyvault"]["enabled_for_deployment"]) == (UNKNOWN, True)

    assert recovered["action"] == "recover"
    assert [request.method for request in recovered.writes] == ["PUT", "PATCH"]
    assert recovered["keyvault"]["sku"] == "premium"
    assert recovered["keyvault"]["tags"] == {"vaultpipe": "managed", "team": "one"}
    assert recovered["keyvault"]["enabled_for_deployment"] is True
    assert (again.changed, again.writes) == (False, [])
    assert vaults(emulator)[0]["access_policies"] == policies


def test_a_recovered_vault_with_roles_gets_its_lost_assignment_back(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            given_group(),
            given("keyvault", **NEW, enable_rbac_authorization=True),
            given("keyvault", **VAULT, state="absent"),
            step("keyvault", **VAULT),
        ]
    )
    assert (play[3]["action"], play[3]["keyvault"]["enable_rbac_authorization"]) == ("recover", True)
    assert len(emulator.state()["live"]["resources"]["role_assignments"]) == 1


def test_a_deleted_vault_of_another_group_is_left_alone(ansible: Ansible, emulator: EmulatorProcess) -> None:
    other = {"name": "kv-test", "resource_group": "rg-other"}
    play = ansible.play(
        [
            given_group(),
            given("resource_group", name="rg-other", location=LOCATION),
            given("keyvault", **NEW),
            given("keyvault", **VAULT, state="absent"),
            step("keyvault", **other, location=LOCATION),
            step("keyvault", **other, state="absent", purge=True),
        ]
    )
    refused, purged = play[4:]
    assert refused.failed
    assert "Set on_deleted to recover with resource_group rg-test and location westeurope" in refused.msg
    assert refused.writes == []
    assert (purged.changed, purged.writes) == (False, [])
    assert len(emulator.state()["recycle_bin"]["vaults"]["vaults"]) == 1


def test_delete_and_purge_at_once(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play([given_group(), given("keyvault", **NEW), step("keyvault", **VAULT, state="absent", purge=True)])
    assert [request.method for request in play[2].writes] == ["DELETE", "POST"]
    assert emulator.state()["recycle_bin"]["vaults"]["vaults"] == []


PLACE = (
    "/subscriptions/22222222-2222-2222-2222-222222222222/providers/Microsoft.KeyVault/locations/westeurope/operationResults/one"
)
GOING_ON = {"status": 200, "body": {"status": "InProgress"}}
ENDS: list[tuple[dict[str, Any], str]] = [
    ({"status": "Succeeded"}, ""),
    ({"status": "Canceled"}, "canceled: The operation is canceled."),
    ({"status": "Failed", "error": {"code": "VaultBusy", "message": "It is in use."}}, "VaultBusy: It is in use."),
]


@pytest.mark.parametrize(("end", "told"), ENDS, ids=[str(end["status"]) for end, _told in ENDS])
def test_an_operation_is_followed_by_its_status(
    ansible: Ansible, emulator: EmulatorProcess, end: dict[str, Any], told: str
) -> None:
    ansible.play([given_group(), given("keyvault", **NEW), given("keyvault", **VAULT, state="absent")])
    status = f"https://management.azure.com{PLACE}?api-version=2026-02-01"
    where = {"azure-asyncoperation": status, "location": "https://management.azure.com/none"}
    emulator.fault({"method": "POST", "path": ".*/purge"}, {"status": 202, "headers": where})
    emulator.fault({"path": PLACE}, GOING_ON)
    emulator.fault({"path": PLACE}, {"status": 200, "body": end})
    outcome = ansible.run("keyvault", {**VAULT, "state": "absent", "purge": True})
    assert outcome.failed == bool(told)
    assert told in (outcome.msg or "")
    assert [request.path for request in outcome.requests].count(PLACE) == len(("going on", "ended"))
