# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of one job, and their end."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

REMOVAL_TRIES = 20


@dataclass(frozen=True)
class Workspace:
    """A temporary folder laid out like an agent's: `s` sources, `a` staging, `b` binaries."""

    root: Path

    @property
    def sources(self) -> Path:
        return self.root / "s"

    @property
    def staging(self) -> Path:
        return self.root / "a"

    @property
    def binaries(self) -> Path:
        return self.root / "b"

    @property
    def test_results(self) -> Path:
        return self.root / "TestResults"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def temp(self) -> Path:
        return self.root / "_temp"

    @property
    def tools(self) -> Path:
        return self.root / "_tool"

    def check_out(self, files: Mapping[str, bytes]) -> None:
        """Writes a commit's tree into the sources folder.

        :raises ValueError: a path leads out of the sources folder.
        """
        for name, content in files.items():
            parts = PurePosixPath(name)
            if parts.is_absolute() or ".." in parts.parts:
                raise ValueError(f"The repository holds a path outside of its tree: {name}")
            path = self.sources / parts
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def rooted(self, path: str) -> Path:
        """A path as a task's input means it: relative ones start at the sources."""
        return Path(os.path.normpath(self.sources / path))

    def holds(self, path: Path) -> bool:
        """Tells whether it is in the job's folder. A task of ours touches nothing else on its user's machine."""
        return path.resolve().is_relative_to(self.root)


@contextmanager
def workspace() -> Iterator[Workspace]:
    """A fresh workspace, readable by this user only, gone at the end whatever happens in between."""
    made = Workspace(Path(tempfile.mkdtemp(prefix="vaultpipe-job-")).resolve())
    # The emulator may stop while a job runs in a thread that it does not wait for.
    at_exit = atexit.register(partial(remove, made.root))
    try:
        for folder in (made.sources, made.staging, made.binaries, made.test_results, made.home, made.temp, made.tools):
            folder.mkdir()
        yield made
    finally:
        remove(made.root)
        atexit.unregister(at_exit)


def remove(root: Path) -> None:
    """Removes a folder that a script may have locked with permissions, or be writing to in its last moment.

    The job's own thread and the end of the emulator may both be at it.

    :raises OSError: it is still there after some tries.
    """
    tries_left = REMOVAL_TRIES
    while root.exists():
        tries_left -= 1
        try:
            _unlock(root)
            shutil.rmtree(root)
        except OSError:
            if not tries_left:
                raise
            time.sleep(0.1)


def _unlock(root: Path) -> None:
    root.chmod(0o700)
    for folder, children, _files in os.walk(root):
        for child in (Path(folder, name) for name in children):
            if not child.is_symlink():
                child.chmod(0o700)
