# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CmdLine@2 and Bash@3, and so `script:` and `bash:`: a script file run by a real bash."""

from __future__ import annotations

import os
import shutil
import uuid
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


def run(context: StepContext, inputs: Inputs) -> None:
    """:raises TaskFailed, JobCanceled, StepTimedOut:"""
    if inputs.get("targetType").lower() == "filepath":
        raise TaskFailed("The local Azure runs inline scripts only: set targetType to inline.")
    script, folder = inputs.get("script"), inputs.existing_path("workingDirectory")
    context.log("Generating script.")
    file = context.workspace.temp / f"{uuid.uuid4()}.sh"
    # The script holds secrets where the author put macros: for this user's eyes only.
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(script)
    if "\n" not in script and PREFIX not in script.lower():
        context.log("Script contents:", script)
    context.log("========================== Starting Command Output ===========================")
    command = [shutil.which("bash", path=PATH) or "bash", "--noprofile", "--norc", str(file)]
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
