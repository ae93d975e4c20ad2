# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Child processes of a step: their output as it comes, their end in any case."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from emulator.agent.processes.deadlines import POLL, JobCanceled, Limits, StepTimedOut

INTERRUPT_GRACE = 0.5
"""Seconds between SIGINT and SIGKILL; the agent gives 7.5 and asks by SIGTERM in between."""
DRAIN = 2.0
"""Seconds that output may still come after the process ended, from one that it left behind."""

Lines = Callable[[str, list[str]], None]


def run_process(command: list[str], folder: Path, environment: Mapping[str, str], limits: Limits, lines: Lines) -> int:
    """Runs a command in a session of its own and returns its exit status, negative for a signal.

    :param lines: gets `stdout` or `stderr` and whole lines, from this thread.
    :raises JobCanceled, StepTimedOut: after everything in its process group was killed.
    """
    child = subprocess.Popen(
        command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        follow(child, limits, lines)
    except (JobCanceled, StepTimedOut):
        signal_group(child, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(INTERRUPT_GRACE)
        raise
    finally:
        signal_group(child, signal.SIGKILL)
        for stream in (child.stdout, child.stderr):
            if stream:
                stream.close()
        status = child.wait()
    return status


def follow(child: subprocess.Popen[bytes], limits: Limits, lines: Lines) -> None:
    """Hands output on until the process has ended and its pipes are closed, or nobody closes them in time."""
    ended_at: float | None = None
    with selectors.DefaultSelector() as ready:
        for name, stream in (("stdout", child.stdout), ("stderr", child.stderr)):
            assert stream
            ready.register(stream, selectors.EVENT_READ, LineReader(name, stream, lines))
        while ended_at is None or ready.get_map():
            for key, _events in ready.select(POLL):
                if not key.data.read():
                    ready.unregister(key.fileobj)
            if ended_at is None and child.poll() is not None:
                ended_at = time.monotonic()
                signal_group(child, signal.SIGKILL)
            if ended_at is not None and time.monotonic() - ended_at > DRAIN:
                return
            limits.check()


class LineReader:
    """Turns what comes from a pipe into whole lines."""

    def __init__(self, name: str, stream: IO[bytes], lines: Lines) -> None:
        self._name, self._stream, self._lines = name, stream, lines
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def read(self) -> bool:
        """Reads what is there; false at the end of the stream."""
        chunk = os.read(self._stream.fileno(), 65536)
        text = self._rest + self._decoder.decode(chunk, final=not chunk)
        # A carriage return ends a line too, alone or in front of the line feed that may be still to come.
        held = "\r" if chunk and text.endswith("\r") else ""
        *whole, rest = re.split("\r\n|\r|\n", text.removesuffix(held))
        self._rest = rest + held
        if not chunk and self._rest:
            whole.append(self._rest)
        if whole:
            self._lines(self._name, whole)
        return bool(chunk)


def signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
