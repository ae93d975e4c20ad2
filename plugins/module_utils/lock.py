# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One worker of an ansible-playbook run at a time, where a service refuses concurrent writes."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import pathlib
import typing as t

from .report import Report
from .wait import wait_for


@contextlib.contextmanager
def held(run_directory: str | None, name: str, what: str, *, timeout: float, report: Report) -> t.Iterator[None]:
    """Holds the lock of that name for the block; without a run directory there is nobody to wait for.

    :param what: completes "Waiting for ...": whose turn it is.
    :raises TimedOut: another worker kept it for `timeout` seconds.
    """
    if run_directory is None:
        yield
        return
    path = pathlib.Path(run_directory, f"vaultpipe-lock-{hashlib.sha256(name.encode()).hexdigest()[:24]}")
    with path.open("a") as file:

        def taken() -> bool | None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
            return True

        wait_for(what, taken, timeout=timeout, report=report, longest_pause=1.0)
        yield  # closing the file releases the lock
