# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""azure-pipelines-task-lib, which Microsoft's tasks are built on, beside the agent's own."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import node_packages, run
from ansible_collections.vaultpipe.azure.tests.clients.pattern_cases import FILES, ROOT, Patterns
from emulator.agent.logging_commands.syntax import Command, parse, written
from emulator.agent.tasks.files.file_patterns import Patterns as OurPatterns

LIBRARY = "azure-pipelines-task-lib"
SCRIPTS = Path(__file__).parent / "scripts"

Library = Callable[[str, Any], Any]


@pytest.fixture
def library(version: Callable[[str], None], tmp_path: Path) -> Library:
    """Runs a script that imports the library: with this, it answers that."""
    folder = node_packages("task_lib", LIBRARY)
    found = json.loads((folder / "node_modules" / LIBRARY / "package.json").read_text())
    version(f"{LIBRARY} {found['version']}")

    def answer(script: str, question: Any) -> Any:
        asked, answered = tmp_path / "asked.json", tmp_path / "answered.json"
        asked.write_text(json.dumps(question))
        own = Path(shutil.copy(SCRIPTS / script, folder))
        run("node", own, asked, answered, environment={"PATH": os.environ["PATH"]}, cwd=tmp_path)
        return json.loads(answered.read_text())

    return answer


@pytest.mark.parametrize("seed", [4711, 4712])
def test_patterns_match_the_same_files(library: Library, seed: int) -> None:
    """2,500 lists of patterns made up by chance over 231 files."""
    made_up = Patterns(seed)
    cases = [made_up.case() for _time in range(2500)]
    expected = library("match.cjs", {"files": FILES, "root": ROOT, "cases": cases})
    matched = [OurPatterns(lines, ROOT).of(FILES) for lines in cases]
    assert [case for case in zip(cases, matched, expected, strict=True) if case[1] != case[2]] == []
    assert sum(map(bool, expected)) > 1000


PIECES = (
    "a",
    "Key",
    "é",
    " ",
    "%",
    "%25",
    "%AZP25",
    "%3B",
    "%0D",
    "%5D",
    ";",
    "=",
    "]",
    "[",
    "\r",
    "\n",
    "##vso[",
    "'",
    '"',
    "\\",
    "\t",
)


def test_commands_are_written_and_read_the_same(library: Library) -> None:
    """1,500 commands made up by chance: each is the library's line, and is read as what it was made of."""
    chance = Random(4711)

    def text(most: int) -> str:
        return "".join(chance.choice(PIECES) for _time in range(chance.randint(0, most)))

    cases: list[dict[str, Any]] = [
        {
            "name": chance.choice(("task.setvariable", "task.complete", "artifact.upload", "task.setsecret")),
            "properties": {name: text(5) for name in chance.sample(("variable", "isOutput", "issecret", "result", "x"), 3)},
            "data": text(8),
        }
        for _time in range(1500)
    ]
    lines = library("commands.cjs", cases)
    assert [written(case["name"], case["data"], **case["properties"]) for case in cases] == lines
    for case, line in zip(cases, lines, strict=True):
        area, _dot, event = case["name"].partition(".")
        # An empty value is no property, and one loses the signs of equality that it begins with, as in .NET.
        given = {name.lower(): value.lstrip("=") for name, value in case["properties"].items() if value.strip("=")}
        assert parse(line) == Command(area, event, given, case["data"]), line
