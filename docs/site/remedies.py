# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error texts and their remedies, read from the code that raises them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import REMEDIES
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.shared.sign_in_errors import BY_CODE
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.run_memory import token_cache

from . import rst

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
RAISED = {
    "AuthenticationError",
    "MissingSettings",
    "NoSignInMethod",
    "RunFailed",
    "SecretMissing",
    "TimedOut",
    "UsageError",
    "VaultpipeError",
}
GAP = "..."
"""Stands for what differs from case to case."""


def tables() -> str:
    return (
        rst.heading("What Azure and Azure DevOps answer")
        + rst.table(("Code", "What to do"), rows(REMEDIES), "30 70")
        + rst.heading("What Entra answers to a pipeline's sign-in")
        + rst.table(("Code", "It means", "What to do"), entra_codes(), "16 34 50")
        + rst.heading("What Entra answers to a task's own sign-in")
        + rst.table(("Code", "What to do"), rows(token_cache.REMEDIES), "30 70")
        + rst.heading("What the collection itself says")
        + rst.table(("Text", "What to do"), sorted(set(own_texts()), key=_words), "50 50")
    )


def rows(remedies: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(f"``{code}``", rst.plain(remedy)) for code, remedy in sorted(remedies.items())]


def entra_codes() -> list[tuple[str, str, str]]:
    return [(f"``AADSTS{code}``", rst.plain(link.told), rst.plain(link.remedy)) for code, link in sorted(BY_CODE.items())]


def own_texts() -> Iterator[tuple[str, str]]:
    """Each error with a remedy that any file raises."""
    for path in sorted(PLUGINS.rglob("*.py")):
        module = ast.parse(path.read_text())
        constants = {
            target.id: node.value
            for node in ast.walk(module)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED and len(node.args) > 1:
                message, remedy = (_text(argument, constants) for argument in node.args[:2])
                if any(letters.isalpha() for letters in message.replace(GAP, "")) and remedy.replace(GAP, "").strip():
                    yield rst.plain(message), rst.plain(remedy)


def _words(row: Sequence[str]) -> str:
    """What to sort by, without the names that a text may begin with."""
    return row[0].lstrip(f"{GAP} ").lower()


def _text(node: ast.expr, constants: dict[str, ast.expr]) -> str:
    """The text that an expression makes, with gaps for what only a run knows."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, constants) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left, constants) + _text(node.right, constants)
    if isinstance(node, ast.Name) and isinstance(constants.get(node.id), ast.Constant | ast.JoinedStr):
        return _text(constants[node.id], constants)
    return GAP
