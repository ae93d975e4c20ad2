# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prohibitions by the subscription's administrators: the error says who forbids it and what to do, and a later run converges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VAULT: dict[str, Any] = {"name": "kv-ruled", "resource_group": GROUP}


def message(play: Play) -> str:
    """The error that ended a playbook."""
    (failed,) = [outcome for outcome in play if outcome.failed]
    return failed.msg


def test_azure_policy_is_named_with_its_assignment(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.rules(allowed_locations=["northeurope"])
    refused = ansible.play([given_group(), step("keyvault", location=LOCATION, **VAULT)])[1]
    assert (refused["status"], refused["error_code"]) == (403, "RequestDisallowedByPolicy")
    assert "The policy 'Allowed locations' forbids it, by the assignment 'Locations of this organization' at /subs" in refused.msg
    assert refused.msg.endswith(
        "Change the options so that they comply with the policy, or ask for an exemption from its assignment."
    )
    allowed = ansible.run("keyvault", {**VAULT, "location": "northeurope"})
    assert allowed.changed


def test_an_organization_that_does_not_know_the_caller(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.rules(caller_is_member=False)
    refused = ansible.run("devops_project", {"name": "shop"})
    assert refused.failed
    assert "TF401444" in refused.msg
    assert "to enable access to the service. Add the identity to the organization with at least a Basic licence" in refused.msg
    emulator.rules(caller_is_member=True)
    assert ansible.run("devops_project", {"name": "shop"}).changed


def test_a_lock_against_deletion(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([given_group(), given("keyvault", location=LOCATION, **VAULT)])
    emulator.rules(locks={f"/resourceGroups/{GROUP}": "CanNotDelete"})
    tagged, vault, group = ansible.play(
        [
            step("keyvault", tags={"cost": "42"}, **VAULT),
            step("keyvault", state="absent", **VAULT),
            step("resource_group", name=GROUP, state="absent", force_delete_nonempty=True),
        ]
    )
    assert tagged.changed
    for refused in (vault, group):
        assert (refused["status"], refused["error_code"]) == (409, "ScopeLocked")
        assert f"resourceGroups/{GROUP}'. Please remove the lock" in refused.msg
        assert "Remove the lock, or let somebody with that right remove it" in refused.msg
    emulator.rules(locks={})
    assert ansible.run("keyvault", {**VAULT, "state": "absent"}).changed


def test_a_lock_against_writing(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([given_group(), given("keyvault", location=LOCATION, **VAULT)])
    emulator.rules(locks={f"/resourceGroups/{GROUP}/providers/Microsoft.KeyVault/vaults/{VAULT['name']}": "ReadOnly"})
    same, refused = ansible.play([step("keyvault", **VAULT), step("keyvault", tags={"cost": "42"}, **VAULT)])
    assert (same.failed, same.changed) == (False, False)
    assert refused["error_code"] == "ScopeLocked"


def test_roles_that_the_caller_may_not_assign(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    chosen = {"vaultpipe_artifact_dir": str(tmp_path / "artifact"), "vaultpipe_access": "rbac"}
    emulator.rules(roles_may_be_assigned=False)
    refused = ansible.playbook("vaultpipe.azure.setup", extra_vars=chosen)
    assert refused.returncode != 0
    assert "action 'Microsoft.Authorization/roleAssignments/write'" in message(refused)
    assert "set caller_access: false to leave that to them" in message(refused)
    emulator.rules(roles_may_be_assigned=True)
    converged = ansible.playbook("vaultpipe.azure.setup", extra_vars=chosen)
    assert converged.returncode == 0, converged.output
