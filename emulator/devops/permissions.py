# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pipelines may use which resource; a PATCH merges (facts/api.md §2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import bad_request

if TYPE_CHECKING:
    from ..entra.model import Principal
    from .model import Organization

TYPES = {"endpoint", "queue", "variablegroup", "environment", "repository", "securefile", "teamproject"}


@dataclass(frozen=True)
class Grant:
    by: Principal
    at: float


@dataclass
class Permissions:
    """Of one resource in one project."""

    pipelines: dict[int, Grant] = field(default_factory=dict)
    everyone: Grant | None = None

    def allow(self, pipeline: int) -> bool:
        return self.everyone is not None or pipeline in self.pipelines


class PipelinePermissions:
    """By project, resource type and resource id."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self._granted: dict[tuple[str, str, str], Permissions] = {}

    def of(self, project_id: str, kind: str, resource_id: str) -> Permissions:
        """:raises DevOpsError: 400, no such type of resource."""
        if kind.lower() not in TYPES:
            raise bad_request(f"The resource type '{kind}' is not supported. It is one of {', '.join(sorted(TYPES))}.")
        return self._granted.get((project_id, kind.lower(), resource_id.lower()), Permissions())

    def change(self, project_id: str, kind: str, resource_id: str, wanted: dict[str, Any], by: Principal) -> Permissions:
        """Adds what is authorized, takes away what is authorized: false, and lets waiting runs go on.

        :raises DevOpsError: 400, no such type of resource, or a pipeline id that is no number.
        """
        permissions = self.of(project_id, kind, resource_id)
        self._granted[project_id, kind.lower(), resource_id.lower()] = permissions
        grant = Grant(by, self.organization.now())
        for one in wanted.get("pipelines") or []:
            if not isinstance(one.get("id"), int):
                raise bad_request(f"The pipeline id {one.get('id')!r} is not a number.")
            if one.get("authorized"):
                permissions.pipelines.setdefault(one["id"], grant)
            else:
                permissions.pipelines.pop(one["id"], None)
        if "allPipelines" in wanted and wanted["allPipelines"] is not None:
            permissions.everyone = grant if wanted["allPipelines"].get("authorized") else None
        self.organization.runs.advance_all()
        return permissions

    def open_resources(self, project_id: str) -> list[tuple[str, str]]:
        """(type, id) of what every pipeline of the project may use: the older API's whole picture."""
        found = self._granted.items()
        return sorted((kind, identifier) for (owner, kind, identifier), one in found if owner == project_id and one.everyone)

    def forget(self, project_id: str, kind: str, resource_id: str) -> None:
        """The resource is gone."""
        self._granted.pop((project_id, kind, resource_id.lower()), None)

    def forget_pipeline(self, pipeline: int) -> None:
        for permissions in self._granted.values():
            permissions.pipelines.pop(pipeline, None)

    def live(self, project_id: str) -> dict[str, Any]:
        """Per resource: the pipelines that may use it, or `all`."""
        found = {(kind, identifier): one for (owner, kind, identifier), one in self._granted.items() if owner == project_id}
        return {
            f"{kind}/{identifier}": "all" if one.everyone else sorted(one.pipelines)
            for (kind, identifier), one in sorted(found.items())
            if one.everyone or one.pipelines
        }
