# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Effects of the logging commands (agent: TaskCommandExtension, BuildCommandExtension, ArtifactCommandExtension)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.agent.artifacts import ArtifactRefused, upload
from emulator.agent.job.results import BY_NAME
from emulator.agent.logging_commands.syntax import Command
from emulator.job_protocol.jobs import Variable

if TYPE_CHECKING:
    from emulator.agent.context import StepContext

REFERENCE = "Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)"


class CommandFailed(Exception):
    """The command could not be obeyed; the step fails."""


def apply(command: Command, context: StepContext) -> None:
    """:raises CommandFailed:"""
    area = command.area.lower()
    if area not in AREAS:
        context.warning(f"Cannot find command extension for ##vso[{command.area}.command]. {REFERENCE}")
        return
    effect = EFFECTS.get(command.name)
    if effect is not None:
        effect(command, context)
    elif command.name in NOT_EMULATED:
        raise CommandFailed(f"The local Azure does not emulate the logging command ##vso[{command.name}].")
    else:
        raise CommandFailed(
            f"##vso[{area}.{command.event}] is not a recognized command for {AREAS[area]} command extension. {REFERENCE}."
        )


def no_value(text: str) -> CommandFailed:
    """The agent hands its text to .NET where the name of a parameter is meant."""
    return CommandFailed(f"Value cannot be null. (Parameter '{text}')")


def set_variable(command: Command, context: StepContext) -> None:
    name = command.properties.get("variable", "")
    if not name:
        raise no_value("Required field 'variable' is missing in ##vso[task.setvariable] command.")
    secret = command.flag("issecret")
    if secret:
        # Before anything can quote the command.
        context.shared.masker.add(command.data)
    if context.variables.is_read_only(name):
        raise CommandFailed(
            f"Overwriting readonly variable '{name}' is not permitted. See "
            "https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details."
        )
    if secret:
        refuse_lines(command, context)
    output = command.flag("isoutput")
    name = f"{context.name}.{name}" if output else name
    context.variables.set(name, command.data, secret, read_only=output or command.flag("isreadonly"))
    if output:
        context.shared.reporter.output_variable(name, Variable(command.data, secret))


def refuse_lines(command: Command, context: StepContext) -> None:
    if "\n" in command.data and not context.variables.flag("SYSTEM_UNSAFEALLOWMULTILINESECRET"):
        raise CommandFailed("Secrets cannot contain multiple lines")


def set_task_variable(command: Command, context: StepContext) -> None:
    """Only another execution of the same task would see it, and no task here looks."""
    if not command.properties.get("variable"):
        raise no_value("Required field 'variable' is missing in ##vso[task.settaskvariable] command.")
    if command.flag("issecret"):
        context.shared.masker.add(command.data)
        refuse_lines(command, context)


def set_secret(command: Command, context: StepContext) -> None:
    context.shared.masker.add(command.data)


def log_issue(command: Command, context: StepContext) -> None:
    kind = command.properties.get("type")
    if kind is None:
        context.warning("Can't create TaskIssue from logging event.")
    elif kind.lower() == "error":
        context.error(command.data)
    elif kind.lower() == "warning":
        context.warning(command.data)
    else:
        raise CommandFailed(f"issue type {kind} is not an expected issue type.")


def complete(command: Command, context: StepContext) -> None:
    result = BY_NAME.get(command.properties.get("result", "").strip())
    if result is None:
        raise CommandFailed("Command doesn't have valid result value.")
    context.merge(result)


def upload_file(command: Command, _context: StepContext) -> None:
    if not command.data:
        raise CommandFailed("Cannot upload file because file location is not specified.")
    attach(command)


def upload_summary(command: Command, _context: StepContext) -> None:
    if not command.data:
        raise CommandFailed("Cannot upload summary file, summary file location is not specified.")
    attach(command)


def add_attachment(command: Command, _context: StepContext) -> None:
    for name in ("type", "name"):
        if not command.properties.get(name):
            raise no_value(f"Can't add task attachment, attachment {name} is not provided.")
    attach(command)


def attach(command: Command) -> None:
    """Attachments show nowhere in what the emulator serves; whether there is one is said all the same."""
    if not Path(command.data).is_file():
        raise no_value(
            "Cannot upload task attachment file, attachment file location is not specified or attachment "
            "file does not exist on disk."
        )


def prepend_path(command: Command, context: StepContext) -> None:
    if not command.data:
        raise no_value("prependpath")
    context.variables.prepend_path(command.data)


def update_build_number(command: Command, context: StepContext) -> None:
    if not command.data:
        raise no_value("Build number is required.")
    context.variables.set("Build.BuildNumber", command.data)
    context.shared.reporter.set_build_number(command.data)


def add_build_tag(command: Command, context: StepContext) -> None:
    if not command.data:
        raise no_value("Build tag is required.")
    context.shared.reporter.add_build_tag(command.data)


def upload_artifact(command: Command, context: StepContext) -> None:
    try:
        upload(command.properties.get("artifactname", ""), command.data, context)
    except ArtifactRefused as refusal:
        raise CommandFailed(str(refusal)) from refusal


def pass_over(_command: Command, _context: StepContext) -> None:
    """Progress and debug words show nowhere in what the emulator serves."""


EFFECTS: dict[str, Callable[[Command, StepContext], None]] = {
    "task.setvariable": set_variable,
    "task.settaskvariable": set_task_variable,
    "task.setsecret": set_secret,
    "task.logissue": log_issue,
    "task.issue": log_issue,
    "task.complete": complete,
    "task.uploadfile": upload_file,
    "task.uploadsummary": upload_summary,
    "task.addattachment": add_attachment,
    "task.prependpath": prepend_path,
    "task.setprogress": pass_over,
    "task.debug": pass_over,
    "telemetry.publish": pass_over,
    "build.updatebuildnumber": update_build_number,
    "build.addbuildtag": add_build_tag,
    "artifact.upload": upload_artifact,
}
AREAS = {
    "task": "task", "build": "build", "artifact": "artifact", "results": "results", "telemetry": "telemetry",
    "codecoverage": "codecoverage", "release": "release",
}  # fmt: skip
NOT_EMULATED = {
    "task.logdetail", "task.setendpoint", "build.uploadlog", "build.uploadsummary", "artifact.associate", "results.publish",
    "codecoverage.publish", "codecoverage.enable", "release.updatereleasename",
}  # fmt: skip
