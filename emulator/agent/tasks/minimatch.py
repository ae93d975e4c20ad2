# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File patterns as the tasks understand them: minimatch with dot files, without braces (task library, `match`)."""

from __future__ import annotations

import re
from pathlib import Path

GROUPS = {"?": "?", "*": "*", "+": "+", "@": ""}


class Patterns:
    """Lines of patterns, applied in order: a line adds what it matches, a line with `!` takes it away again."""

    def __init__(self, lines: list[str], root: Path) -> None:
        self._rules: list[tuple[bool, re.Pattern[str]]] = []
        for line in (line.strip() for line in lines):
            if not line or line.startswith("#"):
                continue
            # A line may begin with an extended pattern, `!(a|b)`, which is no exclusion.
            bare = line if line.startswith("!(") else line.lstrip("!")
            excluded = (len(line) - len(bare)) % 2 == 1
            whole = bare if bare.startswith("/") else f"{literal(str(root))}/{bare.removeprefix('./')}"
            self._rules.append((not excluded, re.compile(translated(whole))))

    def of(self, files: list[Path]) -> list[Path]:
        """Those that match."""
        chosen: set[Path] = set()
        for adds, pattern in self._rules:
            matching = {file for file in files if pattern.fullmatch(str(file))}
            chosen = chosen | matching if adds else chosen - matching
        return [file for file in files if file in chosen]


def literal(path: str) -> str:
    """A path as a pattern that means itself."""
    return re.sub(r"([\[\]*?!+@(){}\\])", r"\\\1", path)


def translated(pattern: str) -> str:
    """The regular expression of a whole pattern; `**` alone between slashes stands for any folders."""
    segments = pattern.split("/")
    parts = []
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == "**":
            parts.append(".*" if last else "(?:[^/]+/)*")
        else:
            parts.append(translated_segment(segment) + ("" if last else "/"))
    return "".join(parts)


def translated_segment(text: str) -> str:
    result, position = "", 0
    while position < len(text):
        sign = text[position]
        inner_end = text.find(")", position)
        if sign in "?*+@!" and text[position + 1 : position + 2] == "(" and inner_end > 0:
            inner = text[position + 2 : inner_end].split("|")
            result += extended(sign, [translated_segment(one) for one in inner], translated_segment(text[inner_end + 1 :]))
            if sign == "!":
                return result
            position = inner_end + 1
            continue
        class_end = text.find("]", position + 2)
        if sign == "[" and class_end > 0:
            body = text[position + 1 : class_end].replace("\\", "\\\\")
            result += f"[{'^' + body[1:] if body[0] in '!^' else body}]"
            position = class_end + 1
            continue
        if sign == "\\" and position + 1 < len(text):
            position += 1
            result += re.escape(text[position])
        else:
            result += {"*": "[^/]*", "?": "[^/]"}.get(sign, re.escape(sign))
        position += 1
    return result


def extended(sign: str, alternatives: list[str], rest: str) -> str:
    """`@(a|b)` and its like. A negation is only right together with the rest of its segment."""
    either = f"(?:{'|'.join(alternatives)})"
    return f"(?!{either}{rest}(?:/|$))[^/]*{rest}" if sign == "!" else either + GROUPS[sign]
