# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads one part of a path pattern as minimatch 3 does, and writes it so that wcmatch means the same.

minimatch holds back a sign that may begin a group, closes what is left open as plain text, and looks behind an exclusion only
as far as the pattern goes. Here such a part becomes a tree, and the tree a pattern in which every character is unambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

SIGNS = "?*+@!"
"""Each begins a group in front of a bracket."""
ESCAPABLE = frozenset("().*{}+?[]^$\\!")
"""A backslash in front of anything else is dropped."""

NOTHING = "!(*)"
"""Matches no name: what is left of a part that only an empty name would match."""


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Wild:
    """`*` or `?`."""

    sign: str


@dataclass(frozen=True)
class Class:
    """`[…]`, each member one character or two that are a range's ends."""

    members: tuple[str, ...]
    negated: bool


@dataclass(frozen=True)
class Group:
    """`@(a|b)` and its like."""

    sign: str
    choices: tuple[tuple[Node, ...], ...]


Node = Text | Wild | Class | Group
Nodes = tuple[Node, ...]


def wcmatch_pattern(segment: str) -> str:
    """The part as a pattern of wcmatch's."""
    if segment == "**":
        return segment
    parser = Parser(segment)
    nodes = parser.nodes()
    if not parser.has_groups and all(isinstance(node, Text) for node in nodes):
        return literal(re.sub(r"\\(.)", r"\1", segment))
    return NOTHING if parser.is_broken or is_broken(nodes) else written(nodes) or NOTHING


def is_broken(nodes: Nodes) -> bool:
    """Tells whether an exclusion stands between two groups, of which minimatch 3 makes an expression that is none."""
    groups = [node.sign for node in nodes if isinstance(node, Group)]
    return "!" in groups[1:-1]


def literal(text: str) -> str:
    """A text that means itself."""
    return re.sub(r"([^\w/. ])", r"\\\1", text)


@dataclass
class Open:
    """A group whose end is still to come; the whole part is one too."""

    sign: str = ""
    choices: list[list[Node]] = field(default_factory=lambda: [[]])

    def closed(self) -> Group:
        return Group(self.sign, tuple(tuple(choice) for choice in self.choices))


class Parser:
    """One pass over the signs of a part."""

    def __init__(self, segment: str) -> None:
        self._segment = segment
        self._open = [Open()]
        self._held = ""
        """A sign that begins a group if a bracket follows."""
        self.has_groups = False
        self.is_broken = False
        """An exclusion stands in a group without end, which minimatch 3 rewrites without moving the exclusion's place."""

    def nodes(self) -> Nodes:
        position, escaped = 0, False
        while position < len(self._segment):
            sign = self._segment[position]
            position += 1
            if escaped and sign in ESCAPABLE:
                self._add(Text(sign))
                escaped = False
            elif sign == "\\":
                self._let_go()
                escaped = True
            elif sign in SIGNS:
                if sign != "*" or self._held != "*":
                    self._let_go()
                    self._held = sign
            elif sign == "[":
                self._let_go()
                position = self._read_class(position)
                escaped = False
            elif sign in "(|)" and self._bracket(sign, escaped):
                escaped = escaped and sign != "|"
            else:
                # What was held back goes behind one of these, in front of anything else.
                if sign not in "()|]":
                    self._let_go()
                self._add(Text(sign))
                escaped = False
        self._let_go()
        if escaped:
            self._add(Text("\\"))
        while len(self._open) > 1:
            self._give_up()
        (whole,) = self._open[0].choices
        return tuple(whole)

    def _add(self, *nodes: Node) -> None:
        choice = self._open[-1].choices[-1]
        for node in nodes:
            # Two stars would be any number of folders.
            if node != Wild("*") or choice[-1:] != [node]:
                choice.append(node)

    def _let_go(self) -> None:
        if self._held:
            self._add(Wild(self._held) if self._held in "*?" else Text(self._held))
            self._held = ""

    def _bracket(self, sign: str, escaped: bool) -> bool:
        """Begins, divides or ends a group; false where the sign is only itself."""
        if sign == "(":
            if not self._held:
                return False
            self._open.append(Open(self._held))
            self._held = ""
            return True
        if len(self._open) == 1 or (sign == "|" and escaped):
            return False
        self._let_go()
        if sign == "|":
            self._open[-1].choices.append([])
        else:
            group, self.has_groups = self._open.pop().closed(), True
            self._add(*simplified(group))
        return True

    def _give_up(self) -> None:
        """A group without end is plain text, and no group inside of it has choices."""
        group = self._open.pop()
        self.is_broken |= any(isinstance(node, Group) and node.sign == "!" for choice in group.choices for node in choice)
        self._add(Wild(group.sign) if group.sign in "*?" else Text(group.sign), Text("("))
        self._add(*undivided(tuple(tuple(choice) for choice in group.choices)))

    def _read_class(self, start: int) -> int:
        """Adds a class, or the text that it is where it has no end or a range backwards; the position behind it."""
        members: list[tuple[str, bool]] = []
        position, escaped = start, False
        while position < len(self._segment):
            sign = self._segment[position]
            if sign == "\\" and not escaped:
                escaped = True
            elif sign == "]" and not escaped and position > start:
                return self._end_class(members, self._segment[start:position], position + 1)
            else:
                members.append((sign, escaped and sign in ESCAPABLE))
                escaped = escaped and sign == "@"
            position += 1
        self._add(Text("["), *inside(self._segment[start:]))
        return position

    def _end_class(self, members: list[tuple[str, bool]], text: str, behind: int) -> int:
        negated = members[0] in (("!", False), ("^", False))
        found = ranges(members[negated:])
        if any(len(one) == 2 and one[0] > one[1] for one in [*found, *ranges(members)]):
            self._add(Text("["), *inside(text), Text("]"))
        else:
            self._add(Class(tuple(found), negated) if found else Wild("?"))
        return behind


