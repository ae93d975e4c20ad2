# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File patterns made up by chance, out of all that minimatch gives a meaning to."""

from __future__ import annotations

from random import Random

ROOT = "/agent/s"
NAMES = (
    "a", "b", "ab", "abc", "a.txt", "b.txt", "a.md", "ab.txt", "a.txt.txt", ".dot", ".dot.txt", "A", "B.TXT", "file (1).txt",
    "[1].txt", "a]b", "x(y)", "a b", "!bang", "#hash", "a|b", "a+b", "{a,b}", "a-b", "é.txt", "..x", "aa", "aab", "abb", "a.b.c",
    "a@b", "src", "lib",
)  # fmt: skip
FOLDERS = ("", "src/", "src/deep/", "lib/", ".hid/", "src/a.b/", "x y/")
FILES = [f"{ROOT}/{folder}{name}" for folder in FOLDERS for name in NAMES]
TEXTS = ("a", "b", "c", "ab", ".txt", ".", "md", "txt", "src", "dot", "1", "x", "A", "é", " ")
CLASSES = ("[ab]", "[!a]", "[^a]", "[a-c]", "[]a]", "[[]", "[z-a]", "[.]", "[a", "[!]a]", "[a-]", "[*]", "]", "[")
ESCAPES = ("\\*", "\\?", "\\[", "\\a", "\\(", "\\!", "\\@")
ODD = ("(", "|", ")", "{a,b}", "{", "!", "@", "+", "-", "#", "~", "\\", ",", "$", "^", "(*)", "(a)", "(?)")
REPEATED = "*+"


class Patterns:
    """Lists of lines; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def case(self) -> list[str]:
        if self._random.random() < 0.6:
            return [self._line() for _time in range(self._random.choice((1, 1, 1, 2, 3)))]
        return ["**", *(f"!{self._line()}" for _time in range(self._random.choice((1, 2))))]

    def _line(self) -> str:
        path = "/".join(self._segment() for _time in range(self._random.choice((1, 1, 1, 2, 2, 3))))
        ways = [path] * 24 + [
            f"!{path}", f"!{path}", f"!!{path}", f"! {path}", f"#{path}", f"./{path}", f"../{path}", f"{ROOT}/{path}",
            path.replace("/", "//"), f"{path}/", f"  {path} \t", f"**/{path}", f"**/{path}", f"**/{path}",
        ]  # fmt: skip
        return self._random.choice(ways)

    def _segment(self) -> str:
        if self._random.random() < 0.12:
            return "**"
        return "".join(self._piece(0) for _time in range(self._random.choice((1, 1, 2, 2, 3, 4))))

    def _piece(self, depth: int) -> str:
        kind = self._random.random()
        if kind < 0.12 and depth < 2:
            # The one difference that the documentation lists: an exclusion inside of another group.
            sign = self._random.choice("@@+*?" if depth else "@@+*?!!!")
            lengths = (1, 1, 2) if sign in REPEATED else (0, 1, 1, 2)
            choices = (
                "".join(self._piece(depth + 1) for _time in range(self._random.choice(lengths)))
                for _time in range(self._random.choice((1, 2, 2, 3)))
            )
            return f"{sign}({'|'.join(choices)})"
        for limit, pieces in ((0.54, TEXTS), (0.72, ("*",)), (0.79, ("?",)), (0.89, CLASSES), (0.94, ESCAPES)):
            if kind < limit:
                return self._random.choice(pieces)
        return self._random.choice(ODD)
