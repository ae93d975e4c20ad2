# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipelines of a project."""

from __future__ import annotations

from ...clients.devops.lookup import existing_project, list_pipelines, repository_ids
from ...clients.devops.pipeline_tasks import PipelineTasks
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ..shared.devops_resource import InOrganization
from .state import state_of


class DevOpsPipelineInfo(InOrganization, Info):
    """Lists those of the whole project, of one folder, of one name, of one repository."""

    key = "pipelines"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "name": {"type": "str", "aliases": ["pipeline"]},
                "folder": {"type": "str"},
                "repository": {"type": "str"},
            }
        )
    )

    def gather(self) -> list[State]:
        project = self.options["project"]
        repository_id = None
        if self.options.get("repository") is not None:
            repository = repository_ids(self.devops, project, self.options["repository"])
            if repository is None:
                existing_project(self.devops, project)
                return []
            repository_id = repository["id"]
        name, folder = self.options.get("name"), self.options.get("folder")
        found = list_pipelines(self.devops, project, name, folder, whole=True, repository_id=repository_id)
        if not found:
            existing_project(self.devops, project)
        tasks = PipelineTasks(self.devops)
        return [state_of(one, project, tasks) for one in found]
