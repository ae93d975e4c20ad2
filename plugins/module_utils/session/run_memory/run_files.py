# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private files that the workers of one playbook run share. Ansible removes their folder at the run's end."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pathlib
import tempfile
import typing as t


def shared_folder(run_directory: str | None) -> str | None:
    """The folder; None without one, or with VAULTPIPE_TOKEN_CACHE=off, which keeps everything in a task's memory."""
    return None if os.environ.get("VAULTPIPE_TOKEN_CACHE") == "off" else run_directory


def path_of(folder: str | None, kind: str, key: t.Iterable[str]) -> pathlib.Path | None:
    """The file for what the key stands for; None without a folder."""
    if folder is None:
        return None
    name = hashlib.sha256("\n".join(key).encode()).hexdigest()[:24]
    return pathlib.Path(folder, f"vaultpipe-{kind}-{name}")


def write_whole(path: pathlib.Path, content: bytes) -> None:
    """Written beside and renamed, so that another worker never reads half a file. mkstemp makes it 0600.

    A file only saves time: without room or folder for it, each worker asks itself.
    """
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
