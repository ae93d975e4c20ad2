# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The place where a task runs: in the controller or in a module process, with the same results, and no secret shown by either."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.one_of_each import (
    IN_AZURE,
    IN_AZURE_DEVOPS,
    READ_IN_AZURE,
    READ_IN_AZURE_DEVOPS,
    Kind,
)
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution, Outcome, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step
from ansible_collections.vaultpipe.azure.tests.support.documentation.documented import MODULES
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.executions import CANARY, EXECUTIONS, GROUP, through_module
from emulator.server.canonical import blank

READ = {GROUP: {"name": "not-there", "state": "absent"}}
OTHER_SUBSCRIPTION = "22222222-0000-0000-0000-000000000002"
ADDED_BY_ANSIBLE = ("ansible_facts",)
"""The interpreter that it found for a module process."""


def plain(outcome: Outcome) -> dict[str, Any]:
    return {name: value for name, value in outcome.result.items() if name not in ADDED_BY_ANSIBLE}


def told(*what: Any) -> str:
    """The results as text in which whatever the cloud names anew in each run looks alike."""
    return blank(json.dumps(what, sort_keys=True))


@pytest.fixture
def steps() -> list[dict[str, Any]]:
    vault = {"vault_name": "kv-execution", "name": "one"}
    return [
        {GROUP: {"name": "rg", "location": "West Europe", "tags": {"a": "b"}}},
        {GROUP: {"name": "rg", "location": "westeurope"}},
        {GROUP: {"name": "rg", "tags": {"c": "d"}}, "check_mode": True},
        {GROUP: {"name": "rg", "resource_group": "rg"}},
        {GROUP: {"name": "rg", "location": "northeurope"}},
        {GROUP: {"name": "new"}},
        {GROUP: {"name": "rg", "sate": "absent"}},
        {GROUP: {"name": "rg", "state": "gone"}},
        {GROUP: {"tags": {"a": "b"}}},
        {GROUP: {"name": "rg", "tags": "word"}},
        {"vaultpipe.azure.keyvault": {"name": "kv-execution", "resource_group": "rg", "location": "westeurope"}},
        {"vaultpipe.azure.keyvault_secret": {**vault, "secret_value": CANARY}},
        {"vaultpipe.azure.keyvault_secret": {**vault, "secret_value": "a"}},
        {"vaultpipe.azure.keyvault_secret": {**vault, "secret_value": CANARY, "expires": "never"}},
        {"vaultpipe.azure.keyvault_secret": {**vault, "state": "absent"}},
        {"vaultpipe.azure.keyvault_info": {}},
        {"vaultpipe.azure.keyvault_secret_info": {"vault_name": "kv-execution"}},
        {"vaultpipe.azure.federated_credential_info": {"managed_identity": "none", "resource_group": "rg"}},
        {"vaultpipe.azure.devops_service_connection_info": {"project": "none"}},
        {"vaultpipe.azure.devops_pipeline_info": {"project": "none"}},
        {GROUP: {"name": "rg", "state": "absent", "force_delete_nonempty": True}},
    ]


