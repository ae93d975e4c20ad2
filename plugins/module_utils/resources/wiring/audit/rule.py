# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guard rail, and what breaks it."""

from __future__ import annotations

import dataclasses
import typing as t

from ....engine.resource import State
from ..link import Options, Remedy
from .access import Accesses
from .estate import Connection, Estate, Pipeline, Share, Vault

LOW, MEDIUM, HIGH = SEVERITIES = ("low", "medium", "high")


class View(t.NamedTuple):
    """The things that rules look at."""

    estate: Estate
    accesses: Accesses

    def place(self, project: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Options of tasks in a project."""
        return {"organization": self.estate.organization, "project": project["name"]}

    @property
    def shares(self) -> t.Iterator[tuple[Connection, Share]]:
        return ((connection, share) for connection in self.estate.connections for share in connection.shares)

    @property
    def read_vaults(self) -> list[Vault]:
        """Vaults whose secrets a connection's identity may read."""
        used = {one.identity.client_id for one in self.estate.connections if one.identity}
        readers = {vault.name: self.accesses.readers_of(vault) for vault in self.estate.vaults}
        return [vault for vault in self.estate.vaults if any(one.identity.client_id in used for one in readers[vault.name])]


@dataclasses.dataclass(frozen=True)
class Broken:
    """A thing that breaks a rule."""

    kind: str
    """`pipeline`, `connection`, `identity`, `vault` or `secret`."""
    name: str
    message: str
    project: str | None = None
    file: str | None = None
    tasks: tuple[tuple[str, Options], ...] = ()
    """Modules with their options that mend it, in order; none where no module does."""
    severity: str | None = None
    """Another severity than the rule's."""


@dataclasses.dataclass(frozen=True)
class Rule:
    """A guard rail."""

    id: str
    severity: str
    title: str
    """A sentence that says what is to be so."""
    advice: str
    """A sentence that says what to do where it is not."""
    look: t.Callable[[View], t.Iterable[Broken]]

    def findings(self, view: View) -> list[State]:
        return [self._finding(one) for one in self.look(view)]

    def _finding(self, broken: Broken) -> State:
        return {
            "rule": self.id,
            "severity": broken.severity or self.severity,
            "kind": broken.kind,
            "name": broken.name,
            "project": broken.project,
            "file": broken.file,
            "message": broken.message,
            "advice": self.advice,
            "task": Remedy(broken.tasks, ()).written()["task"],
        }

    def state(self) -> State:
        return {"id": self.id, "severity": self.severity, "title": self.title, "advice": self.advice}


def of_pipeline(pipeline: Pipeline) -> dict[str, t.Any]:
    """Fields of `Broken` about a pipeline."""
    return {"kind": "pipeline", "name": pipeline.name, "project": pipeline.project["name"], "file": pipeline.file}


def of_connection(share: Share) -> dict[str, t.Any]:
    """Fields of `Broken` about a connection in a project."""
    return {"kind": "connection", "name": share.name, "project": share.project["name"]}
