# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes that keep the tree readable: a file is no longer than 300 lines, a folder holds no more than 15 files, and resources are
found in no more than ten places.

Rules on the whole tree live in this folder: each test of it reads the files, and runs nothing of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

COLLECTION = Path(__file__).resolve().parents[2]
FOLDERS = ("plugins", "emulator", "tests", "demo")
MOST_LINES, MOST_FILES, MOST_ROOMS = 300, 15, 10
ONE_A_MODULE = {"plugins/action", "plugins/modules", "tests/integration/modules"}
"""Folders where Ansible or the modules' names say what is in them; they may hold any number of files."""


def code(folder: str) -> list[Path]:
    """All files of Python below a folder."""
    found = sorted((COLLECTION / folder).rglob("*.py"))
    assert found, f"{folder} has no code"
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_long(folder: str) -> None:
    lines = {str(path.relative_to(COLLECTION)): len(path.read_text().splitlines()) for path in code(folder)}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}, "split it by idea"


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_folder_is_crowded(folder: str) -> None:
    counts: dict[str, int] = {}
    for path in code(folder):
        name = str(path.parent.relative_to(COLLECTION))
        counts[name] = counts.get(name, 0) + 1
    assert {name: count for name, count in counts.items() if count > MOST_FILES and name not in ONE_A_MODULE} == {}, (
        "make folders by topic"
    )


@pytest.mark.parametrize("folder", sorted(ONE_A_MODULE))
def test_what_is_exempt_still_has_to_be(folder: str) -> None:
    assert len(list((COLLECTION / folder).glob("*.py"))) > MOST_FILES


def test_resources_have_few_rooms() -> None:
    rooms = [path.parent.name for path in (COLLECTION / "plugins/module_utils/resources").glob("*/__init__.py")]
    assert len(rooms) <= MOST_ROOMS, "a new kind of thing goes into the room of what it belongs to"
