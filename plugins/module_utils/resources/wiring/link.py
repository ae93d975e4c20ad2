# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A link of a wiring as a look at it found it, and what mends one that is broken."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import typing as t

OK, BROKEN, UNKNOWN = "ok", "broken", "unknown"
PLAIN = re.compile(r"[A-Za-z][\w./-]*(?: [\w./-]+)*")
"""A text that YAML takes for itself without quotes, apart from the words of `NOT_PLAIN`."""
NOT_PLAIN = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")

Options = t.Mapping[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Remedy:
    """The same change twice: as tasks of this collection and as commands of az.

    Words in capitals in either stand for what nobody but the reader knows.
    """

    tasks: tuple[tuple[str, Options], ...]
    """Modules with their options."""
    commands: tuple[tuple[str, ...], ...]

    def written(self) -> dict[str, str]:
        """`{"task", "az"}`: a list of tasks in YAML, and lines for a shell."""
        return {
            "task": "\n".join(_task(module, options) for module, options in self.tasks),
            "az": "\n".join(shlex.join(command) for command in self.commands),
        }


@dataclasses.dataclass(frozen=True)
class Link:
    """One link; `fact` is a sentence about it, whatever its status."""

    name: str
    status: str
    fact: str
    remedy: Remedy | None = None
    thing: str | None = None
    """Name of the thing that it leads to; None for what is between two things."""
    until: str | None = None
    """Date, or date and time, at which it ends; None where no end is known."""

    def state(self) -> dict[str, t.Any]:
        """`{"name", "status", "fact", "remedy", "thing", "until"}`; a remedy is null unless the link is broken."""
        return {**dataclasses.asdict(self), "remedy": self.remedy.written() if self.remedy else None}


def remedy(module: str, options: Options, *command: str) -> Remedy:
    """One task and one command."""
    return Remedy(((module, options),), (command,))


def _task(module: str, options: Options) -> str:
    """An item of a list of tasks. Options that are None are left out."""
    lines = [f"- vaultpipe.azure.{module}:"]
    lines += [f"    {name}: {_scalar(value)}" for name, value in options.items() if value is not None]
    return "\n".join(lines)


def _scalar(value: t.Any) -> str:
    """A value in YAML, of which JSON is a part."""
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in NOT_PLAIN:
        return value
    return json.dumps(value)
