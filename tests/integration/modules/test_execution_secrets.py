# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, through either way of execution."""

from __future__ import annotations

from pathlib import Path

import ansible_mitogen
import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.executions import CANARY, EXECUTIONS, GROUP, through_module


@pytest.mark.parametrize("execution", EXECUTIONS)
def test_secrets_stay_out_of_the_loudest_output(ansible: Ansible, tmp_path: Path, execution: Execution) -> None:
    log = tmp_path / "ansible.log"
    ansible.environment |= {"ANSIBLE_VERBOSITY": "4", "ANSIBLE_LOG_PATH": str(log)}
    secret = {"vault_name": "kv-canary", "name": "one", "secret_value": CANARY}
    played = ansible.play(
        [
            {GROUP: {"name": "rg", "location": "westeurope"}},
            {"vaultpipe.azure.keyvault": {"name": "kv-canary", "resource_group": "rg", "location": "westeurope"}},
            {"vaultpipe.azure.keyvault_secret": secret},
            {"vaultpipe.azure.keyvault_secret": secret, "loop": [1, 2], "check_mode": True},
            {"vaultpipe.azure.keyvault_secret": {**secret, "secret_value": CANARY * 2000}},
            {GROUP: {"name": "rg", "secret": CANARY}},
            {GROUP: {"name": "rg", "secret": CANARY, "client_id": "application", "tenant": "tenant.example"}},
            {"vaultpipe.azure.devops_project": {"name": "none", "state": "absent", "devops_auth": "pat", "pat": CANARY}},
        ],
        execution=execution,
        diff=True,
    )
    assert [outcome.failed for outcome in played] == [*[False] * 4, *[True] * 4]
    for text in (played.output, log.read_text(), str([outcome.result for outcome in played])):
        assert CANARY not in text
        assert "Bearer " not in text
    assert "(hidden)" in played.output
    assert "login.microsoftonline.com" not in log.read_text().replace(played[6].msg, ""), "the SDKs' own log lines"


def test_no_secret_is_written_to_a_modules_file(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """The task is refused where Ansible cannot pipe its secret to the interpreter."""
    ansible.environment["ANSIBLE_ASYNC_DIR"] = str(tmp_path / "async")  # as above
    secret = {"vaultpipe.azure.keyvault_secret": {"vault_name": "kv", "name": "one", "secret_value": CANARY}}
    group = {GROUP: {"name": "rg", "state": "absent"}}
    proxy = ansible.environment["HTTPS_PROXY"]
    not_async, not_kept = "since the task is asynchronous. Leave async out.", "since ANSIBLE_KEEP_REMOTE_FILES is set. Unset it."
    become = {"become": True, "vars": {"vaultpipe_execution": "module"}}
    played = ansible.play(
        [
            {**secret, "async": 60, "poll": 1},
            {**group, "async": 60, "poll": 1, "environment": {"AZURE_CLIENT_SECRET": CANARY}},
            {**group, "async": 60, "poll": 1, "environment": {"HTTPS_PROXY": proxy.replace("://", f"://user:{CANARY}@")}},
            {**group, "async": 60, "poll": 1, "environment": {"HTTPS_PROXY": proxy}},
            {**secret, **become},
        ]
    )
    ansible.environment["ANSIBLE_KEEP_REMOTE_FILES"] = "1"
    kept = ansible.play([secret], execution="module")
    assert [outcome.msg.partition("would write ")[2] for outcome in (*played, *kept)] == [
        f"secret_value to a file, {not_async}",
        f"AZURE_CLIENT_SECRET to a file, {not_async}",
        f"HTTPS_PROXY to a file, {not_async}",
        "",
        "secret_value to a file, since the task uses become. Set ANSIBLE_PIPELINING=true, or leave become out.",
        f"secret_value to a file, {not_kept}",
    ]
    assert [outcome.failed for outcome in (*played, *kept)] == [True, True, True, False, True, True]
    assert emulator.writes() == []
    assert CANARY not in played.output + kept.output


def test_the_strategy_of_mitogen(ansible: Ansible, tmp_path: Path) -> None:
    """It takes a private method of Ansible away, and never writes a module's file."""
    become = tmp_path / "become"
    become.write_text('#!/bin/sh\nwhile [ "${1#-}" != "$1" ]; do case "$1" in -u|-p) shift;; esac; shift; done\nexec "$@"\n')
    become.chmod(0o755)
    ansible.environment |= {
        "ANSIBLE_STRATEGY_PLUGINS": str(Path(ansible_mitogen.__file__).parent / "plugins/strategy"),
        "ANSIBLE_STRATEGY": "mitogen_linear",
    }
    secret = {"vaultpipe.azure.keyvault_secret": {"vault_name": "kv-mitogen", "name": "one", "secret_value": CANARY}}
    vault = {"name": "kv-mitogen", "resource_group": "rg", "location": "westeurope"}
    switch = {"vars": {"vaultpipe_execution": "module", "ansible_become_exe": str(become)}}
    play = ansible.play(
        [
            {GROUP: {"name": "rg", "location": "westeurope"}},
            {"vaultpipe.azure.keyvault": vault, **switch},
            {**secret, **switch},
            {**secret, **switch, "become": True},
        ]
    )
    assert [(outcome.msg, outcome.failed, outcome.changed) for outcome in play] == [
        ("", False, True),
        ("", False, True),
        ("", False, True),
        ("", False, False),
    ]
    assert [through_module(outcome) for outcome in play[1:]] == [True] * 3
    assert CANARY not in play.output
