# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CopyFiles@2."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.agent.tasks.files.file_patterns import Patterns
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.task import TaskFailed

if TYPE_CHECKING:
    from emulator.agent.context import StepContext


def run(context: StepContext, inputs: Inputs) -> None:
    """:raises TaskFailed: with the word that this task puts before its errors."""
    try:
        copy(context, inputs)
    except TaskFailed as failure:
        raise TaskFailed(f"Error: {failure}") from failure


def copy(context: StepContext, inputs: Inputs) -> None:
    patterns, source = inputs.lines("Contents"), inputs.in_the_job("SourceFolder", inputs.existing_path("SourceFolder"))
    target, flatten = inputs.in_the_job("TargetFolder", inputs.path("TargetFolder")), inputs.flag("flattenFolders")
    # The task escapes no more than this of a folder's own name.
    root = str(source).replace("[", "[[]", 1)
    files = [Path(file) for file in Patterns(patterns, root).of(str(file) for file in every_file(source))]
    context.log(f"found {len(files)} files")
    if not files:
        return
    if inputs.flag("CleanTargetFolder"):
        context.log(f"Cleaning target folder: {target}")
        empty(target)
    target.mkdir(parents=True, exist_ok=True)
    for file in files:
        context.limits.check()
        to = target / (file.name if flatten else file.relative_to(source))
        if to.is_dir():
            raise TaskFailed(f"Unable to copy file {file} to {to}. The target path already exists as a directory.")
        if to.exists() and not inputs.flag("OverWrite"):
            context.log(f"File {file} already exist at {to}")
            continue
        context.log(f"Copying {file} to {to}")
        to.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copy2 if inputs.flag("preserveTimestamp") else shutil.copy)(file, to)


def every_file(folder: Path) -> list[Path]:
    """In a steady order; links to folders are followed no further, so that a loop of links ends."""
    return sorted(Path(parent, name) for parent, _folders, names in os.walk(folder) for name in names)


def empty(folder: Path) -> None:
    if folder.is_dir():
        for child in folder.iterdir():
            if child.is_dir() and not child.is_symlink():
                shutil.rmtree(child)
            else:
                child.unlink()
    else:
        folder.unlink(missing_ok=True)
