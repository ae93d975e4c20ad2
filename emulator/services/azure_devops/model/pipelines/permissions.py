# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of pipelines to use resources; a PATCH merges (docs/reference/azure_devops.md#permission-patch)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from emulator.services.azure_devops.errors import bad_request

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.entra.model.principals import Principal

TYPES = {"endpoint", "queue", "variablegroup", "environment", "repository", "securefile", "teamproject"}


@dataclass(frozen=True)
class Grant:
    by: Principal
    at: float


@dataclass
class Permissions:
    """Permissions on one resource in one project."""

    pipelines: dict[int, Grant] = field(default_factory=dict)
    everyone: Grant | None = None

    def allow(self, pipeline: int) -> bool:
        return self.everyone is not None or pipeline in self.pipelines


@dataclass
class Changes:
    """Permissions on one resource in one project: what held, and what holds from a moment on."""

    before: Permissions = field(default_factory=Permissions)
    after: Permissions = field(default_factory=Permissions)
    at: float = 0.0

    def now(self, moment: float) -> Permissions:
        return self.after if moment >= self.at else self.before

    def change(self, wanted: dict[str, Any], grant: Grant, at: float) -> None:
        """Adds what is authorized and takes away what is authorized: false; what changes nothing delays nothing.

        :raises DevOpsError: 400, a pipeline id that is no number.
        """
        changed = Permissions(dict(self.after.pipelines), self.after.everyone)
        for one in wanted.get("pipelines") or []:
            if not isinstance(one.get("id"), int):
                raise bad_request(f"The pipeline id {one.get('id')!r} is not a number.")
            if one.get("authorized"):
                changed.pipelines.setdefault(one["id"], grant)
            else:
                changed.pipelines.pop(one["id"], None)
        if wanted.get("allPipelines") is not None:
            changed.everyone = (changed.everyone or grant) if wanted["allPipelines"].get("authorized") else None
        if changed != self.after:
            self.before, self.after, self.at = self.now(grant.at), changed, at


class PipelinePermissions:
    """Permissions keyed by project, resource type and resource id. A change shows after a while: the known client asks until
    it does."""

    def __init__(self, runtime: Runtime, on_change: Callable[[], None]) -> None:
        """:param on_change: Lets runs that wait go on."""
        self.runtime, self.on_change = runtime, on_change
        self._granted: dict[tuple[str, str, str], Changes] = {}

    def of(self, project_id: str, kind: str, resource_id: str) -> Permissions:
        """:raises DevOpsError: 400, no such type of resource."""
        if kind.lower() not in TYPES:
            raise bad_request(f"The resource type '{kind}' is not supported. It is one of {', '.join(sorted(TYPES))}.")
        found = self._granted.get((project_id, kind.lower(), resource_id.lower()))
        return found.now(self.runtime.clock.now()) if found else Permissions()

    def change(self, project_id: str, kind: str, resource_id: str, wanted: dict[str, Any], by: Principal) -> Permissions:
        """Changes permissions and gives what will hold. Waiting runs go on when it does.

        :raises DevOpsError: 400, no such type of resource, or a pipeline id that is no number.
        """
        self.of(project_id, kind, resource_id)
        now = self.runtime.clock.now()
        changes = self._granted.setdefault((project_id, kind.lower(), resource_id.lower()), Changes())
        changes.change(wanted, Grant(by, now), now + self.runtime.takes("pipeline_permission"))
        self.on_change()
        return changes.after

    def open_resources(self, project_id: str) -> list[tuple[str, str]]:
        """(type, id) of what every pipeline of the project may use: the older API's whole picture."""
        found = self._of_project(project_id).items()
        return sorted(resource for resource, one in found if one.everyone)

    def forget(self, project_id: str, kind: str, resource_id: str) -> None:
        """The resource is gone."""
        self._granted.pop((project_id, kind, resource_id.lower()), None)

    def forget_pipeline(self, pipeline: int) -> None:
        for changes in self._granted.values():
            for permissions in (changes.before, changes.after):
                permissions.pipelines.pop(pipeline, None)

    def live(self, project_id: str) -> dict[str, Any]:
        """Per resource: the pipelines that may use it, or `all`."""
        return {
            f"{kind}/{identifier}": "all" if one.everyone else sorted(one.pipelines)
            for (kind, identifier), one in sorted(self._of_project(project_id).items())
            if one.everyone or one.pipelines
        }

    def _of_project(self, project_id: str) -> dict[tuple[str, str], Permissions]:
        """Permissions of a project by resource type and id."""
        now = self.runtime.clock.now()
        found = self._granted.items()
        return {(kind, identifier): one.now(now) for (owner, kind, identifier), one in found if owner == project_id}
