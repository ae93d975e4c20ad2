# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agent pools of the organization and the queue that every project has for each (docs/reference/azure_devops.md#queues)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.services.azure_devops.errors import not_found

if TYPE_CHECKING:
    from emulator.services.azure_devops.model.projects.projects import Project


@dataclass(frozen=True)
class Pool:
    id: int
    name: str
    is_hosted: bool
    is_legacy: bool = False
    """One image's own pool, from the time before `Azure Pipelines` had them all."""


@dataclass(frozen=True)
class Queue:
    id: int
    project_id: str
    pool: Pool


SELF_HOSTED = Pool(1, "Default", is_hosted=False)
LEGACY = (
    "Hosted",
    "Hosted VS2017",
    "Hosted Windows 2019 with VS2019",
    "Hosted Windows Container",
    "Hosted macOS",
    "Hosted macOS High Sierra",
    "Hosted Ubuntu 1604",
)
HOSTED = Pool(9, "Azure Pipelines", is_hosted=True)
POOLS = (SELF_HOSTED, *(Pool(number, name, True, True) for number, name in enumerate(LEGACY, 2)), HOSTED)
"""Pools that every organization has, their names and numbers as recorded (...-distributedtask/adocli-pipeline_queues.json#0)."""


class Queues:
    """Queue numbers differ by project (docs/reference/azure_devops.md#queues)."""

    def __init__(self) -> None:
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
        return next(queue for queue in self.of(project) if queue.pool == HOSTED)


def pool_by_id(number: int) -> Pool:
    """:raises DevOpsError: 404."""
    found = next((pool for pool in POOLS if pool.id == number), None)
    if found is None:
        raise not_found(f"The agent pool {number}")
    return found
