# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command that runs behind a proxy of ours."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping

CANNOT_START = 127


async def run_child(command: list[str], environment: Mapping[str, str]) -> int:
    """Its exit status as a shell gives it; interrupts and ends go on to it."""
    try:
        child = await asyncio.create_subprocess_exec(*command, env=environment)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return CANNOT_START
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, child.send_signal, number)
    status = await child.wait()
    return status if status >= 0 else 128 - status
