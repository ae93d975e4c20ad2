# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each logging command does (agent: TaskCommandExtension.cs, ArtifactCommandExtension.cs)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.agent.artifacts import ArtifactRefused, upload
from emulator.agent.job.results import BY_NAME
from emulator.agent.logging_commands.syntax import Command

if TYPE_CHECKING:
    from emulator.agent.context import StepContext


class CommandFailed(Exception):
    """The command could not be obeyed; the step fails."""


def apply(command: Command, context: StepContext) -> None:
    """:raises CommandFailed:"""
    effect = EFFECTS.get(command.name)
    if effect is None:
        raise CommandFailed(f"The local Azure does not know the logging command ##vso[{command.name}].")
    effect(command, context)


def set_variable(command: Command, context: StepContext) -> None:
    name = command.properties.get("variable", "")
    if not name:
        raise CommandFailed("Required field 'variable' is missing in ##vso[task.setvariable] command.")
    secret = command.properties.get("issecret", "").lower() == "true"
    if secret:
        # Before anything can quote the command.
        context.shared.masker.add(command.data)
    if secret and "\n" in command.data and not context.variables.flag("SYSTEM_UNSAFEALLOWMULTILINESECRET"):
        raise CommandFailed("Secrets cannot contain multiple lines")
    if command.properties.get("isoutput", "").lower() == "true":
        name = f"{context.name}.{name}"
    context.variables.set(name, command.data, secret)


def set_secret(command: Command, context: StepContext) -> None:
    context.shared.masker.add(command.data)


def log_issue(command: Command, context: StepContext) -> None:
    kind = command.properties.get("type", "").lower()
    if kind == "error":
        context.error(command.data)
    elif kind == "warning":
        context.warning(command.data)
    else:
        raise CommandFailed(f"issue type {kind} is not an expected issue type.")


def complete(command: Command, context: StepContext) -> None:
    result = BY_NAME.get(command.properties.get("result", "").lower())
    if result is None:
        raise CommandFailed("Command doesn't have valid result value.")
    context.merge(result)


def upload_file(command: Command, _context: StepContext) -> None:
    if not command.data:
        raise CommandFailed("Cannot upload file because file location is not specified.")
    if not Path(command.data).is_file():
        raise CommandFailed(
            "Cannot upload task attachment file, attachment file location is not specified or attachment "
            "file does not exist on disk."
        )


def upload_artifact(command: Command, context: StepContext) -> None:
    try:
        upload(command.properties.get("artifactname", ""), command.data, context)
    except ArtifactRefused as refusal:
        raise CommandFailed(str(refusal)) from refusal


def pass_over(_command: Command, _context: StepContext) -> None:
    """Progress and debug words show nowhere in what the emulator serves."""


EFFECTS: dict[str, Callable[[Command, StepContext], None]] = {
    "task.setvariable": set_variable,
    "task.setsecret": set_secret,
    "task.logissue": log_issue,
    "task.issue": log_issue,
    "task.complete": complete,
    "task.uploadfile": upload_file,
    "task.setprogress": pass_over,
    "task.debug": pass_over,
    "artifact.upload": upload_artifact,
}
