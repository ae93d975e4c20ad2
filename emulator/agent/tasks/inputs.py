# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task's inputs: names in any case, aliases, defaults, macros expanded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from emulator.agent.tasks.task import TaskFailed
from emulator.agent.variables import with_variables

if TYPE_CHECKING:
    from emulator.agent.context import StepContext
    from emulator.job_protocol.jobs import Step
    from emulator.job_protocol.task_definition import Task


class Inputs:
    """Inputs of one step, at the moment it starts."""

    def __init__(self, task: Task, step: Step, context: StepContext) -> None:
        given = task.defaults() | task.named(step.inputs)
        self._values = with_variables(context.variables, {name.lower(): value for name, value in given.items()})
        self._workspace = context.workspace
        self.env = with_variables(context.variables, step.env)
        """Variables that the step's author set for its process."""

    def get(self, name: str) -> str:
        """Empty when it was not given."""
        return self._values.get(name.lower(), "")

    def required(self, name: str) -> str:
        """:raises TaskFailed: with the task library's text."""
        value = self.get(name)
        if not value:
            raise TaskFailed(f"Input required: {name}")
        return value

    def flag(self, name: str) -> bool:
        return self.get(name).lower() == "true"

    def lines(self, name: str) -> list[str]:
        """:raises TaskFailed:"""
        return [line for line in self.required(name).split("\n") if line]

    def path(self, name: str) -> Path:
        """A path below the sources unless it is absolute.

        :raises TaskFailed:
        """
        return self._workspace.rooted(self.required(name))

    def existing_path(self, name: str) -> Path:
        """:raises TaskFailed: nothing is there."""
        path = self._workspace.rooted(self.get(name))
        if not path.exists():
            raise TaskFailed(f"Not found {name}: {path}")
        return path

    def in_the_job(self, name: str, path: Path) -> Path:
        """The path of that input, for a task that reads or writes files itself.

        :raises TaskFailed: it leads out of the job's folder.
        """
        if not self._workspace.holds(path):
            raise TaskFailed(f"{name} is {path}, and tasks of the local Azure stay in the job's folder, $(Agent.BuildDirectory).")
        return path
