# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of one running emulator: its user's own, private, and followed through no link."""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path

OURS = {"env", "ca.pem", "emulator.log", "azure", "azure-devops"}
"""Names of what an earlier emulator leaves in it."""


class RunDirRefused(Exception):
    """Raised with the reason why the folder cannot be used."""


class RunDir:
    """Held by one process at a time, until that ends."""

    def __init__(self, path: Path) -> None:
        """Makes the folder when it is not there.

        :raises RunDirRefused: it is somebody else's, others may use it, or another emulator does.
        :raises OSError: it cannot be made or opened.
        """
        if path.is_symlink():
            raise RunDirRefused("it is a link: name the folder itself")
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path.resolve()
        self._folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        self._require_private()
        try:
            fcntl.flock(self._folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunDirRefused("another local Azure uses it: end that one, or name another folder") from error

    def _require_private(self) -> None:
        found = os.fstat(self._folder)
        if found.st_uid != os.geteuid():
            raise RunDirRefused("it belongs to somebody else: name a folder of your own")
        if not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return
        # One that is made by mkdir just for this is readable by others; nobody misses that.
        if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or set(os.listdir(self._folder)) - OURS:
            raise RunDirRefused("others may look into it or write there: make it private (chmod 700), or name another folder")
        os.fchmod(self._folder, 0o700)

    def file(self, name: str, *, append: bool = False) -> int:
        """A file in it that only its user reads, open for writing.

        :raises OSError: a link or something else is in its place.
        """
        mode = os.O_APPEND if append else os.O_TRUNC
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | mode, 0o600, dir_fd=self._folder)
        os.fchmod(file, 0o600)  # it may have been there
        return file

    def write(self, name: str, content: bytes) -> None:
        """:raises OSError: as `file`."""
        with open(self.file(name), "wb") as file:
            file.write(content)

    def folder(self, name: str) -> None:
        """A private folder in it.

        :raises OSError: a link or something else is in its place.
        """
        if name not in os.listdir(self._folder):
            os.mkdir(name, 0o700, dir_fd=self._folder)
        os.close(os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=self._folder))
