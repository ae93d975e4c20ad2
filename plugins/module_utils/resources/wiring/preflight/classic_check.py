# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of Azure DevOps that forbid classic pipelines."""

from __future__ import annotations

from ....clients.devops.locations import GENERAL_SETTINGS
from ..check import Check
from ..link import Link, Remedy


class ClassicCheck(Check):
    """The settings let classic pipelines be made (docs/reference/azure_devops.md#classic-disabled)."""

    name, needs = "classic pipelines", ("project",)

    def look(self) -> list[Link]:
        project = self.found.project["name"]
        settings = self.devops.get(GENERAL_SETTINGS, f"read the pipeline settings of {project}", project=project) or {}
        if not settings.get("disableClassicBuildPipelineCreation"):
            return [self.ok(f"The project {project} lets classic pipelines be made.")]
        command = (
            "az", "devops", "invoke", "--area", "build", "--resource", "generalSettings", "--http-method", "PATCH",
            "--organization", self.organization, "--route-parameters", f"project={project}", "--in-file", "SETTINGS_FILE",
        )  # fmt: skip
        told = (
            f"The organization or the project {project} does not let anybody make classic pipelines. Have 'Disable creation of "
            "classic build pipelines' switched off in Settings of Pipelines, where an administrator of the organization may have "
            'to do it; SETTINGS_FILE holds {"disableClassicBuildPipelineCreation": false}.'
        )
        return [self.broken(told, Remedy((), (command,)))]
