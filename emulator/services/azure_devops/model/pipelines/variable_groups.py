# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variable groups of a project (docs/reference/azure_devops.md#variable-groups)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from emulator.services.azure_devops.errors import missing_value, not_found
from emulator.services.azure_devops.errors.variable_groups import no_variables, unknown_group_type, variable_group_exists
from emulator.services.azure_devops.model.pipelines.stored_variables import StoredVariable, stored

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.pipelines.permissions import PipelinePermissions
    from emulator.services.azure_devops.model.projects.projects import Project
    from emulator.services.entra.model.principals import Principal


TYPES = ("Vsts", "AzureKeyVault")


@dataclass
class VariableGroup:
    id: int
    project_id: str
    name: str
    description: str | None
    type: str
    created_by: Principal
    created_at: float
    modified_by: Principal
    modified_at: float
    variables: dict[str, StoredVariable] = field(default_factory=dict)
    provider_data: dict[str, Any] | None = None

    @property
    def is_linked(self) -> bool:
        """To a key vault, whose secrets a run fetches."""
        return self.type == "AzureKeyVault"


class VariableGroups:
    """Groups by number."""

    def __init__(self, runtime: Runtime, permissions: PipelinePermissions) -> None:
        self.runtime, self.permissions = runtime, permissions
        self._groups: dict[int, VariableGroup] = {}
        self._number = 0

    def of(self, project: Project) -> list[VariableGroup]:
        return [group for group in self._groups.values() if group.project_id == project.id]

    def find(self, project: Project, number: int) -> VariableGroup | None:
        found = self._groups.get(number)
        return found if found and found.project_id == project.id else None

    def get(self, project: Project, number: int) -> VariableGroup:
        """:raises DevOpsError: 404."""
        found = self.find(project, number)
        if found is None:
            raise not_found(f"The variable group {number}")
        return found

    def named(self, project: Project, name: str) -> VariableGroup | None:
        return next((group for group in self.of(project) if group.name.lower() == name.lower()), None)

    def _check(self, project: Project, body: dict[str, Any], besides: VariableGroup | None = None) -> None:
        """:raises DevOpsError: no name, one that is taken, an unknown type, or no variables."""
        if not body.get("name"):
            raise missing_value("group.Name")
        found = self.named(project, str(body["name"]))
        if found is not None and found is not besides:
            raise variable_group_exists(found.name)
        if str(body.get("type") or "Vsts") not in TYPES:
            raise unknown_group_type(str(body["type"]))
        if not body.get("variables"):
            raise no_variables()

    def create(self, project: Project, body: dict[str, Any], creator: Principal) -> VariableGroup:
        """:raises DevOpsError: as `_check`."""
        self._check(project, body)
        self._number += 1
        now = self.runtime.clock.now()
        group = VariableGroup(
            self._number, project.id, str(body["name"]), body.get("description"), str(body.get("type") or "Vsts"),
            creator, now, creator, now, stored(body["variables"], {}), body.get("providerData"),
        )  # fmt: skip
        self._groups[group.id] = group
        return group

    def replace(self, project: Project, group: VariableGroup, body: dict[str, Any], editor: Principal) -> None:
        """:raises DevOpsError: as `_check`."""
        self._check(project, body, group)
        group.name, group.description = str(body["name"]), body.get("description")
        group.type, group.provider_data = str(body.get("type") or group.type), body.get("providerData")
        group.variables = stored(body["variables"], group.variables)
        group.modified_by, group.modified_at = editor, self.runtime.clock.now()

    def delete(self, group: VariableGroup) -> None:
        del self._groups[group.id]
        self.permissions.forget(group.project_id, "variablegroup", str(group.id))
