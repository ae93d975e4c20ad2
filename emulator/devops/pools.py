# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agent pools of the organization and the queue that every project has for each (recordings, ...-distributedtask)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import not_found

if TYPE_CHECKING:
    from .model import Organization
    from .projects import Project


@dataclass(frozen=True)
class Pool:
    id: int
    name: str
    is_hosted: bool


@dataclass(frozen=True)
class Queue:
    id: int
    project_id: str
    pool: Pool


SELF_HOSTED = Pool(1, "Default", is_hosted=False)
HOSTED = Pool(9, "Azure Pipelines", is_hosted=True)
POOLS = (SELF_HOSTED, HOSTED)
"""What a new organization starts with; its numbers as recorded."""


class Queues:
    """Queue numbers differ by project (facts/api.md §12)."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self._queues: dict[str, list[Queue]] = {}
        self._number = 0

    def of(self, project: Project) -> list[Queue]:
        if project.id not in self._queues:
            self._queues[project.id] = [self._new(project, pool) for pool in POOLS]
        return self._queues[project.id]

    def _new(self, project: Project, pool: Pool) -> Queue:
        self._number += 1
        return Queue(self._number, project.id, pool)

    def get(self, project: Project, number: int) -> Queue:
        """:raises DevOpsError: 404."""
        found = next((queue for queue in self.of(project) if queue.id == number), None)
        if found is None:
            raise not_found(f"The agent queue {number}")
        return found

    def named(self, project: Project, name: str) -> Queue | None:
        return next((queue for queue in self.of(project) if queue.pool.name.lower() == name.lower()), None)

    def hosted(self, project: Project) -> Queue:
        return next(queue for queue in self.of(project) if queue.pool.is_hosted)


def pool_by_id(number: int) -> Pool:
    """:raises DevOpsError: 404."""
    found = next((pool for pool in POOLS if pool.id == number), None)
    if found is None:
        raise not_found(f"The agent pool {number}")
    return found
