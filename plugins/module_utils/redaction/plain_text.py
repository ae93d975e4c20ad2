# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of a service as nothing but text, wherever it is printed.

A service passes on what others wrote: names, messages of a run's steps. Printed by a playbook within a pipeline it must not
become a command to that pipeline's agent, nor one to a terminal.
"""

from __future__ import annotations

import re

LONGEST = 10_000
"""Characters of one text; a service's error has a few hundred."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""All but tab and line ends; those too that turn the direction of writing."""
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
COMMAND = re.compile(r"##(?=(?:vso)?\[)", re.IGNORECASE)
"""Logging command of Azure Pipelines, which finds the long form anywhere in a line."""
WORKFLOW_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
"""Workflow command of GitHub's runner."""


def plain(text: str) -> str:
    """The text without commands to whoever prints it."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}... (cut; {len(text)} characters)"
    text = LINE_ENDS.sub("\n", text)
    text = CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
    return WORKFLOW_COMMAND.sub(r"\1: ", COMMAND.sub("# #", text))
