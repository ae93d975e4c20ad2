# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file patterns of a task, with the answers of `match` in azure-pipelines-task-lib under its default options."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wcmatch import glob

from emulator.agent.tasks.files.minimatch_segment import wcmatch_pattern
from emulator.agent.tasks.javascript import trimmed

FLAGS = glob.CASE | glob.DOTGLOB | glob.EXTGLOB | glob.GLOBSTAR | glob.FORCEUNIX


class Patterns:
    """Lines of patterns, applied in order: a line adds what it matches, a line with `!` takes it away again."""

    def __init__(self, lines: Iterable[str], root: str) -> None:
        """:param root: a pattern too, in front of each that does not begin with a slash."""
        self._rules: list[tuple[bool, glob.WcMatcher[str]]] = []
        for line in (trimmed(line) for line in lines):
            signed = line.lstrip("!")
            if (bare := trimmed(signed)) and not line.startswith("#"):
                whole = bare if bare.startswith("/") else f"{root.removesuffix('/')}/{bare}"
                included = (len(line) - len(signed)) % 2 == 0
                self._rules.append((included, glob.compile(path_pattern(whole), flags=FLAGS)))

    def of(self, files: Iterable[str]) -> list[str]:
        """The files that match, in their own order."""
        files = list(files)
        chosen: set[str] = set()
        for included, matcher in self._rules:
            matching = {file for file in files if matcher.match(file)}
            chosen = chosen | matching if included else chosen - matching
        return [file for file in files if file in chosen]


def path_pattern(pattern: str) -> str:
    return "/".join(wcmatch_pattern(segment) for segment in re.split("/+", pattern))
