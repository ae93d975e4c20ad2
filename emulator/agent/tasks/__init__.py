# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that the agent can run, and how a step runs one."""

from __future__ import annotations

from emulator.agent.context import StepContext
from emulator.agent.tasks import script
from emulator.agent.tasks.azure import azure_cli, azure_key_vault
from emulator.agent.tasks.files import copy_files, download_artifacts, publish_build_artifacts, publish_pipeline_artifact
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.task import Task, TaskFailed
from emulator.job_protocol.jobs import Step
from emulator.job_protocol.tasks import TASKS

__all__ = ["CATALOGUE", "Task", "TaskFailed", "run_task"]

RUNNING = {
    "AzureCLI": azure_cli.run,
    "AzureKeyVault": azure_key_vault.run,
    "Bash": script.run_bash,
    "CmdLine": script.run_command_line,
    "CopyFiles": copy_files.run,
    "DownloadBuildArtifacts": download_artifacts.run_for_build,
    "DownloadPipelineArtifact": download_artifacts.run_for_pipeline,
    "PublishBuildArtifacts": publish_build_artifacts.run,
    "PublishPipelineArtifact": publish_pipeline_artifact.run,
}
CATALOGUE: dict[str, Task] = {task.name.lower(): Task(task, RUNNING[task.name]) for task in TASKS}
DOCUMENTATION = "https://docs.microsoft.com/azure/devops/pipelines/tasks/"

RULE = "=" * 78


def run_task(context: StepContext, step: Step, pre_job: bool) -> None:
    """Prints the task's header and runs it.

    :raises TaskFailed, JobCanceled, StepTimedOut:
    """
    task = CATALOGUE[step.task_name.lower()]
    described = task.described
    context.log(
        RULE, f"Task         : {described.friendly_name}", f"Description  : {described.description}",
        f"Version      : {step.task_version}", "Author       : Microsoft Corporation",
        f"Help         : {DOCUMENTATION}{described.help}", RULE,
    )  # fmt: skip
    inputs = Inputs(described, step, context)
    if described.has_pre_job and not inputs.get("RunAsPreJob"):
        # Nobody waits for this failure in the real task; the second text is the first line of its stack.
        context.fail("Unhandled: Input required: RunAsPreJob")
        context.error("Error: Input required: RunAsPreJob")
        return
    if described.has_pre_job and pre_job != inputs.flag("RunAsPreJob"):
        # A task with two entry points leaves the one that its input does not name (docs/reference/pipeline_task.md#pre-job).
        context.merge("skipped")
        return
    task.run(context, inputs)
