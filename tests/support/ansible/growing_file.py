# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that somebody else appends to, read piece by piece."""

from __future__ import annotations

from pathlib import Path


class GrowingFile:
    """From its present end on."""

    def __init__(self, path: Path) -> None:
        self._path, self._known = path, path.stat().st_size

    def news(self) -> bytes:
        """Contents that have come since this was last asked."""
        with self._path.open("rb") as file:
            file.seek(self._known)
            said = file.read()
        self._known += len(said)
        return said
