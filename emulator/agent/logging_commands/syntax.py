# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging commands: lines by which a step speaks to the agent, `##vso[area.event name=value;...]data`."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "##vso["
KEYWORD = "##vso"
ESCAPES = ((";", "%3B"), ("\r", "%0D"), ("\n", "%0A"), ("]", "%5D"))


@dataclass(frozen=True)
class Command:
    """One command, unescaped."""

    area: str
    event: str
    properties: dict[str, str]
    """Names in lower case, with the blanks around them."""
    data: str

    @property
    def name(self) -> str:
        return f"{self.area}.{self.event}".lower()

    def flag(self, name: str) -> bool:
        """Tells whether a property is true, as .NET reads it."""
        return self.properties.get(name, "").strip(" \t\n\v\f\r\0").lower() == "true"


def parse(line: str) -> Command | None:
    """The command in a line; None when there is none. What stands before the prefix is dropped, as the agent does."""
    _before, found, rest = line.partition(PREFIX)
    head, closed, data = rest.partition("]")
    name, _space, properties = head.partition(" ")
    if not (found and closed) or len([part for part in name.split(".") if part]) != 2:
        return None
    area, event = (part for part in name.split(".") if part)
    # .NET drops what is empty: `=a==b` is a and b.
    pairs = (item.lstrip("=").partition("=") for item in properties.split(";"))
    given = {key.lower(): unescape(value.lstrip("=")) for key, _equals, value in pairs if value.strip("=")}
    return Command(area, event, given, unescape(data))


def unescape(text: str) -> str:
    for plain, escaped in ESCAPES:
        text = text.replace(escaped, plain)
    return text.replace("%AZP25", "%")


def escape_data(text: str) -> str:
    """Escapes data as the task library writes it (docs/reference/pipeline_task.md#command-escapes)."""
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    return escape_data(text).replace("]", "%5D").replace(";", "%3B")


def written(name: str, data: str, **properties: str) -> str:
    """A command as a task prints it; a property without value is none."""
    pairs = "".join(f"{key}={escape_property(value)};" for key, value in properties.items() if value)
    return f"{PREFIX}{name}{' ' if properties else ''}{pairs}]{escape_data(data)}"
