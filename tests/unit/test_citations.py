# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims of the code about a service can be looked up: citations lead to an entry, and entries to their source."""

from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path

import pytest

COLLECTION = Path(__file__).resolve().parents[2]
REFERENCE = COLLECTION / "docs" / "reference"
PAGES = sorted(REFERENCE.glob("*.md"))
CITING = ("plugins", "emulator", "tests", "demo", "roles", "playbooks", "extensions", "docs")
SUFFIXES = {".py", ".cjs", ".mjs", ".md", ".rst", ".yml"}

CITATION = re.compile(r"\bdocs/(?:reference|docsite/rst)/\w+\.\w+(?:#[\w-]+)?")
LINK = re.compile(r"\]\(([\w.]*(?:#[\w-]+)?)\)")
ANCHOR = re.compile(r'<a id="([^"]*)"></a>')
ENTRY = re.compile(r'^- <a id="([^"]+)"></a>\n((?:  .*\n)+)', re.MULTILINE)
KIND = re.compile(r"\[(?:recorded|specified|documented|reported|unconfirmed)\]")
PUBLISHED = re.compile(r"^\| `([^`]+)` \| (.*)", re.MULTILINE)
ELSEWHERE = re.compile(
    r"\b(?:fa" + r"cts[/ ](?:§|[\w-]+\.md)|des" + r"ign\.md|recordings, (?:[\w.…]*-[\w-]+|READ))"
    r"|(?<![\w/])(?:recordings|specs)/[a-z][\w-]*"
)
"""Notes that are no part of the project. A path in ../shared, as a program is given it, is none."""


@functools.cache
def texts() -> list[tuple[str, str]]:
    """Path and contents of whatever can cite."""
    files = [path for folder in CITING for path in sorted((COLLECTION / folder).rglob("*")) if path.suffix in SUFFIXES]
    return [(str(path.relative_to(COLLECTION)), path.read_text()) for path in files]


def anchors(path: Path) -> list[str]:
    """All of a page, those of headings as GitHub and docutils make them."""
    text = path.read_text()
    if path.suffix == ".rst":
        headings = re.findall(r"^(\S.*)\n(?:=+|-+)$", text, re.MULTILINE)
    else:
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = [re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings]
    return ANCHOR.findall(text) + slugs


def entries() -> list[tuple[str, str, str]]:
    """Page, anchor and text of each."""
    return [(path.name, anchor, text) for path in PAGES for anchor, text in ENTRY.findall(path.read_text())]


def test_every_citation_leads_to_an_anchor() -> None:
    known = {path: set(anchors(path)) for path in [*PAGES, *(COLLECTION / "docs/docsite/rst").glob("*.rst")]}
    seen, lost = 0, []
    for citing, text in texts():
        for cited in CITATION.findall(text):
            path, _hash, anchor = cited.partition("#")
            seen += 1
            if COLLECTION / path not in known or (anchor and anchor not in known[COLLECTION / path]):
                lost.append(f"{citing}: {cited}")
    assert lost == []
    assert seen > 250


def test_code_cites_facts_and_not_whole_pages() -> None:
    cited = [(citing, one) for citing, text in texts() if citing.endswith(".py") for one in CITATION.findall(text)]
    assert [one for one in cited if "docs/reference/" in one[1] and "#" not in one[1]] == []


def test_nothing_is_cited_that_is_not_here() -> None:
    assert [(citing, found) for citing, text in texts() for found in ELSEWHERE.findall(text)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_anchors_are_unique_and_plain(page: Path) -> None:
    counted = Counter(anchors(page))
    assert [anchor for anchor, times in counted.items() if times > 1] == []
    assert [anchor for anchor in counted if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", anchor)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text()):
        name, _hash, anchor = link.partition("#")
        target = REFERENCE / name if name else page
        assert target in PAGES, link
        assert not anchor or anchor in anchors(target), link


def test_every_entry_says_its_source_and_of_what_kind_it_is() -> None:
    written = sum(len(ANCHOR.findall(path.read_text())) for path in PAGES)
    assert len(entries()) == written > 200
    for page, anchor, text in entries():
        fact, _source, sources = text.partition("Source: ")
        assert re.match(r"\s+\*\*.+\*\*", fact, re.DOTALL), (page, anchor)
        kinds = KIND.split(sources)
        assert kinds[0] == "", (page, anchor)
        assert len(kinds) > 1, (page, anchor)
        assert all(re.search(r"\w{2}", said) for said in kinds[1:]), (page, anchor)


def test_recordings_and_specifications_are_published_somewhere() -> None:
    """Each that an entry names has a row in sources.md, and each row is needed."""
    rows = dict(PUBLISHED.findall((REFERENCE / "sources.md").read_text()))
    used = set()
    for page, anchor, text in entries():
        sources = text.partition("Source: ")[2]
        for kind, said in re.findall(r"\[(recorded|specified)\]([^\[]*)", sources):
            for name in re.findall(r"`([a-z][\w.-]*(?:/[\w.-]+)*)(?:#[\d,#-]+)?`", said):
                area, _slash, recording = name.partition("/")
                found = {one for one in rows if one == name or one.startswith(name + "/")}
                if kind == "recorded" and recording in rows and area in rows[recording]:
                    found = {recording}
                if "/" in name or found:
                    assert found, (page, anchor, name)
                used |= found
    assert used == set(rows)
