# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Removal that spares what others made or use: the marks on what is ours, and the options for it."""

from __future__ import annotations

import typing as t

from ...engine.argument_spec import ArgumentSpec

ONLY_MANAGED = ArgumentSpec({"only_managed": {"type": "bool", "default": False, "aliases": ["only_ours"]}})
"""doc_fragments/only_managed.py documents this and the next."""
ONLY_MANAGED_AND_EMPTY = ONLY_MANAGED + ArgumentSpec(
    {"ignoring": {"type": "list", "elements": "str", "default": [], "aliases": ["besides"]}}
)

MARK = "vaultpipe"
"""Tag on what we create; removal of more than what is named goes by it (docs/docsite/rst/contributor_guide.rst#ownership)."""
MADE_BY = "Made by vaultpipe.azure."
"""Ends the description of what we create, where the API has a description and no tags."""
PUSHED_BY = "Pushed-by: vaultpipe.azure"
"""Trailer of our commits' messages. A file whose last commit has it is as we left it, so we may change it."""
PROPERTY = "vaultpipe.repository."
"""Begins the names of a project's properties that mark its repositories, which have neither tags nor a description."""
ROTATION = "vaultpipe-rotation"
"""Tag on a secret's version that a rotation has made and no pipeline has proven yet."""
NOT_OURS = "does not carry the mark of vaultpipe.azure, so somebody else made it"


class Thing(t.NamedTuple):
    """Something that another thing holds."""

    label: str
    """Its name for people: "pipeline"."""
    name: str


def pipeline_thing(definition: t.Mapping[str, t.Any]) -> Thing:
    """A pipeline with its folder: names are unique in their folder only."""
    return Thing("pipeline", f"{definition['path']}\\{definition['name']}".lstrip("\\"))


def marked(description: str) -> str:
    """The description of a thing that we make."""
    return f"{description}\n\n{MADE_BY}" if description else MADE_BY


def is_marked(description: str | None) -> bool:
    """Tells whether a thing with this description is ours."""
    return (description or "").endswith(MADE_BY)


def is_pushed_by_us(message: str) -> bool:
    """Tells whether a commit with this message is one of ours."""
    return PUSHED_BY in map(str.strip, message.splitlines())


def unmarked(description: str | None) -> str:
    """The description without the mark, as the user wrote it."""
    text = description or ""
    return text.removesuffix(MADE_BY).rstrip() if is_marked(text) else text


def marked_as(described: str | None, wanted: str) -> str:
    """The description to send in a change: the mark stays on what has it, and comes to nothing else."""
    return marked(wanted) if is_marked(described) else wanted


def others(things: t.Iterable[Thing], besides: t.Iterable[str], verb: str = "holds") -> list[str]:
    """Reasons for `only_managed` to leave a thing that holds these, or has another relation to them.

    :param besides: those that do not count, each by label and name: "pipeline shop". Things of two kinds often share a name.
    """
    known = {name.casefold() for name in besides}
    named = (f"{thing.label} {thing.name}" for thing in things)
    return [f"{verb} the {name}" for name in named if name.casefold() not in known]
