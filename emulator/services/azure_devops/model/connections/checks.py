# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks on protected resources: what somebody configured (docs/reference/azure_devops.md#check-configurations)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from emulator.services.azure_devops.errors import missing_value, not_found

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.entra.model.principals import Principal

APPROVAL, TASK_CHECK = "8c6f20a7-a545-4486-9777-f762fafe0d4d", "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7"
NAMES = {APPROVAL: "Approval", TASK_CHECK: "Task Check"}
"""Types of checks by id, with their names."""


@dataclass
class Check:
    id: int
    project_id: str
    kind: str
    """An id of `NAMES`."""
    resource_type: str
    resource_id: str
    resource_name: str
    timeout: int
    """Minutes."""
    is_disabled: bool
    created_by: Principal
    created_at: float
    settings: dict[str, Any] = field(default_factory=dict)

    def protects(self, resource_type: str, resource_id: str) -> bool:
        same = self.resource_id.lower() == resource_id.lower()
        return same and self.resource_type.lower() == resource_type.lower()


class Checks:
    """Checks by number."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._checks: dict[int, Check] = {}
        self._number = 0

    def add(self, project_id: str, given: dict[str, Any], by: Principal) -> Check:
        """:raises DevOpsError: 400, no resource or no type that is emulated."""
        kind, resource = given["type"], given["resource"]
        if not resource.get("type") or not resource.get("id"):
            raise missing_value("resource")
        if str(kind.get("id")).lower() not in NAMES:
            raise missing_value("type")
        self._number += 1
        made = self._checks[self._number] = Check(
            id=self._number,
            project_id=project_id,
            kind=str(kind["id"]).lower(),
            resource_type=str(resource["type"]),
            resource_id=str(resource["id"]),
            resource_name=str(resource.get("name") or ""),
            timeout=given["timeout"] if isinstance(given.get("timeout"), int) else 0,
            is_disabled=bool(given.get("isDisabled")),
            created_by=by,
            created_at=self.runtime.clock.now(),
            settings=given["settings"],
        )
        return made

    def get(self, project_id: str, number: int) -> Check:
        """:raises DevOpsError: 404."""
        found = self._checks.get(number)
        if found is None or found.project_id != project_id:
            raise not_found(f"The check configuration {number}")
        return found

    def remove(self, project_id: str, number: int) -> None:
        """:raises DevOpsError: 404."""
        del self._checks[self.get(project_id, number).id]

    def on(self, project_id: str, resources: Iterable[tuple[str, str]]) -> list[Check]:
        """Checks on the resources, each given by type and id."""
        wanted = list(resources)
        return [
            one
            for one in self._checks.values()
            if one.project_id == project_id and any(one.protects(*resource) for resource in wanted)
        ]

    def forget(self, project_id: str, kind: str, resource_id: str) -> None:
        """The resource is gone."""
        for one in self.on(project_id, [(kind, resource_id)]):
            del self._checks[one.id]
