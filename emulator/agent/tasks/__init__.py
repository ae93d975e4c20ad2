# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that the agent can run, and how a step runs one."""

from __future__ import annotations

from emulator.agent.context import StepContext
from emulator.agent.tasks import azure_key_vault, copy_files, publish_build_artifacts, script
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.task import Task, TaskFailed
from emulator.jobs import Step

__all__ = ["CATALOGUE", "Task", "TaskFailed", "run_task", "unknown_task"]

CATALOGUE: dict[str, Task] = {
    task.name.lower(): task
    for task in (azure_key_vault.TASK, script.COMMAND_LINE, script.BASH, copy_files.TASK, publish_build_artifacts.TASK)
}

RULE = "=" * 78


def run_task(context: StepContext, step: Step, pre_job: bool) -> None:
    """Prints the task's header and runs it.

    :raises TaskFailed, JobCanceled, StepTimedOut:
    """
    task = CATALOGUE[step.task_name.lower()]
    context.log(
        RULE, f"Task         : {task.friendly_name}", f"Description  : {task.description}",
        f"Version      : {step.task_version}", "Author       : Microsoft Corporation", f"Help         : {task.help}", RULE,
    )  # fmt: skip
    inputs = Inputs(task, step, context)
    if task.has_pre_job and pre_job != inputs.flag("RunAsPreJob"):
        # A task with two entry points leaves the one that its input does not name (docs/reference/pipeline_task.md#pre-job).
        context.log(f"Skipped according to the task's configuration. RunAsPreJob: {str(not pre_job).lower()}")
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
