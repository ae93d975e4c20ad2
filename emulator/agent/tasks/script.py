# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CmdLine@2 and Bash@3, and so `script:` and `bash:`: a script run by a real bash."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.agent.job.predefined import PATH
from emulator.agent.logging_commands.syntax import PREFIX
from emulator.agent.processes.orphans import MARK
from emulator.agent.processes.process import run_process
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.task import TaskFailed

if TYPE_CHECKING:
    from emulator.agent.context import StepContext


def environment(context: StepContext, inputs: Inputs) -> dict[str, str]:
    """All that a script sees: nothing of the emulator's own environment, no proxy, no credential."""
    place = context.workspace
    return {
        "PATH": context.variables.path(PATH),
        "LANG": "C.UTF-8",
        "HOME": str(place.home),
        "TMPDIR": str(place.temp),
        MARK: context.shared.process_mark,
        **context.variables.environment(),
        **inputs.env,
    }


def run_command_line(context: StepContext, inputs: Inputs) -> None:
    """CmdLine@2.

    :raises TaskFailed, JobCanceled, StepTimedOut:
    """
    folder = inputs.existing_path("workingDirectory")
    context.log("Generating script.")
    _run(context, inputs, _one_liner_shown(context, inputs), folder, "--noprofile", "--norc")


def run_bash(context: StepContext, inputs: Inputs) -> None:
    """Bash@3: a script in the pipeline, or a file that it names.

    :raises TaskFailed, JobCanceled, StepTimedOut:
    """
    folder = inputs.existing_path("workingDirectory")
    if inputs.get("targetType").lower() != "filepath":
        context.log("Generating script.")
        script = _one_liner_shown(context, inputs)
    else:
        file = inputs.path("filePath")
        refuse_missing(file)
        if not file.is_file():
            raise TaskFailed(f"Invalid file path '{file}'.")
        context.log("Generating script.")
        quoted = str(file).replace("'", "'\\''")
        script = f"exec bash '{quoted}' {inputs.get('arguments')}".strip()
        context.log(f"Formatted command: {script}")
    if start := inputs.get("bashEnvValue"):
        inputs.env["BASH_ENV"] = start
    _run(context, inputs, script, folder)


def refuse_missing(file: Path) -> None:
    """:raises TaskFailed: with the words of Node.js."""
    if not file.exists():
        raise TaskFailed(f"ENOENT: no such file or directory, stat '{file}'")


def _one_liner_shown(context: StepContext, inputs: Inputs) -> str:
    script = inputs.get("script")
    if "\n" not in script and PREFIX not in script.lower():
        context.log("Script contents:", script)
    return script


def written(context: StepContext, name: str, content: str) -> Path:
    """A script in the temporary folder. It holds secrets where the author put macros: for this user's eyes only."""
    file = context.workspace.temp / name
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(content)
    return file


def _run(context: StepContext, inputs: Inputs, script: str, folder: Path, *options: str) -> None:
    file = written(context, f"{uuid.uuid4()}.sh", script)
    context.log("========================== Starting Command Output ===========================")
    command = [shutil.which("bash", path=PATH) or "bash", *options, str(file)]
    context.log("[command]" + " ".join(command))
    complaints: list[str] = []

    def handle(stream: str, lines: list[str]) -> None:
        context.output(*lines)
        if stream == "stderr":
            complaints.extend(lines)

    status = run_process(command, folder, environment(context, inputs), context.limits, handle)
    if status:
        context.fail(f"Bash exited with code '{status if status > 0 else 128 - status}'.")
    if complaints and inputs.flag("failOnStderr"):
        context.error("Bash wrote one or more lines to the standard error stream.")
        context.fail("\n".join(complaints))
