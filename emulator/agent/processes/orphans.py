# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that left their step's process group: found by the mark in their environment, as the agent finds them."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

MARK = "VSTS_PROCESS_LOOKUP_ID"


GONE_WITHIN = 5.0
"""Seconds for killed processes to go, and for those that they were just starting to be found."""
LOOK = 0.01


def end_orphans(mark: str) -> list[str]:
    """Kills every process whose environment carries this job's mark; the agent's line for each. Needs /proc."""
    lines: dict[str, str] = {}
    until = time.monotonic() + GONE_WITHIN
    while (found := _marked(mark)) and time.monotonic() < until:
        for pid, name in found.items():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
            lines[pid] = f"Terminate orphan process: pid ({pid}) ({name})"
        time.sleep(LOOK)
    return list(lines.values())


def _marked(mark: str) -> dict[str, str]:
    """Names by pid."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found[folder.name] = (folder / "comm").read_text().strip()
    return found


@contextlib.contextmanager
def no_orphans(mark: str) -> Iterator[None]:
    """Processes with the mark end with the block, or with the emulator where that stops first."""
    at_exit = atexit.register(partial(end_orphans, mark))
    try:
        yield
    finally:
        end_orphans(mark)
        atexit.unregister(at_exit)
