# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contributor's pages name files, targets and names that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

COLLECTION = Path(__file__).resolve().parents[2]
GUIDES = COLLECTION / "docs/docsite/rst"
PAGES = ("contributor_guide", "recipes", "glossary")
FOLDERS = "plugins|emulator|tests|docs|roles|playbooks|meta|changelogs|extensions|demo"
PATH = re.compile(rf"(?<![\w./])((?:{FOLDERS})(?:/[\w.*-]+)+)")
MADE_LATER = ("changelogs/fragments",)
"""Folders that a release may leave empty."""
DEFINED = re.compile(r"``([A-Z_]{4,})`` in ``([\w/]+\.py)``|\(``([A-Z_]{4,})`` in ``([\w/]+\.py)``\)")


def text(page: str) -> str:
    return (GUIDES / f"{page}.rst").read_text()


@pytest.mark.parametrize("page", PAGES)
def test_every_path_is_there(page: str) -> None:
    named = {path.rstrip(".") for path in PATH.findall(text(page))}
    assert page == "glossary" or len(named) > 20
    assert [path for path in sorted(named) if path not in MADE_LATER and not any(COLLECTION.glob(path))] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_is_there(page: str) -> None:
    targets = set(re.findall(r"^([\w-]+):", (COLLECTION / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"``make ([\w-]+)", text(page))) <= targets


def test_recipes_name_constants_where_they_are() -> None:
    named = [(one or two, where or there) for one, where, two, there in DEFINED.findall(text("recipes"))]
    assert len(named) >= 4
    for name, path in named:
        assert re.search(rf"^{name}\b", (COLLECTION / path).read_text(), re.MULTILINE), (name, path)


def test_the_pages_are_in_the_table_of_contents() -> None:
    listed = (COLLECTION / "docs/docsite/extra-docs.yml").read_text()
    assert [page for page in PAGES if f"- {page}\n" not in listed] == []
