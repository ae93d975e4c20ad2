# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks and inputs that a pipeline cannot have: the local Azure's own limits do not speak in Azure's words."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps
from emulator.job_protocol.microsoft_tasks import NEWEST
from emulator.job_protocol.tasks import TASKS

OURS, AZURES = "The local Azure does not emulate ", "A task is missing. The pipeline references a task called '"


def refused(devops: LocalDevOps, task: str, inputs: str = "{}") -> str:
    devops.push("azure-pipelines.yml", f"trigger: none\nsteps:\n- task: {task}\n  inputs: {inputs}\n")
    reply = devops.queue(devops.definition())
    assert reply.status == 400, reply.body
    return str(reply.body["customProperties"]["ValidationResults"][0]["message"])


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ("PowerShell@2", f"{OURS}the task PowerShell@2."),
        ("nodetool@0", f"{OURS}the task nodetool@0."),
        ("AzureKeyVault@1", f"{OURS}the task AzureKeyVault@1."),
        ("CmdLine@1.1.3", f"{OURS}the task CmdLine@1.1.3."),
        ("AzureKeyVault@9", f"{AZURES}AzureKeyVault'."),
        ("NoSuchTask@1", f"{AZURES}NoSuchTask'."),
    ],
)
def test_only_what_azure_would_miss_is_missing(devops: LocalDevOps, task: str, said: str) -> None:
    assert said in refused(devops, task)


@pytest.mark.parametrize(
    ("task", "inputs", "said"),
    [
        ("DownloadBuildArtifacts@1", "{extractTars: true}", "'extractTars: true' of DownloadBuildArtifacts@1"),
        ("DownloadPipelineArtifact@2", "{buildType: other}", "'source: other' of DownloadPipelineArtifact@2"),
        ("PublishPipelineArtifact@1", "{publishLocation: filepath}", "'artifactType: filepath' of PublishPipelineArtifact@1"),
        ("AzureCLI@2", "{keepAzSessionActive: true}", "'keepAzSessionActive: true' of AzureCLI@2"),
    ],
)
def test_inputs_beyond_the_local_azure_are_named(devops: LocalDevOps, task: str, inputs: str, said: str) -> None:
    assert f"{OURS}{said}." in refused(devops, task, inputs)


def test_every_emulated_task_is_one_of_microsofts() -> None:
    assert [task.name for task in TASKS if NEWEST.get(task.name.lower(), -1) < task.major] == []
