# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task as the agent sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.job_protocol import task_definition

if TYPE_CHECKING:
    from emulator.agent.context import StepContext
    from emulator.agent.tasks.inputs import Inputs


class TaskFailed(Exception):
    """The task ends as failed; its text is the task's own."""


@dataclass(frozen=True)
class Task:
    """A task of the catalogue and what the agent does for it."""

    described: task_definition.Task
    run: Callable[[StepContext, Inputs], None]
