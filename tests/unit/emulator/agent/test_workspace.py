# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's folder is gone at the end, whatever its scripts did to it and whoever else removes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from emulator.agent.workspace import remove


def filled(root: Path) -> Path:
    for number in range(40):
        folder = root / f"folder-{number}" / "inner"
        folder.mkdir(parents=True)
        (folder / "file").write_text("")
        folder.chmod(0)
    return root


def test_two_may_remove_it_at_the_same_time(tmp_path: Path) -> None:
    for number in range(10):
        root = filled(tmp_path / str(number))
        with ThreadPoolExecutor(2) as both:
            list(both.map(remove, [root, root]))
        assert not root.exists()


def test_what_is_gone_is_removed(tmp_path: Path) -> None:
    remove(tmp_path / "gone")
