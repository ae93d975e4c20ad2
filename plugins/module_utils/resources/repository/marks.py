# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks on the repositories that are ours. A repository has no room for one, so its project's properties have it.

See docs/reference/azure_devops.md#project-properties.
"""

from __future__ import annotations

import typing as t
import uuid

from ...clients.devops.client import DevOpsClient, Json
from ...clients.devops.locations import PROJECT_PROPERTIES
from ...errors import Forbidden, not_understood
from ..shared.ownership import PROPERTY

BEGUN, CREATED, FILLED = "begun", "created", "filled"
"""We are about to make one of this name; we made it; it was there, empty, and we imported what it holds."""
IMPORT = ".import"
"""Ends the keys of what an import brought into one that we made: BEGUN, and then in pieces each ref with its commit."""
REFS_IN_PIECE = 20


def is_empty(repository: Json) -> bool:
    return not repository.get("defaultBranch") and not repository.get("size")


class RepositoryMarks:
    """Keeps the marks by repository id, or by an id of our own for one that is about to be made, whose id nobody knows yet."""

    def __init__(self, devops: DevOpsClient, project: t.Mapping[str, t.Any]) -> None:
        self._devops, self._project = devops, project

    def all(self) -> dict[str, str]:
        asked, query = f"read the properties of the project {self._project['name']}", {"keys": f"{PROPERTY}*"}
        found = self._devops.list(PROJECT_PROPERTIES, asked, query=query, projectId=self._project["id"])
        return {one["name"].removeprefix(PROPERTY): str(one["value"]) for one in found if one["name"].startswith(PROPERTY)}

    def of(self, repository: Json) -> str | None:
        """CREATED, FILLED, BEGUN (we were stopped after we made it, before we could mark it), or None: not ours."""
        marks = self.all()
        begun = marks.get(self._begun(repository["name"])) if is_empty(repository) else None
        return marks.get(repository["id"]) or begun

    def begin(self, name: str) -> bool:
        """Before a repository is made: were we stopped right after it, nothing else would tell that it is ours.

        :returns: False without the right to it. Then there is no mark, which only means that the removal of ours leaves the
            repository.
        """
        return self._add({self._begun(name): BEGUN})

    def finish(self, repository: Json, imports: bool) -> None:
        """It is made.

        :param imports: whether it is about to be filled.
        """
        begun = [_adding(repository["id"] + IMPORT, BEGUN)] if imports else []
        self._change(_adding(repository["id"], CREATED), *begun, _removing(self._begun(repository["name"])))

    def imported(self, repository: Json) -> set[tuple[str, str]]:
        """The refs, each with its commit, that it had right after our import."""
        pieces = [value for key, value in self.all().items() if key.startswith(f"{repository['id']}{IMPORT}.")]
        pairs = (pair.partition(":") for piece in pieces for pair in piece.split())
        return {(name, commit) for commit, _colon, name in pairs}

    def note_import(self, repository: Json, refs: t.Sequence[Json]) -> None:
        """Keeps what the import brought, so that removal tells it from what others push later."""
        key = repository["id"] + IMPORT
        pairs = [f"{ref['objectId']}:{ref['name']}" for ref in refs]
        pieces = [" ".join(pairs[start : start + REFS_IN_PIECE]) for start in range(0, len(pairs), REFS_IN_PIECE)]
        noted = [_adding(f"{key}.{number}", piece) for number, piece in enumerate(pieces)]
        self._change(*noted, *([_removing(key)] if key in self.all() else []))

    def fill(self, repository: Json) -> None:
        """Marks a repository that was there, empty, before it is filled."""
        self._add({repository["id"]: FILLED, repository["id"] + IMPORT: BEGUN})

    def remove(self, repository: Json) -> None:
        """It is gone."""
        own = repository["id"]
        begun = self._begun(repository["name"])
        if operations := [_removing(one) for one in self.all() if one in (own, begun) or one.startswith(own + IMPORT)]:
            self._change(*operations)

    def _begun(self, name: str) -> str:
        try:
            project = uuid.UUID(str(self._project["id"]))
        except ValueError:
            raise not_understood(f"tell the id of the project {self._project['name']}", "a project with a GUID") from None
        return str(uuid.uuid5(project, name.casefold()))

    def _add(self, marks: t.Mapping[str, str]) -> bool:
        try:
            self._change(*(_adding(key, mark) for key, mark in marks.items()))
        except Forbidden:
            self._devops.reporter.warn(
                f"The signed-in identity may not write properties of the project {self._project['name']}, so nothing tells later "
                "that this repository was made by vaultpipe.azure."
            )
            return False
        return True

    def _change(self, *operations: Json) -> None:
        asked = f"change the properties of the project {self._project['name']}"
        self._devops.patch(PROJECT_PROPERTIES, asked, list(operations), projectId=self._project["id"])


def _adding(key: str, mark: str) -> Json:
    return {"op": "add", "path": f"/{PROPERTY}{key}", "value": mark}


def _removing(key: str) -> Json:
    return {"op": "remove", "path": f"/{PROPERTY}{key}"}
