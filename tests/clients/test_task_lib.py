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
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import node_packages, run
from ansible_collections.vaultpipe.azure.tests.clients.pattern_cases import FILES, ROOT, Patterns
from emulator.agent.tasks.file_patterns import Patterns as OurPatterns

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
    cases = [made_up.case() for _ in range(2500)]
    expected = library("match.cjs", {"files": FILES, "root": ROOT, "cases": cases})
    matched = [OurPatterns(lines, ROOT).of(FILES) for lines in cases]
    assert [case for case in zip(cases, matched, expected, strict=True) if case[1] != case[2]] == []
    assert sum(map(bool, expected)) > 1000
