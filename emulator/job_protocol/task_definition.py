# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definition of a task as an organization lists it, and what a step gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Input:
    name: str
    type: str
    label: str
    required: bool = False
    default: str = ""
    aliases: tuple[str, ...] = ()
    emulated: tuple[str, ...] = ()
    """The only values, in lower case, that the local Azure knows; empty: any."""


@dataclass(frozen=True)
class Task:
    id: str
    name: str
    friendly_name: str
    description: str
    category: str
    version: str
    help: str
    """Path of its page in the documentation."""
    inputs: tuple[Input, ...]
    has_pre_job: bool = False
    """Has an entry point before the job's own steps as well."""

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def named(self, given: Mapping[str, str]) -> dict[str, str]:
        """Inputs by the task's own names, whatever case or alias the author used."""
        names = {alias.lower(): one.name for one in self.inputs for alias in (one.name, *one.aliases)}
        return {names.get(name.strip().lower(), name.strip()): value for name, value in given.items()}

    def defaults(self) -> dict[str, str]:
        return {one.name: one.default for one in self.inputs}

    def refuse(self, given: Mapping[str, str]) -> str | None:
        """Finds what the local Azure does not emulate of these inputs, `NAME: VALUE`; None: nothing."""
        for one in self.inputs:
            value = given.get(one.name, "").strip()
            if one.emulated and value and "$(" not in value and value.lower() not in one.emulated:
                return f"'{one.name}: {value}'"
        return None

    def connection_inputs(self) -> tuple[Input, ...]:
        """Inputs that name a service connection."""
        return tuple(one for one in self.inputs if one.type.startswith("connectedService"))
