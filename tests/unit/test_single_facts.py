# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts that the collection's code knows stand in one place each, so that one edit changes them.

The local Azure has its own, on purpose: it is to find out what the collection gets wrong.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CODE = Path(__file__).resolve().parents[2] / "plugins"
API_VERSIONS = "module_utils/clients/arm/resource_types.py"
RETRIES = "module_utils/clients/http/retries.py"
PIPELINES_SIGN_IN = "module_utils/resources/shared/sign_in_errors.py"
OWN_SIGN_IN = "module_utils/session/run_memory/token_cache.py"
"""A second home: what mends the task's own sign-in is another thing than what mends a pipeline's, also for the same code."""
TRANSIENT = {408, 429, 500, 502, 503, 504}

TEXTS = {
    "api-version": (r"20\d\d-[01]\d-[0-3]\d(-preview)?", {API_VERSIONS}),
    "tag that marks what is ours": (r"vaultpipe", {"module_utils/resources/shared/ownership.py"}),
    "words that mark what is ours": (r"Made by vaultpipe.*", {"module_utils/resources/shared/ownership.py"}),
    "project property that marks what is ours": (r"vaultpipe\.repository.*", {"module_utils/resources/shared/ownership.py"}),
    "GUID's pattern": (r".*\{8\}.*\{4\}.*\{12\}.*", {"module_utils/identifiers.py"}),
    "AADSTS code": (r"(AADSTS)?(5\d{4}|7\d{4}\d{0,3}|9\d{4})", {PIPELINES_SIGN_IN, OWN_SIGN_IN}),
}
"""Texts that state a fact, and their home, by the name of the fact."""


@functools.cache
def trees() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(CODE)): ast.parse(path.read_text())
        for path in sorted(CODE.rglob("*.py"))
        if path.relative_to(CODE).parts[0] not in ("modules", "doc_fragments")  # documentation
    }


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and value of each text of the code, without docstrings and without what is looked for by `in`."""
    passed_over: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            passed_over.add(id(node.value))
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            passed_over.add(id(node.left))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed_over:
            yield node.lineno, node.value


def statuses(tree: ast.Module) -> Iterator[int]:
    """Lines of lists of statuses that may pass."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            numbers = {one.value for one in node.elts if isinstance(one, ast.Constant) and isinstance(one.value, int)}
            if len(numbers & TRANSIENT) > 1:
                yield node.lineno


@pytest.mark.parametrize("fact", TEXTS)
def test_a_text_has_one_home(fact: str) -> None:
    pattern, homes = TEXTS[fact]
    stray = [
        f"{path}:{line} has the {fact} {text!r}; take it from {' or '.join(sorted(homes))}"
        for path, tree in trees().items()
        if path not in homes
        for line, text in texts(tree)
        if re.fullmatch(pattern, text)
    ]
    assert stray == []


@pytest.mark.parametrize("fact", [fact for fact in TEXTS if fact != "GUID's pattern"])
def test_a_text_is_at_home(fact: str) -> None:
    """The pattern still fits what it is about."""
    pattern, homes = TEXTS[fact]
    for home in homes:
        assert any(re.fullmatch(pattern, text) for _line, text in texts(trees()[home])), home


def test_statuses_that_pass_have_one_home() -> None:
    found = [(path, line) for path, tree in trees().items() for line in statuses(tree)]
    assert [f"{path}:{line} lists statuses that pass; take {RETRIES}" for path, line in found if path != RETRIES] == []
    assert found
