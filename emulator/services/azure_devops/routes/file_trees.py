# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File trees, which repositories and the containers of builds have in common: paths of files, and a zip of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable


def with_folders(files: Iterable[str]) -> list[str]:
    """Paths of the files and of the folders that hold them, sorted."""
    paths = set(files)
    folders = {path[:at] for path in paths for at, letter in enumerate(path) if letter == "/"}
    return sorted(paths | folders)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    return out.getvalue()
