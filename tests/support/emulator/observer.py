# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Common part of the emulators that note more than their record of requests."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from emulator import command_line
from emulator.observer import Observer


def note(file: Path, what: Any) -> None:
    """A line of JSON; what is no JSON is written as text."""
    with file.open("a") as lines:
        lines.write(json.dumps(what, default=str) + "\n")


def serve(arguments: Sequence[str], observer: Observer) -> NoReturn:
    """The emulator's own command line, with somebody who looks on."""
    sys.exit(command_line.main(arguments, observer))
