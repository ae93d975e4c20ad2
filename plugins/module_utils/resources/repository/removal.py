# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Removal of a repository: to the recycle bin of its project, and out of it
(docs/reference/azure_devops.md#repository-requests)."""

from __future__ import annotations

import typing as t

from ...clients.devops.client import DevOpsClient, Json
from ...clients.devops.locations import CONNECTION_DATA, DELETED_REPOSITORIES, REPOSITORIES
from ...clients.devops.lookup import same_name
from ..shared.ownership import NOT_OURS
from .contents import others_in_repository
from .marks import BEGUN, CREATED, RepositoryMarks


class RepositoryRemoval:
    """Removes one repository, by the name that it has or had."""

    def __init__(self, devops: DevOpsClient, project: str, name: str) -> None:
        self._devops, self._project, self._name = devops, project, name

    def soft_deleted(self) -> list[Json]:
        """Repositories in the recycle bin that had the name and that the signed-in identity put there.

        The mark goes with the deletion, so who deleted them tells what may be purged.
        """
        asked = f"look for a deleted repository {self._name} of {self._project}"
        listed = self._devops.list(DELETED_REPOSITORIES, asked, project=self._project)
        found = [one for one in listed if same_name(one["name"], self._name)]
        if not found:
            return []
        me = self._devops.get(CONNECTION_DATA, "ask Azure DevOps who is signed in")["authenticatedUser"]["id"]
        return [one for one in found if (one.get("deletedBy") or {}).get("id") == me]

    def why_left(self, repository: Json, besides: t.Sequence[str]) -> list[str]:
        """Reasons to keep it, unless we created it, nobody else uses it, and it is not the last."""
        if self._marks(repository).of(repository) not in (CREATED, BEGUN):
            return [NOT_OURS]
        if reasons := others_in_repository(self._devops, repository, besides):
            return reasons
        asked = f"list the repositories of {self._project}"
        if len(self._devops.list(REPOSITORIES, asked, project=self._project)) == 1:
            return ["is the only repository of its project, and Azure DevOps keeps one"]
        return []

    def delete(self, repository: Json) -> None:
        self._devops.delete(
            REPOSITORIES, f"delete the repository {self._name}", project=self._project, repositoryId=repository["id"]
        )
        self._marks(repository).remove(repository)

    def purge(self) -> None:
        for one in self.soft_deleted():
            asked = f"purge the deleted repository {self._name}"
            self._devops.delete(DELETED_REPOSITORIES, asked, project=self._project, repositoryId=one["id"])

    def _marks(self, repository: Json) -> RepositoryMarks:
        return RepositoryMarks(self._devops, repository["project"])
