# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which repositories of a project are ours: a repository has no room for a mark, so its project's properties have it.

specs/azure-devops/core/7.1, Projects_Set Project Properties.
"""

from __future__ import annotations

import typing as t

from ..clients.devops import DevOpsClient
from ..clients.devops_locations import PROJECT_PROPERTIES
from ..errors import Forbidden
from ..report import Report

PREFIX = "vaultpipe.repository."
CREATED, FILLED = "created", "filled"
"""We made it; it was there, empty, and we imported what it holds."""


class RepositoryMarks:
    """By repository id."""

    def __init__(self, devops: DevOpsClient, report: Report, project: t.Mapping[str, t.Any]) -> None:
        self._devops, self._report, self._project = devops, report, project

    def all(self) -> dict[str, str]:
        asked, query = f"read the properties of the project {self._project['name']}", {"keys": f"{PREFIX}*"}
        found = self._devops.list(PROJECT_PROPERTIES, asked, query=query, projectId=self._project["id"])
        return {one["name"].removeprefix(PREFIX): str(one["value"]) for one in found if one["name"].startswith(PREFIX)}

    def set(self, repository_id: str, mark: str) -> None:
        """Without the right to it there is no mark, which only means that the removal of ours leaves the repository."""
        try:
            self._change({"op": "add", "path": f"/{PREFIX}{repository_id}", "value": mark})
        except Forbidden:
            self._report.warn(
                f"The signed-in identity may not write properties of the project {self._project['name']}, so nothing tells later "
                "that this repository was made by vaultpipe.azure."
            )

    def remove(self, repository_id: str) -> None:
        self._change({"op": "remove", "path": f"/{PREFIX}{repository_id}"})

    def _change(self, operation: dict[str, str]) -> None:
        asked = f"change the properties of the project {self._project['name']}"
        self._devops.patch(PROJECT_PROPERTIES, asked, [operation], projectId=self._project["id"])
