# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipeline that is to run, its branch, and what the branch holds."""

from __future__ import annotations

import functools
import typing as t

from ...clients.devops.client import DevOpsClient, Json
from ...clients.devops.git_repository import GitRepository
from ...clients.devops.lookup import full_ref, get_pipeline
from ...errors import UsageError
from ..pipeline.definition import ENABLED, YAML, type_of


class RunTarget:
    """The target that the options `project`, `pipeline`, `folder` and `branch` name."""

    def __init__(self, options: t.Mapping[str, t.Any], devops: DevOpsClient) -> None:
        self._options, self._devops = options, devops

    @functools.cached_property
    def definition(self) -> Json | None:
        """The whole definition; None when there is no such pipeline or project."""
        return get_pipeline(self._devops, self._options["project"], self._options["pipeline"], self._options.get("folder"))

    def require(self) -> Json:
        """:raises UsageError: there is no such pipeline."""
        if self.definition is None:
            raise UsageError(
                f"There is no pipeline {self._options['pipeline']} in {self._options['project']}.",
                "Create it first (vaultpipe.azure.devops_pipeline), or correct project, pipeline and folder.",
            )
        return self.definition

    def refuse_stopped(self) -> None:
        """:raises UsageError: the pipeline is paused or disabled, so that nothing of it starts."""
        status = self.require().get("queueStatus") or ENABLED
        if status != ENABLED:
            raise UsageError(
                f"The pipeline {self._options['pipeline']} is {status}, so that its runs do not start.",
                "Enable it (vaultpipe.azure.devops_pipeline with status: enabled).",
            )

    def describes(self, build: Json) -> bool:
        """Tells whether the definition has the steps that the run ran; a YAML pipeline has them in its commit."""
        definition = self.require()
        return type_of(definition) == YAML or bool(build["definition"]["revision"] == definition["revision"])

    @property
    def branch(self) -> str:
        """Its full name; without the option the pipeline's own branch."""
        return full_ref(str(self._options.get("branch") or self.require()["repository"]["defaultBranch"]))

    @functools.cached_property
    def head(self) -> str | None:
        """The newest commit of the branch, tag or pull request; None when the repository has none of that name.

        :raises UsageError: the code is not in Azure Repos.
        """
        repository = self.require()["repository"]
        if str(repository["type"]).lower() != "tfsgit":
            raise UsageError(
                f"The code of the pipeline {self._options['pipeline']} is not in Azure Repos but in {repository['type']}, so its "
                "newest commit cannot be known.",
                "Set run to always or never.",
            )
        found = {"id": repository["id"], "name": repository["name"], "project": self.require()["project"]}
        return GitRepository(self._devops, found).commit_of(self.branch)
