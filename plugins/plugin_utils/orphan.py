# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An end for workers whose ansible-playbook is gone: killed, it cannot end them, and each has a session of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import typing as t

LOOK = 1.0
"""Seconds between two looks."""


@contextlib.contextmanager
def ends_with_parent() -> t.Iterator[None]:
    """Ends this process when its parent ends during the block, whatever it waits for."""
    parent, over = os.getppid(), threading.Event()

    def watch() -> None:
        while not over.wait(LOOK):
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="vaultpipe-orphan", daemon=True).start()
    try:
        yield
    finally:
        over.set()
