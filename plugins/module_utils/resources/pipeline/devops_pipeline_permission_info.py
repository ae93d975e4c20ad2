# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipelines that may use a resource."""

from __future__ import annotations

from ...clients.devops.locations import PIPELINE_PERMISSIONS
from ...clients.devops.lookup import list_pipelines, missing_in_project, pipeline_ids
from ...clients.devops.pipeline_permissions import granted_in
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ..shared.devops_resource import InOrganization
from .protected_resources import LABELS, find_resource_id


class DevOpsPipelinePermissionInfo(InOrganization, Info):
    """Lists a permission for each pipeline, and one for all pipelines together where there is that."""

    never_empty = (("resource", "Give a name."), ("pipeline", "Give a name."))
    key = "pipeline_permissions"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "resource_type": {"type": "str", "required": True, "choices": sorted(LABELS)},
                "resource": {"type": "str", "required": True},
                "pipeline": {"type": "str"},
                "folder": {"type": "str"},
            },
            required_by={"folder": ["pipeline"]},
        )
    )

    @property
    def what(self) -> str:
        return f"{LABELS[self.options['resource_type']]} {self.options['resource']}"

    def gather(self) -> list[State]:
        """:raises UsageError: there is no such project or resource."""
        project, kind = self.options["project"], self.options["resource_type"]
        resource_id = find_resource_id(self.devops, project, kind, self.options["resource"])
        if resource_id is None:
            raise missing_in_project(self.devops, project, self.what, "Create it first, or correct resource.")
        asked, route = f"read who may use the {self.what}", {"project": project, "resourceType": kind, "resourceId": resource_id}
        answer = self.devops.get(PIPELINE_PERMISSIONS, asked, **route)
        if answer is None:
            raise missing_in_project(self.devops, project, self.what, "Create it first, or correct resource.")
        everyone, ids = granted_in(answer)
        names = self._names(ids)
        found = [self._state(resource_id, names[one], one) for one in ids if one in names]
        return [*([self._state(resource_id, None, None)] if everyone else []), *found]

    def _names(self, ids: list[int]) -> dict[int, str]:
        """Names by number, of those that the options mean; the service keeps permissions of pipelines that are gone."""
        project, name = self.options["project"], self.options.get("pipeline")
        if name is not None:
            found = pipeline_ids(self.devops, project, name, self.options.get("folder"))
            return {int(found["id"]): found["name"]} if found else {}
        return {int(one["id"]): one["name"] for one in list_pipelines(self.devops, project, None, None)} if ids else {}

    def _state(self, resource_id: str, pipeline: str | None, pipeline_id: int | None) -> State:
        return {
            **{option: self.options[option] for option in ("project", "resource_type", "resource")},
            "resource_id": resource_id,
            "pipeline": pipeline,
            "pipeline_id": pipeline_id,
            "all_pipelines": pipeline is None,
        }
