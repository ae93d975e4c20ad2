# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run's artifact on this machine: unpacked as the service packs it, in a folder named like the artifact."""

from __future__ import annotations

import io
import os
import pathlib
import stat
import tempfile
import zipfile

from ...errors import UsageError, VaultpipeError

FOLDER_MODE = 0o700


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
                handle, temporary = tempfile.mkstemp(dir=target.parent)  # mkstemp makes it 0600
                with os.fdopen(handle, "wb") as file:
                    file.write(files[path])
                os.replace(temporary, target)
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


def unpacked(packed: bytes, name: str) -> dict[str, bytes]:
    """The files by path. All lie below a folder named like the artifact, also where the service left it out.

    :raises VaultpipeError: it is no zip file, or holds a path or a link that leads out of the folder.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return {_placed(entry, name): archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise VaultpipeError(f"The artifact {name} does not come as a readable zip file: {error}.", "Run again.") from error


def _placed(entry: zipfile.ZipInfo, name: str) -> str:
    path = pathlib.PurePosixPath(entry.filename)
    windows = pathlib.PureWindowsPath(entry.filename)
    leads_out = path.is_absolute() or windows.drive or windows.root or ".." in windows.parts
    if leads_out or stat.S_ISLNK(entry.external_attr >> 16):
        raise VaultpipeError(
            f"The artifact {name} holds {entry.filename!r}, which would leave the folder, so nothing was unpacked.",
            "Look at the pipeline that made it.",
        )
    return str(path) if path.parts[0] == name else str(pathlib.PurePosixPath(name) / path)
