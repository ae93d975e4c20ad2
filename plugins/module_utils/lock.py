# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of this user on this machine at a time, where a service refuses concurrent writes or lets two make two things."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pathlib
import tempfile
import typing as t
import zlib

from .errors import VaultpipeError
from .progress import Reporter
from .wait import wait_for

LOCKS = 64
"""Files, which stay; two names that share one only wait for each other now and then."""
LONGEST_TURN = 300.0
"""Seconds to wait for others."""


@contextlib.contextmanager
def exclusive(name: str, what: str, report: Reporter) -> t.Iterator[None]:
    """Holds the lock of that name for the block. Blocks do not nest.

    :param what: completes "Waiting for ...": whose turn it is.
    :raises TimedOut: others kept it for LONGEST_TURN seconds.
    """
    with _opened(_folder() / f"{zlib.crc32(name.lower().encode()) % LOCKS}") as file:

        def taken() -> bool | None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
            return True

        wait_for(what, taken, timeout=LONGEST_TURN, report=report, longest_pause=1.0)
        yield  # closing the file releases the lock


def _opened(path: pathlib.Path) -> t.TextIO:
    """:raises VaultpipeError: it cannot be made."""
    try:
        return path.open("a")
    except OSError as error:
        raise _in_the_way(path, error) from error


def _in_the_way(path: pathlib.Path, error: OSError) -> VaultpipeError:
    return VaultpipeError(
        f"{path}, by which tasks on this machine take turns, cannot be used: {error.strerror}.",
        "Remove it, make room for it, or set TMPDIR to another folder.",
    )


def _folder() -> pathlib.Path:
    """:raises VaultpipeError: somebody else has made it, and could make others wait."""
    folder = pathlib.Path(tempfile.gettempdir(), f"vaultpipe-locks-{os.getuid()}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _in_the_way(folder, error) from error
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise VaultpipeError(f"{folder} is not a private folder of this user.", "Remove it, or set TMPDIR to another folder.")
    return folder
