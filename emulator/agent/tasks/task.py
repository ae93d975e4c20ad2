# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task is, to the agent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.agent.context import StepContext
    from emulator.agent.tasks.inputs import Inputs


class TaskFailed(Exception):
    """The task ends as failed; its text is the task's own."""


@dataclass(frozen=True)
class Task:
    """A task of the catalogue, as far as its task.json matters here."""

    name: str
    friendly_name: str
    description: str
    help: str
    run: Callable[[StepContext, Inputs], None]
    defaults: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Input names by alias in lower case."""
    has_pre_job: bool = False
    """Has an entry point before the job's own steps as well."""
