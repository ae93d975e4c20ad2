# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A thing counts as absent only when the service says so of that very thing."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.vaultpipe.azure.tests.support.ansible.one_of_each import IN_AZURE_DEVOPS, PROJECT, READ_IN_AZURE_DEVOPS
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION, EmulatorProcess

MISSPELT = "https://dev.azure.com/vaultpip"
BEFORE_A_SET_UP = {"preflight_info"}
"""Modules that look at what a set-up would make, the project too."""
NOT_THERE = "There is no Azure DevOps organization vaultpip, or it is not to be seen"
WITHOUT_ABSENT = {"devops_pipeline_run", "devops_service_connection_conversion"}
UNKNOWN_404 = {"status": 404, "headers": {"content-type": "text/html"}, "body": "<html>not here</html>"}


def test_every_module_of_azure_devops_is_here() -> None:
    known = {module for module, _options in (*IN_AZURE_DEVOPS, *READ_IN_AZURE_DEVOPS)}
    assert known == set(yaml.safe_load((COLLECTION / "meta/runtime.yml").read_text())["action_groups"]["devops"])


def test_a_misspelt_organization_has_nothing_absent(ansible: Ansible) -> None:
    tasks = [
        step(module, check=check, **options, **state, organization=MISSPELT)
        for module, options in IN_AZURE_DEVOPS
        for state in ({}, {"state": "absent"})
        if not state or module not in WITHOUT_ABSENT
        for check in (False, True)
    ]
    tasks += [step(module, **options, organization=MISSPELT) for module, options in READ_IN_AZURE_DEVOPS]
    for outcome in ansible.play(tasks):
        assert outcome.failed, outcome.name
        assert NOT_THERE in outcome.msg
        assert "Correct organization (AZURE_DEVOPS_ORG_URL)." in outcome.msg
        assert "process" not in outcome.msg
        assert outcome.writes == []


def test_a_misspelt_project_has_no_empty_list(ansible: Ansible) -> None:
    in_project = [
        step(module, **options)
        for module, options in READ_IN_AZURE_DEVOPS
        if "project" in options and module not in BEFORE_A_SET_UP
    ]
    for outcome in ansible.play(in_project):
        assert outcome.failed
        assert f"There is no project {PROJECT} in" in outcome.msg


def test_the_teardown_of_a_misspelt_organization_fails(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    emulator.restore(set_ups().snapshot)
    before = emulator.state()["live"]["devops"]
    played = ansible.playbook("vaultpipe.azure.teardown", extra_vars={"vaultpipe_organization": MISSPELT})
    assert played.returncode != 0
    assert NOT_THERE in played.output
    assert "Nothing of what the variables name is left" not in played.output
    assert emulator.state()["live"]["devops"] == before


ONE_EACH: list[tuple[str, dict[str, Any], str]] = [
    ("resource_group", {"name": GROUP}, ".*/resourceGroups/.*"),
    ("keyvault", {"name": "kv-test", "resource_group": GROUP}, ".*/vaults/.*"),
    ("keyvault_secret", {"vault_name": "kv-test", "name": "One"}, "/secrets/.*"),
    ("managed_identity", {"name": "id-test", "resource_group": GROUP}, ".*/userAssignedIdentities/.*"),
    ("service_principal", {"name": "sp-test"}, ".*/applications.*"),
]


@pytest.mark.parametrize(("module", "options", "path"), ONE_EACH)
def test_a_404_that_is_not_the_services_own_is_no_absence(
    ansible: Ansible, emulator: EmulatorProcess, module: str, options: dict[str, Any], path: str
) -> None:
    ansible.play([given_group(), given("keyvault", name="kv-test", resource_group=GROUP, location=LOCATION)])
    emulator.fault({"method": "GET", "path": path}, UNKNOWN_404)
    outcome = ansible.run(module, {**options, "state": "absent"})
    assert outcome.failed
    assert outcome["status"] == 404
    assert "does not say that there is no such thing" in outcome.msg
    assert outcome.writes == []


SECRET = {"vault_name": "kv-elsewhere", "name": "One"}


def silent(emulator: EmulatorProcess) -> None:
    """The vault has no address that leads anywhere from here."""
    emulator.fault({"host": "kv-elsewhere.vault.azure.net"}, {"drop": "before"}, times=20)


def test_the_silence_of_a_vault_is_no_absence(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """A vault that another subscription has: the name is taken, and no list of ours shows it."""
    silent(emulator)
    emulator.fault(
        {"method": "POST", "path": ".*/checkNameAvailability"},
        {"status": 200, "body": {"nameAvailable": False, "reason": "AlreadyExists", "message": "It is in use."}},
        times=3,
    )
    gone, checked, made = ansible.play(
        [
            step("keyvault_secret", **SECRET, state="absent", request_retries=0),
            step("keyvault_secret", check=True, **SECRET, state="absent", request_retries=0),
            step("keyvault_secret", check=True, **SECRET, secret_value="a value", request_retries=0),
        ]
    )
    for outcome in (gone, checked, made):
        assert outcome.failed
        assert "There is a vault kv-elsewhere, perhaps in another subscription" in outcome.msg


def test_a_silent_vault_that_azure_may_not_be_asked_about(ansible: Ansible, emulator: EmulatorProcess) -> None:
    silent(emulator)
    refusal = {"error": {"code": "AuthorizationFailed", "message": "No right."}}
    emulator.fault({"method": "POST", "path": ".*/checkNameAvailability"}, {"status": 403, "body": refusal})
    outcome = ansible.run("keyvault_secret", {**SECRET, "state": "absent", "request_retries": 0})
    assert outcome.failed
    assert "whether there is such a vault cannot be told" in outcome.msg


def test_a_secret_of_a_soft_deleted_vault_is_absent(ansible: Ansible) -> None:
    vault = {"name": "kv-test", "resource_group": GROUP}
    play = ansible.play(
        [
            given_group(),
            given("keyvault", **vault, location=LOCATION),
            given("keyvault", **vault, state="absent"),
            step("keyvault_secret", vault_name="kv-test", name="One", state="absent"),
        ]
    )
    assert (play[3].failed, play[3].changed) == (False, False)