def inside(text: str) -> Nodes:
    """The nodes of a class that is none; minimatch has no better word for nothing."""
    return (Text("undefined"),) if text in ("", "**") else Parser(text).nodes()


def ranges(members: list[tuple[str, bool]]) -> list[str]:
    signs = [sign for sign, _escaped in members]
    found, position = [], 0
    while position < len(signs):
        if signs[position + 1 : position + 2] == ["-"] and position + 2 < len(signs):
            found.append(signs[position] + signs[position + 2])
            position += 3
        else:
            found.append(signs[position])
            position += 1
    return found


def simplified(group: Group) -> Nodes:
    """The same without choices that only cost time: a repeated `*`, or nothing, is tried in every way there is."""
    if group.sign != "!" and (Wild("*"),) in group.choices:
        return (Wild("*"),)
    if group.sign == "@" and len(group.choices) == 1:
        return group.choices[0]
    given = tuple(choice for choice in group.choices if choice)
    if group.sign not in "*+" or given == group.choices:
        return (group,)
    return (Group("*", given),) if given else ()


def undivided(choices: Iterable[Nodes]) -> Nodes:
    """The choices one after another, the signs between them plain text."""
    result: list[Node] = []
    for number, choice in enumerate(choices):
        if number:
            result.append(Text("|"))
        for node in choice:
            result.append(Group(node.sign, (undivided(node.choices),)) if isinstance(node, Group) else node)
    return tuple(result)


def written(nodes: Nodes, whole: bool = True) -> str:
    """The nodes up to the end of the part.

    An exclusion that something follows is two conditions on the rest of a name: it does not begin with an excluded text and what
    follows, and it ends with what follows. wcmatch has a name for "both" only as "not one of those that fail either".

    :param whole: false: more may follow in the name.
    """
    head = ""
    for number, node in enumerate(nodes):
        behind = nodes[number + 1 :]
        if not (isinstance(node, Group) and node.sign == "!"):
            head += written_node(node)
        elif not behind:
            return head + written_node(node)
        else:
            return f"{head}!(@({choices(node)}){written(behind, whole=False)}|!(*{written(behind, whole)}))"
    return head if whole else f"{head}*"


def written_node(node: Node) -> str:
    if isinstance(node, Text):
        return literal(node.text)
    if isinstance(node, Wild):
        return node.sign
    if isinstance(node, Class):
        members = "".join("-".join(re.sub(r"(\W)", r"\\\1", sign) for sign in one) for one in node.members)
        return f"[{'!' if node.negated else ''}{members}]"
    return f"{node.sign}({choices(node)})"


def choices(group: Group) -> str:
    """The choices of a group. An exclusion in one of them also excludes the choices behind it, as in minimatch."""
    texts: list[str] = []
    for choice in reversed(group.choices):
        text = ""
        for node in reversed(choice):
            if isinstance(node, Group) and node.sign == "!" and (text or texts):
                also = ([f"@({choices(node)}){text}"] if text else [choices(node)]) + texts
                text = f"!({choices(node)}|{'*|'.join(also)}*){text}"
            else:
                text = written_node(node) + text
        texts.insert(0, text)
    return "|".join(texts)
