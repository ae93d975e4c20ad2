# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pipelines a project has."""

from __future__ import annotations

from ..argument_spec import AUTH, DEVOPS, ArgumentSpec
from ..clients.devops_names import existing_project, list_pipelines
from ..clients.pipeline_tasks import PipelineTasks
from ..info import Info
from ..resource import State
from .devops_resource import InOrganization
from .pipeline_state import state_of


class DevOpsPipelineInfo(InOrganization, Info):
    """Of the whole project, of one folder, of one name."""

    key = "pipelines"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "name": {"type": "str", "aliases": ["pipeline"]},
                "folder": {"type": "str"},
            }
        )
    )

    def gather(self) -> list[State]:
        project = self.options["project"]
        found = list_pipelines(self.devops, project, self.options.get("name"), self.options.get("folder"), whole=True)
        if not found:
            existing_project(self.devops, project)
        tasks = PipelineTasks(self.devops)
        return [state_of(one, project, tasks) for one in found]
