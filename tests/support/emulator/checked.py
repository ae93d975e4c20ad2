# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulators that are checked against the vendors' specifications, where these are beside the project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.ansible.growing_file import GrowingFile
from ansible_collections.vaultpipe.azure.tests.support.specifications.beside import SPECIFICATIONS

CHECKING = "ansible_collections.vaultpipe.azure.tests.support.emulator.spec_checking"


class Objections:
    """Objections of the specifications to what went through one emulator."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "objections"
        self._file.touch()
        self._said = GrowingFile(self._file)

    @property
    def module(self) -> Sequence[str]:
        """To start the emulator by."""
        return (CHECKING, str(SPECIFICATIONS), str(self._file)) if SPECIFICATIONS.is_dir() else ("emulator",)

    def raise_any(self) -> None:
        """:raises AssertionError: there are some since it was last asked."""
        said = sorted(set(self._said.news().decode().splitlines()))
        assert not said, "Against the vendors' specifications:\n" + "\n".join(said)