@pytest.mark.long
@pytest.mark.smoke
def test_both_doors_give_the_same(ansible: Ansible, emulator: EmulatorProcess, steps: list[dict[str, Any]]) -> None:
    ansible.environment["ANSIBLE_INJECT_INVOCATION"] = "true"  # from ansible-core 2.21 on it is off by default
    played: dict[Execution, Play] = {}
    for execution in EXECUTIONS:
        emulator.reset()
        played[execution] = ansible.play(steps, execution=execution, diff=True)
    for number, (here, there) in enumerate(zip(*played.values(), strict=True)):
        assert here.status == there.status, number
        assert told(plain(here)) == told(plain(there)), number
        assert [(r.method, r.write) for r in here.writes] == [(r.method, r.write) for r in there.writes], number
    here_only = played["controller"]
    assert [outcome.failed for outcome in here_only] == [
        *[False] * 4, *[True] * 6, *[False] * 3, True, *[False] * 4, *[True] * 2, False
    ]  # fmt: skip
    assert "resource_group" in str(here_only[3]["warnings"])
    assert here_only[6].msg.startswith("Unsupported parameters for (vaultpipe.azure.resource_group) module: sate.")
    assert here_only[6]["invocation"]["module_args"]["sate"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert here_only[12]["invocation"]["module_args"]["secret_value"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert here_only[12]["action"] == "update", "a secret of one letter must not turn other text into stars"
    for run in played.values():
        assert CANARY not in run.output
        assert CANARY not in str([outcome.result for outcome in run])


@pytest.mark.long
@pytest.mark.smoke
@pytest.mark.parametrize(
    ("kept", "read"),
    [
        pytest.param(IN_AZURE, READ_IN_AZURE, id="in Azure"),
        # With a personal access token nothing signs in, which is how a process is known.
        pytest.param(IN_AZURE_DEVOPS, READ_IN_AZURE_DEVOPS, id="in Azure DevOps", marks=pytest.mark.devops_auth("entra")),
    ],
)
def test_each_module_does_the_same(ansible: Ansible, emulator: EmulatorProcess, kept: list[Kind], read: list[Kind]) -> None:
    """Planned, and made. What comes of it later is told by each module's own tests, through the controller."""
    tasks = [step(module, check=check, **options) for module, options in kept for check in (True, False)]
    tasks += [step(module, **options) for module, options in read]
    done: dict[Execution, list[Any]] = {}
    for execution in EXECUTIONS:
        emulator.reset()
        played = ansible.play(tasks, execution=execution, diff=True)
        assert [outcome.msg for outcome in played if outcome.failed] == []
        assert all(map(through_module, played)) == (execution == "module")
        done[execution] = [told(one.status, plain(one), [(sent.method, sent.path) for sent in one.effects]) for one in played]
    for number, (here, there) in enumerate(zip(*done.values(), strict=True)):
        assert here == there, tasks[number]


def test_no_module_is_left_out() -> None:
    assert sorted(module for module, _options in [*IN_AZURE, *IN_AZURE_DEVOPS, *READ_IN_AZURE, *READ_IN_AZURE_DEVOPS]) == MODULES


@pytest.mark.parametrize("execution", EXECUTIONS)
def test_the_environment_keyword_reaches_the_code(ansible: Ansible, execution: Execution) -> None:
    other = {"AZURE_SUBSCRIPTION_ID": OTHER_SUBSCRIPTION}
    own = ansible.environment["AZURE_SUBSCRIPTION_ID"]
    task, templated, play = ansible.play(
        [
            {**READ, "environment": other},
            {**READ, "environment": {"AZURE_SUBSCRIPTION_ID": "{{ wanted }}"}, "vars": {"wanted": OTHER_SUBSCRIPTION}},
            READ,
        ],
        execution=execution,
    )
    (inherited,) = ansible.play([READ], execution=execution, environment=other)
    asked = [outcome.requests[-1].path.split("/")[2] for outcome in (task, templated, play, inherited)]
    assert asked == [OTHER_SUBSCRIPTION, OTHER_SUBSCRIPTION, own, OTHER_SUBSCRIPTION]


def test_what_needs_a_process_gets_one(ansible: Ansible, tmp_path: Path) -> None:
    # By default Ansible writes to HOME's folder and reads that of the password file.
    ansible.environment["ANSIBLE_ASYNC_DIR"] = str(tmp_path / "async")
    become = tmp_path / "become"
    become.write_text('#!/bin/sh\nwhile [ "${1#-}" != "$1" ]; do [ "$1" = -u ] && shift; shift; done\nexec "$@"\n')
    become.chmod(0o755)
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    other.chmod(0o755)
    hosts = {"ansible.builtin.add_host": {"name": "bastion", "ansible_connection": "local"}}
    far = {"ansible_connection": "local", "ansible_python_interpreter": str(other)}
    played = ansible.play(
        [
            {**READ, "name": "the first signs in"},
            {**READ, "name": "here"},
            {**READ, "name": "templated", "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}},
            {**READ, "name": "discovered", "vars": {"ansible_python_interpreter": "auto_silent"}},
            {**READ, "name": "other interpreter", "vars": {"ansible_python_interpreter": str(other)}},
            {**READ, "name": "by variable", "vars": {"vaultpipe_execution": "module"}},
            {**READ, "name": "async", "async": 60, "poll": 1},
            {**READ, "name": "async wins", "async": 60, "poll": 1, "vars": {"vaultpipe_execution": "controller"}},
            {**READ, "name": "become", "become": True, "vars": {"ansible_become_exe": str(become)}},
            {**hosts, "name": "add"},
            {**READ, "name": "another host's local connection", "delegate_to": "bastion"},
            {"ansible.builtin.add_host": {"name": "far", **far}, "name": "add another"},
            {**READ, "name": "delegated to another interpreter", "delegate_to": "far"},
            {**READ, "name": "forced", "delegate_to": "far", "vars": {"vaultpipe_execution": "controller"}},
            {**READ, "name": "a switch of another kind", "vars": {"vaultpipe_execution": "back"}},
        ]
    )
    refused = played[-1]
    assert refused.failed
    assert "vaultpipe_execution is 'back', but it must be one of auto, controller, module." in refused.msg
    rest = [outcome for outcome in played[:-1] if not outcome.name.startswith("add")]
    assert [(outcome.name, outcome.msg) for outcome in rest if outcome.failed] == []
    assert {outcome.name for outcome in rest if not through_module(outcome)} == {
        "here",
        "templated",
        "discovered",
        "another host's local connection",
        "forced",
    }


@pytest.mark.parametrize("execution", EXECUTIONS)
def test_diff_false_on_a_task_is_heeded(ansible: Ansible, execution: Execution) -> None:
    group = {GROUP: {"name": "rg", "location": "westeurope"}}
    made, tagged = play = ansible.play(
        [{**group, "diff": False}, {GROUP: {"name": "rg", "tags": {"a": "tag"}}}], execution=execution, diff=True
    )
    assert (made.changed, "diff" in made.result) == (True, False)
    assert tagged["diff"]["after"]["tags"]["a"] == "tag"
    assert play.output.count("--- before") == 1


@pytest.mark.parametrize("execution", EXECUTIONS)
def test_the_unforeseen_is_a_failure_with_a_place(ansible: Ansible, emulator: EmulatorProcess, execution: Execution) -> None:
    emulator.fault({"host": r"management\.azure\.com"}, {"status": 200, "body": {"name": CANARY}}, times=1)
    ansible.environment["ANSIBLE_VERBOSITY"] = "3"
    unforeseen, fine = played = ansible.play([{GROUP: {"name": "rg", "location": "westeurope"}}, READ], execution=execution)
    assert unforeseen.failed
    assert unforeseen.msg.startswith("Could not read the resource group rg.")
    assert "The answer is not complete: it has no id." in unforeseen.msg
    assert not fine.failed
    assert "Traceback" not in played.output
    assert CANARY not in played.output


@pytest.mark.parametrize("execution", EXECUTIONS)
def test_a_change_that_the_service_ignores_is_said(ansible: Ansible, emulator: EmulatorProcess, execution: Execution) -> None:
    body = {"id": "/subscriptions/s/resourceGroups/rg", "name": "rg", "location": "westeurope", "tags": {}}
    emulator.fault({"host": r"management\.azure\.com", "method": "PUT"}, {"status": 200, "body": body}, times=1)
    (outcome,) = ansible.play([{GROUP: {"name": "rg", "location": "westeurope"}}], execution=execution)
    assert outcome.changed
    assert "its answer still has another tags" in str(outcome["warnings"])
