# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipeline behind a run: read from its repository, bound to what it refers to, with the variables known beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.model.addresses import git_url
from emulator.services.azure_devops.model.pipelines import classic, pipeline_yaml
from emulator.services.azure_devops.model.pipelines.pipeline import Pipeline, PipelineInvalid, Trigger
from emulator.services.azure_devops.model.pipelines.resolver import ResolvedPipeline, Resources, resolve

if TYPE_CHECKING:
    from emulator.services.azure_devops.model.git.repositories import Repository
    from emulator.services.azure_devops.model.pipelines.definitions import Definition
    from emulator.services.azure_devops.model.projects.projects import Projects
    from emulator.services.entra.model.principals import Principal

RESOURCE_ISSUE = 'There was a resource authorization issue: "The pipeline is not valid. {reasons}"'


class PipelineSources:
    """Pipelines as they are at a commit."""

    def __init__(self, projects: Projects, resources: Resources, organization_id: str) -> None:
        """:param resources: What pipelines may refer to."""
        self.projects, self.resources, self.organization_id = projects, resources, organization_id

    def read(
        self, definition: Definition, repository: Repository, commit: str, parameters: Mapping[str, str] | None = None
    ) -> Pipeline:
        """:raises PipelineInvalid: no such file, or what is in it."""
        if not definition.is_yaml:
            if parameters:
                raise PipelineInvalid("The local Azure does not emulate template parameters of classic pipelines.")
            return classic.read(definition.process)
        return pipeline_yaml.parse(self.yaml(definition, repository, commit), f"/{definition.yaml_path}", parameters)

    def yaml(self, definition: Definition, repository: Repository, commit: str) -> str:
        """:raises PipelineInvalid: no such file."""
        content = repository.git.file(commit, definition.yaml_path)
        if content is None:
            project = self.projects.get(definition.project_id)
            raise PipelineInvalid(
                f"/{definition.yaml_path}: File /{definition.yaml_path} not found in repository "
                f"{git_url(project.name, repository.name)} branch {definition.default_ref} version {commit}."
            )
        return content.decode(errors="replace")

    def bound(
        self,
        definition: Definition,
        repository: Repository,
        commit: str,
        variables: dict[str, Variable],
        predefined: dict[str, str],
        parameters: Mapping[str, str] | None = None,
    ) -> ResolvedPipeline:
        """:raises PipelineInvalid: the pipeline cannot run as it is."""
        pipeline = self.read(definition, repository, commit, parameters)
        project = self.projects.get(definition.project_id)
        try:
            return resolve(self.resources, project, definition, pipeline, variables, predefined)
        except PipelineInvalid as invalid:
            raise PipelineInvalid(RESOURCE_ISSUE.format(reasons=" ".join(invalid.reasons))) from invalid

    def predefined(
        self, definition: Definition, repository: Repository, ref: str, commit: str, reason: str, requester: Principal
    ) -> dict[str, str]:
        """Variables that are known when a run is queued (learn.microsoft.com: predefined variables)."""
        project, found = self.projects.get(definition.project_id), repository.git.commit(commit)
        name = requester.display_name
        return {
            "Build.DefinitionName": definition.name,
            "Build.DefinitionVersion": str(definition.revision),
            "Build.QueuedBy": name,
            "Build.QueuedById": requester.object_id,
            "Build.Reason": reason[0].upper() + reason[1:],
            "Build.Repository.Clean": "False",
            "Build.Repository.ID": repository.id,
            "Build.Repository.Name": repository.name,
            "Build.Repository.Provider": "TfsGit",
            "Build.Repository.Uri": git_url(project.name, repository.name),
            "Build.RequestedFor": name,
            "Build.RequestedForEmail": "",
            "Build.RequestedForId": requester.object_id,
            "Build.SourceBranch": ref,
            "Build.SourceBranchName": ref.rpartition("/")[2],
            "Build.SourceVersion": commit,
            "Build.SourceVersionAuthor": found.author.decode(errors="replace").partition(" <")[0],
            "Build.SourceVersionMessage": found.message.decode(errors="replace").strip().partition("\n")[0],
            "System.CollectionId": self.organization_id,
            "System.DefinitionId": str(definition.id),
            "System.DefinitionName": definition.name,
            "System.JobAttempt": "1",
            "System.PhaseAttempt": "1",
            "System.StageAttempt": "1",
            "System.TeamProject": project.name,
            "System.TeamProjectId": project.id,
        }

    def trigger(self, definition: Definition, repository: Repository, commit: str) -> Trigger | None:
        """The trigger that the file or the definition has; None without one.

        :raises PipelineInvalid: the file that has the trigger cannot be read.
        """
        if definition.file_trigger():
            if definition.yaml_path not in repository.git.entries(commit):
                return None
            return self.read(definition, repository, commit).trigger
        filters = definition.branch_filters()
        if filters is None:
            return None
        include = tuple(one.removeprefix("+") for one in filters if not one.startswith("-"))
        return Trigger(include, tuple(one.removeprefix("-") for one in filters if one.startswith("-")))
