# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build settings of projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.projects.projects import Project

PROJECT_SETTINGS = {
    "statusBadgesArePrivate": True,
    "enforceSettableVar": True,
    "enforceJobAuthScope": True,
    "enforceJobAuthScopeForReleases": True,
    "enforceReferencedRepoScopedToken": True,
    "disableStageChooser": False,
    "disableClassicPipelineCreation": False,
    "disableClassicBuildPipelineCreation": False,
    "disableClassicReleasePipelineCreation": False,
    "disableImpliedYAMLCiTrigger": False,
    "publishPipelineMetadata": False,
}
"""Build settings of a project with the values of a new one; which of them a new organization sets, no source confirms."""


NO_CLASSIC = {"disableClassicPipelineCreation": True, "disableClassicBuildPipelineCreation": True}


class BuildSettings:
    """Settings keyed by project id."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._settings: dict[str, dict[str, bool]] = {}

    def of(self, project: Project) -> dict[str, bool]:
        """The project's settings; what the organization forbids, none allows."""
        own = self._settings.setdefault(project.id, dict(PROJECT_SETTINGS))
        return own if self.runtime.policies.classic_pipelines_may_be_created else own | NO_CLASSIC

    def change(self, project: Project, wanted: dict[str, bool]) -> dict[str, bool]:
        """Changes the settings that there are; other names are ignored."""
        own = self._settings.setdefault(project.id, dict(PROJECT_SETTINGS))
        own |= {name: value for name, value in wanted.items() if name in own}
        return self.of(project)
