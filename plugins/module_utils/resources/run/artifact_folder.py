# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run's artifact on this machine: unpacked as the service packs it, in a folder named like the artifact."""

from __future__ import annotations

import contextlib
import fcntl
import io
import math
import os
import pathlib
import stat
import struct
import tempfile
import typing as t
import zipfile
import zlib

from ...errors import UsageError, VaultpipeError

FOLDER_MODE = 0o700
LARGEST = 256
"""Mebibytes of an artifact, unpacked; it is in memory as a whole, as an answer is."""
MOST_FILES = 10_000
UNFINISHED = ".vaultpipe-unfinished-"
"""Beginning of the names of files that are being written."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways in which the service packs."""
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""Exceptions that the standard library raises where the bytes of an archive are not what they have to be."""


class ArtifactFolder:
    """Files that are private to the user, since an artifact may hold a secret. Other files there are left alone."""

    def __init__(self, folder: str, name: str) -> None:
        self._root, self._name = pathlib.Path(os.path.abspath(folder)), name

    @property
    def path(self) -> str:
        """The path of the artifact's own folder, from the root on: who reads it may be in another folder."""
        return str(self._root / self._name)

    def same(self, files: dict[str, bytes]) -> list[str]:
        """Paths of those that are there with exactly this content."""
        return sorted(path for path, content in files.items() if self._content(path) == content)

    def write(self, files: dict[str, bytes]) -> None:
        """Writes what differs; a file is there whole or not at all.

        :raises UsageError: the folder cannot be written, or leads elsewhere by a link.
        """
        for path in sorted(set(files) - set(self.same(files))):
            target = self._root / path
            try:
                self._make_folders(target.parent)
                _remove_unfinished(target.parent)
                _write_whole(target, files[path])
            except OSError as error:
                raise UsageError(
                    f"artifact_dir is {str(self._root)!r}, where {path} cannot be written: {error.strerror}.",
                    "Choose a folder that this user may write.",
                ) from error

    def _make_folders(self, folder: pathlib.Path) -> None:
        if not folder.resolve().is_relative_to(self._root.resolve()):
            raise UsageError(f"{folder} is a link that leads out of artifact_dir.", "Remove the link, or choose another folder.")
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)

    def _content(self, path: str) -> bytes | None:
        target = self._root / path
        try:
            return None if target.is_symlink() else target.read_bytes()
        except OSError:
            return None


def _write_whole(target: pathlib.Path, content: bytes) -> None:
    """Puts a file with this content in its place at once; one that cannot be finished goes."""
    handle, temporary = tempfile.mkstemp(prefix=UNFINISHED, dir=target.parent)  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # for as long as this process lives
            file.write(content)
            file.flush()
            os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _remove_unfinished(folder: pathlib.Path) -> None:
    """Removes what a killed task has left; what another task writes is locked."""
    for path in folder.glob(f"{UNFINISHED}*"):
        with contextlib.suppress(OSError), os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW)) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def unpacked(packed: bytes, name: str) -> dict[str, bytes]:
    """The files by path. All lie below a folder named like the artifact, also where the service left it out.

    :raises VaultpipeError: it is no zip file, damaged or too large, or holds a path or a link that leads out of the folder.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_large(entries, name)  # no more of an entry is unpacked than it says beforehand
            files = {_placed(entry, name): _content(archive, entry) for entry in entries}
    except DAMAGED as error:
        raise _unreadable(name, str(error) or type(error).__name__) from error
    both = next((path for path in files if any(str(folder) in files for folder in pathlib.PurePosixPath(path).parents)), None)
    if both:
        raise _unreadable(name, f"{both!r} is in a folder that is a file too")
    return files


def _unreadable(name: str, why: str) -> VaultpipeError:
    return VaultpipeError(f"The artifact {name} does not come as a readable zip file: {why.rstrip('.')}.", "Run again.")


def _refuse_large(entries: t.Sequence[zipfile.ZipInfo], name: str) -> None:
    count, mebibytes = len(entries), math.ceil(sum(entry.file_size for entry in entries) / (1 << 20))
    if mebibytes > LARGEST or count > MOST_FILES:
        raise VaultpipeError(
            f"The artifact {name} has {count} files of {mebibytes} MiB together, but at most {MOST_FILES} files of {LARGEST} MiB "
            "are unpacked, so nothing was.",
            "Publish less by this name, or leave artifact_dir out and fetch the artifact another way.",
        )


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.compress_type not in METHODS:
        raise NotImplementedError(f"{entry.filename!r} is packed by the method {entry.compress_type}")
    return archive.read(entry)


def _placed(entry: zipfile.ZipInfo, name: str) -> str:
    path = pathlib.PurePosixPath(entry.filename)
    windows = pathlib.PureWindowsPath(entry.filename)
    leads_out = path.is_absolute() or windows.drive or windows.root or ".." in windows.parts
    if leads_out or not path.parts or stat.S_ISLNK(entry.external_attr >> 16):
        raise VaultpipeError(
            f"The artifact {name} holds {entry.filename!r}, which would leave the folder, so nothing was unpacked.",
            "Look at the pipeline that made it.",
        )
    return str(path) if path.parts[0] == name else str(pathlib.PurePosixPath(name) / path)
