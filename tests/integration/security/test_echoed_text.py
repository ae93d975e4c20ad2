# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that a service says back stays text: no form of a secret, no command to an outer agent, no control of a terminal."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VALUES = {
    "lines": "-----BEGIN KEY-----\nCANARYlineOneabcdef\nCANARYlineTwoabcdef\n-----END KEY-----\n",
    "quote": 'pa"ss\\CANARYquoted1',
    "umlaut": "pässCANARYumlaut12",
    "word": "CANARYplain123",
}
FORMS: dict[str, Callable[[str], str]] = {
    "as-it-stands": str,
    "in-json": lambda value: json.dumps({"value": value}),
    "stripped": str.strip,
    "a-line": lambda value: (value.splitlines() * 2)[1],
    "in-an-address": lambda value: quote(value, safe=""),
    "in-base64": lambda value: base64.b64encode(value.encode()).decode(),
}
VAULT = given("keyvault", name="kv-test", resource_group=GROUP, location=LOCATION)
COMMAND = "##vso[task.setvariable variable=outer]stolen"
ESCAPE = "\x1b[31m"


def refused(said: str) -> dict[str, Any]:
    return {"status": 400, "body": {"error": {"code": "BadParameter", "message": f"Invalid: {said}"}}}


@pytest.mark.parametrize(
    ("execution", "values"), [("controller", VALUES), ("module", {"lines": VALUES["lines"]})], ids=["controller", "module"]
)
def test_no_form_of_a_secret_is_told(
    ansible: Ansible, emulator: EmulatorProcess, execution: Execution, values: dict[str, str]
) -> None:
    tasks = []
    for what, value in values.items():
        for form, told in FORMS.items():
            emulator.fault({"method": "PUT", "path": f"/secrets/{what}-{form}"}, refused(told(value)), times=9)
            secret = f"{{{{ values['{what}'] }}}}"
            tasks.append(step("keyvault_secret", vault_name="kv-test", name=f"{what}-{form}", secret_value=secret))
    shown = {what: {"__ansible_unsafe": value} for what, value in values.items()}
    group, vault, *outcomes = ansible.play([given_group(), VAULT, *tasks], execution=execution, vars={"values": shown})
    assert not group.failed
    assert not vault.failed
    play = json.dumps([outcome.result for outcome in outcomes], ensure_ascii=False)
    for outcome in outcomes:
        assert outcome.failed
        assert "Invalid: " in outcome.msg, outcome.msg
    for value in values.values():
        for word in (*re.findall(r"CANARY\w+", value), base64.b64encode(value.encode()).decode()[:20]):
            assert word not in play


def assert_harmless(output: str) -> None:
    assert [line for line in output.splitlines() if line.lstrip().startswith(("##vso[", "##[", "::"))] == []
    assert "##vso[task" not in output
    assert "\x1b" not in output


def test_an_error_of_a_service_commands_nobody(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "PUT", "path": ".*/rg-said"}, refused(f"x\n{COMMAND}\n{ESCAPE}red"), times=9)
    play = ansible.play([step("resource_group", name="rg-said", location=LOCATION)])
    assert play[0].failed
    assert "Invalid: x" in play[0].msg
    assert "task.setvariable" in play[0].msg, "it is told, as text"
    assert_harmless(play.output + play[0].msg)


def test_the_issues_and_the_log_of_a_run_command_nobody(ansible: Ansible) -> None:
    script = f"printf '%s\\n' '##vso[task.logissue type=error]first%0A{COMMAND}' 'plain' '{ESCAPE}red'; exit 1"
    text = json.dumps({"steps": [{"script": script}]})
    project = {"project": "shop"}
    *made, run = ansible.play(
        [
            given("devops_project", name="shop"),
            given("devops_repository", **project, files={"azure-pipelines.yml": text}),
            given("devops_pipeline", **project, name="shop", yaml_path="azure-pipelines.yml"),
            step("devops_pipeline_run", **project, pipeline="shop", run="always", timeout=120),
        ]
    )
    assert [one.msg for one in made if one.failed] == []
    assert run.failed
    assert "first" in run.msg, run.msg
    assert "task.setvariable" in json.dumps(run.result), "it is told, as text"
    assert_harmless(run.msg + "\n" + "\n".join(str(line) for value in run.result.values() for line in [value]))
