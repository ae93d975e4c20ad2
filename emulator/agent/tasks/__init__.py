# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that the agent can run, and how a step runs one."""

from __future__ import annotations

from emulator.agent.context import StepContext
from emulator.agent.tasks import azure_key_vault, copy_files, publish_build_artifacts, script
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.task import Task, TaskFailed
from emulator.job_protocol.jobs import Step
from emulator.job_protocol.tasks import TASKS

__all__ = ["CATALOGUE", "Task", "TaskFailed", "run_task", "unknown_task"]

RUNNING = {
    "AzureKeyVault": azure_key_vault.run,
    "Bash": script.run,
    "CmdLine": script.run,
    "CopyFiles": copy_files.run,
    "PublishBuildArtifacts": publish_build_artifacts.run,
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
    if described.has_pre_job and pre_job != inputs.flag("RunAsPreJob"):
        # A task with two entry points leaves the one that its input does not name (docs/reference/pipeline_task.md#pre-job).
        context.merge("skipped")
        return
    task.run(context, inputs)


def unknown_task(step: Step) -> str:
    """Azure's text for a task that is not installed."""
    return (
        f"A task is missing. The pipeline references a task called '{step.task_name}'. This usually indicates the task "
        "isn't installed, and you may be able to install it from the Marketplace: https://marketplace.visualstudio.com. "
        f"(Task version {step.task_version.partition('.')[0]}, job 'Job', step ''.)"
    )
