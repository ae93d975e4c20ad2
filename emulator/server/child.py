# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command that runs behind a proxy of ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping

CANNOT_START = 127


async def run_child(command: list[str], environment: Mapping[str, str]) -> int:
    """Its exit status as a shell gives it; an interrupt and an end reach it once.

    In the foreground of a terminal it stays in our process group, which the terminal interrupts as a whole. Elsewhere it gets a
    group of its own: who interrupts ours, reaches us alone, and we send it on.
    """
    shared = _in_foreground()
    try:
        child = await asyncio.create_subprocess_exec(*command, env=environment, process_group=None if shared else 0)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return CANNOT_START

    def interrupt() -> None:
        if not shared:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGINT)

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, interrupt)
    loop.add_signal_handler(signal.SIGTERM, child.terminate)
    status = await child.wait()
    return status if status >= 0 else 128 - status


def _in_foreground() -> bool:
    """Says whether our group is the one that the terminal interrupts."""
    try:
        with open("/dev/tty", "rb", buffering=0) as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:  # no terminal
        return False
