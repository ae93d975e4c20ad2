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
    return sorted((COLLECTION / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_first_sentences_stand_alone(folder: str) -> None:
    assert [place for path in files(folder) for place in hanging(path)] == []
