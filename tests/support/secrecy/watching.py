# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bystander's view while commands run: arguments and environments of processes, and what files hold for a while."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

LOOK = 0.02
"""Seconds between two looks."""


class Watcher(threading.Thread):
    """Looks again and again at all descendants of this process and at some folders, until the block ends."""

    def __init__(self, *folders: Path) -> None:
        super().__init__(daemon=True)
        self._folders, self._ended = folders, threading.Event()
        self.arguments: dict[tuple[str, ...], set[bytes]] = {}
        """Command lines by those of their ancestors, the eldest first."""
        self.variables: dict[tuple[str, ...], set[bytes]] = {}
        """`NAME=value` in the same way."""
        self.contents: dict[Path, set[bytes]] = {}
        """All that a file was seen to hold."""
        self.modes: dict[Path, int] = {}
        """Modes of files and folders."""
        self._stamps: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        while not self._ended.wait(LOOK):
            self._look_at_processes(os.getpid(), ())
            for folder in self._folders:
                self._look_at_files(str(folder))

    def _look_at_processes(self, parent: int, ancestors: tuple[str, ...]) -> None:
        for pid in _children(parent):
            # A process may end at any moment.
            with contextlib.suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                self.arguments.setdefault(ancestors, set()).add(command)
                environment = Path(f"/proc/{pid}/environ").read_bytes()
                self.variables.setdefault(ancestors, set()).update(environment.split(b"\0"))
                self._look_at_processes(pid, (*ancestors, command.replace(b"\0", b" ").decode(errors="replace")))

    def _look_at_files(self, folder: str) -> None:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    about = entry.stat(follow_symlinks=False)
                    self.modes[Path(entry.path)] = about.st_mode & 0o777
                    if entry.is_dir(follow_symlinks=False):
                        self._look_at_files(entry.path)
                    elif entry.is_file(follow_symlinks=False):
                        self._read(entry.path, (about.st_mtime_ns, about.st_size))

    def _read(self, path: str, stamp: tuple[int, int]) -> None:
        if self._stamps.get(path) != stamp:
            self.contents.setdefault(Path(path), set()).add(Path(path).read_bytes())
            self._stamps[path] = stamp


def _children(pid: int) -> Iterator[int]:
    """Each thread of a process has its own."""
    for thread in _listed(f"/proc/{pid}/task"):
        with contextlib.suppress(OSError):
            yield from map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())


def _listed(folder: str) -> Sequence[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return ()
