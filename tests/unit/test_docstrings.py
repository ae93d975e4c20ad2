# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first sentence of a docstring stands alone: it begins with a verb or a noun, not in the middle of a thought."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

COLLECTION = Path(__file__).resolve().parents[2]
FOLDERS = ("plugins", "emulator", "tests")
QUESTIONS = {"How", "What", "Whatever", "When", "Where", "Whether", "Which", "Who", "Whose", "Why"}
HANGING = {*QUESTIONS, "As", "By", "Of", "That", "Those"}
"""First words of phrases that only complete a sentence which somebody else has to think of."""
EXEMPT: tuple[str, ...] = (
    "emulator/agent",
    "emulator/cloud.py",
    "emulator/core",
    "emulator/recorder",
    "emulator/server",
    "emulator/services/arm",
    "emulator/services/azure_devops",
    "emulator/services/entra",
    "emulator/services/graph",
    "emulator/services/key_vault",
    "emulator/switches",
    "plugins/module_utils/engine",
    "plugins/module_utils/resources/access",
    "plugins/module_utils/resources/identity",
    "plugins/module_utils/resources/key_vault",
    "plugins/module_utils/resources/pipeline",
    "plugins/module_utils/resources/repository",
    "plugins/module_utils/resources/resource_group",
    "plugins/module_utils/resources/run",
    "plugins/module_utils/resources/service_connection",
    "plugins/module_utils/resources/shared",
    "tests/clients",
    "tests/faults",
    "tests/fuzz",
    "tests/integration/emulator",
    "tests/integration/modules",
    "tests/integration/playbooks",
    "tests/integration/security",
    "tests/molecule.py",
    "tests/typing_check.py",
    "tests/unit/emulator",
    "tests/unit/plugins",
    "tests/unit/test_citations.py",
)
"""Folders and files that are still to be rewritten. Take out what is done; add nothing."""


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of the docstrings of a file: of modules, classes, functions, and below assignments."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        begins = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        before: list[ast.stmt | None] = [None, *body]
        for previous, statement in zip(before, body, strict=False):
            documents = begins if previous is None else isinstance(previous, ast.Assign | ast.AnnAssign)
            if documents and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                value = statement.value.value
                if isinstance(value, str):
                    yield statement.lineno, value


def hanging(path: Path) -> list[str]:
    """Places of docstrings that do not stand alone."""
    found = []
    for line, text in docstrings(path):
        first = (text.split() or [""])[0].rstrip(",:")
        if first in HANGING:
            found.append(f"{path.relative_to(COLLECTION)}:{line}: {text.strip().splitlines()[0]}")
    return found


def files(folder: str) -> list[Path]:
    place = COLLECTION / folder
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


def is_exempt(path: Path) -> bool:
    name = str(path.relative_to(COLLECTION))
    return any(name == one or name.startswith(f"{one}/") for one in EXEMPT)


@pytest.mark.parametrize("folder", FOLDERS)
def test_first_sentences_stand_alone(folder: str) -> None:
    assert [place for path in files(folder) if not is_exempt(path) for place in hanging(path)] == []


@pytest.mark.parametrize("exempt", EXEMPT)
def test_what_is_exempt_still_has_to_be(exempt: str) -> None:
    assert any(hanging(path) for path in files(exempt)), f"{exempt} is done: take it out of EXEMPT in {Path(__file__).name}"
