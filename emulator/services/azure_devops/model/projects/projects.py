# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects: created and deleted by operations that take a moment (docs/reference/azure_devops.md#project-operations)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from emulator.core.operations import Operation, Operations
from emulator.services.azure_devops.errors import bad_request, missing_value
from emulator.services.azure_devops.errors.projects import bad_project_name, no_such_project, project_exists
from emulator.services.azure_devops.model.projects.processes import DEFAULT, Process, process_by_id

if TYPE_CHECKING:
    from emulator.runtime import Runtime

UNUSABLE = re.compile(r'[\\/:*?"<>|;#$*{},+=\[\]]|^[._]|\.$')


@dataclass
class Project:
    id: str
    name: str
    description: str | None
    visibility: str
    process: Process
    team_id: str
    revision: int
    updated_at: float
    visible_at: float
    """From then on it is found; the operation that creates it is done."""
    deleted_at: float | None = None
    """From then on it is in the recycle bin; None: nobody deleted it."""
    properties: dict[str, str] = field(default_factory=dict)
    """Properties that clients keep with it; not those that the service itself sets."""


class Projects:
    """Projects by name and by id, without regard to case."""

    def __init__(self, runtime: Runtime, operations: Operations) -> None:
        self.runtime, self.operations = runtime, operations
        self._projects: dict[str, Project] = {}
        self._revision = 10

    def _is_deleted(self, project: Project) -> bool:
        return project.deleted_at is not None and project.deleted_at <= self.runtime.clock.now()

    def living(self) -> list[Project]:
        """Projects that are found, by name."""
        now = self.runtime.clock.now()
        found = [one for one in self._projects.values() if one.visible_at <= now and not self._is_deleted(one)]
        return sorted(found, key=lambda one: one.name.lower())

    def in_state(self, state: str) -> list[Project]:
        """`all` is not all: those in the recycle bin have to be asked for (docs/reference/azure_devops.md#project-states)."""
        leaving = [one for one in self.living() if one.deleted_at is not None]
        named = {"all": self.living(), "wellformed": self.living(), "deleting": leaving, "deleted": self.deleted()}
        return named.get(state.lower(), [])

    def deleted(self) -> list[Project]:
        return [one for one in self._projects.values() if self._is_deleted(one)]

    def find(self, name_or_id: str) -> Project | None:
        wanted = name_or_id.lower()
        return next((one for one in self.living() if wanted in (one.id, one.name.lower())), None)

    def get(self, name_or_id: str) -> Project:
        """:raises DevOpsError: 404 TF200016."""
        found = self.find(name_or_id)
        if found is None:
            raise no_such_project(name_or_id)
        return found

    def _check_name(self, name: str, besides: Project | None = None) -> None:
        if not isinstance(name, str) or not name or len(name) > 64 or UNUSABLE.search(name):
            raise bad_project_name(name)
        taken = (one for one in self._projects.values() if one is not besides and not self._is_deleted(one))
        if any(one.name.lower() == name.lower() for one in taken):
            raise project_exists(name)

    def _next_revision(self) -> int:
        self._revision += 1
        return self._revision

    def create(
        self, name: str, description: str | None, visibility: str, process_id: str | None, source_control: str | None
    ) -> tuple[Project, Operation]:
        """:raises DevOpsError: a name that is taken or unusable, an unknown process."""
        self._check_name(name)
        process = process_by_id(process_id) if process_id else DEFAULT
        if process is None:
            raise bad_request(f"TF400711: The process template {process_id} does not exist.")
        if source_control is None:
            raise missing_value("capabilities.versioncontrol.sourceControlType")
        now, ids = self.runtime.clock.now(), self.runtime.ids
        operation = self.operations.start(self.runtime.takes("project_create"))
        visible_at = operation.done_at + self.runtime.takes("project_visible")
        project = Project(ids.guid(), name, description, visibility, process, ids.guid(), self._next_revision(), now, visible_at)
        self._projects[project.id] = project
        return project, operation

    def update(self, project: Project, name: str | None, description: str | None, visibility: str | None) -> Operation:
        """:raises DevOpsError: a name that is taken or unusable."""
        if name is not None:
            self._check_name(name, project)
            project.name = name
        project.description = project.description if description is None else description
        project.visibility = visibility or project.visibility
        project.revision, project.updated_at = self._next_revision(), self.runtime.clock.now()
        return self.operations.start(0)

    def delete(self, project: Project) -> Operation:
        operation = self.operations.start(self.runtime.takes("project_delete"))
        project.deleted_at = operation.done_at
        return operation
