# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Classic pipelines that cannot be made."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.classic_pipelines import (
    CONNECTION,
    PROJECT,
    READ,
    SAY,
    given_code,
    pipeline,
)


def test_refusals(ansible: Ansible) -> None:
    play = ansible.play(
        [
            pipeline(steps=[SAY], yaml_path="azure-pipelines.yml"),
            pipeline(type="yaml", vm_image=None, yaml_path="a.yml", steps=[SAY]),
            pipeline(steps=[]),
            pipeline(),
            pipeline(steps=[{"task": "AzureKeyVaults@2"}]),
            pipeline(steps=[SAY, {"task": "CmdLine@9"}]),
            *given_code(),
            pipeline(steps=[SAY], vm_image=None),
            pipeline(steps=[READ]),
            given("devops_pipeline", project=PROJECT, name="by file", yaml_path="a.txt"),
            pipeline(name="by file", vm_image=None),
        ],
    )
    both, file_and_steps, none, missing, misspelt, no_version, *_code, no_image, no_connection, _yaml, other_type = play
    for outcome, said in (
        (both, "type is classic, but yaml_path is for yaml pipelines."),
        (file_and_steps, "type is yaml, but steps is for classic pipelines."),
        (none, "steps is empty"),
        (missing, "steps is not given"),
        (
            misspelt,
            "steps[0].task is 'AzureKeyVaults@2', but the organization has no task of that name. Did you mean AzureKeyVault?",
        ),
        (no_version, "steps[1].task is 'CmdLine@9', but the organization has no such version of the task. It has @2."),
        (no_image, "vm_image is not given, but the queue Azure Pipelines has Microsoft's agents"),
        (no_connection, f"There is no service connection {CONNECTION} in the project."),
        (other_type, "type is classic, but the pipeline by file of the project demo is a yaml pipeline"),
    ):
        assert outcome.failed
        assert said in outcome.msg.replace("\n", " ")
        assert outcome.writes == []
    for outcome in (both, file_and_steps, none):
        assert outcome.requests == []


@pytest.mark.parametrize("check", [False, True])
def test_where_the_organization_forbids_classic_pipelines_it_is_said_before_any_write(
    ansible: Ansible, emulator: EmulatorProcess, check: bool
) -> None:
    play = ansible.play([*given_code(), pipeline(steps=[SAY])])
    emulator.rules(classic_pipelines_may_be_created=False)
    refused, standing = ansible.play(
        [pipeline(check=check, name="another", steps=[SAY]), pipeline(check=check, steps=[SAY], vm_image="ubuntu-24.04")],
    )
    assert refused.failed
    assert "does not let anybody create classic pipelines" in refused.msg
    assert refused.writes == []
    assert (standing["action"], standing["pipeline"]["id"]) == ("update", play[2]["pipeline"]["id"])
