# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization: everything in Azure DevOps hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from emulator.core.ids import unforeseeable
from emulator.core.operations import Operation, Operations
from emulator.services.azure_devops.errors import not_found
from emulator.services.azure_devops.model.connections.checks import Checks
from emulator.services.azure_devops.model.connections.endpoint import ServiceEndpoint
from emulator.services.azure_devops.model.connections.endpoints import ServiceEndpoints
from emulator.services.azure_devops.model.connections.federation import Federation
from emulator.services.azure_devops.model.git.imports import Imports
from emulator.services.azure_devops.model.git.repositories import RefUpdate, Repositories, Repository
from emulator.services.azure_devops.model.pipelines.definitions import Definitions
from emulator.services.azure_devops.model.pipelines.folders import Folders
from emulator.services.azure_devops.model.pipelines.permissions import PipelinePermissions
from emulator.services.azure_devops.model.pipelines.pools import Queues
from emulator.services.azure_devops.model.pipelines.resolver import Resources
from emulator.services.azure_devops.model.pipelines.stored_variables import shown
from emulator.services.azure_devops.model.pipelines.variable_groups import VariableGroups
from emulator.services.azure_devops.model.projects.build_settings import BuildSettings
from emulator.services.azure_devops.model.projects.projects import Project, Projects
from emulator.services.azure_devops.model.runs.builds import Artifact, Build, Builds
from emulator.services.azure_devops.model.runs.job_tokens import JobTokens
from emulator.services.azure_devops.model.runs.queueing import Queueing
from emulator.services.azure_devops.model.runs.runs import Runs
from emulator.services.azure_devops.model.runs.sources import PipelineSources
from emulator.services.azure_devops.model.users import Users
from emulator.services.entra.model.principals import Principal

if TYPE_CHECKING:
    from emulator.core.request import Request
    from emulator.core.response import Response
    from emulator.job_protocol.jobs import RunJob
    from emulator.runtime import Runtime
    from emulator.services.entra.model.directory import Directory


class Organization:
    """`vaultpipe`, connected to the tenant; only its users may do anything, each what users.py and rights.py let it."""

    def __init__(
        self,
        runtime: Runtime,
        directory: Directory,
        *,
        ask: Callable[[Request], Response],
        run_job: RunJob,
        is_current: Callable[[], bool],
    ) -> None:
        """:param ask: Sends a request to another service, as its clients do.
        :param run_job: A build agent.
        :param is_current: Says whether no reset has put another organization in the place of this one.
        """
        self.runtime, self.directory, self.ask = runtime, directory, ask
        self.organization_id = runtime.ids.guid()
        self.created_at = self.now()
        self.build_service = Principal(runtime.ids.guid(), runtime.ids.guid(), "Project Collection Build Service", "BuildService")
        self.users = Users(runtime, directory, self.build_service)
        self.operations = Operations(runtime.clock, runtime.ids.guid)
        self.projects = Projects(runtime, self.operations)
        self.settings = BuildSettings(runtime)
        self.repositories = Repositories(runtime, self.projects, self._start_triggered)
        self.imports = Imports(runtime, self.repositories)
        self.permissions = PipelinePermissions(runtime, self._advance_runs)
        self.checks = Checks(runtime)
        self.federation = Federation(runtime, directory, self.organization_id)
        self.endpoints = ServiceEndpoints(runtime, self.projects, self.federation, self._forget_endpoint)
        self.queues = Queues()
        self.variable_groups = VariableGroups(runtime, self.permissions)
        self.builds = Builds(runtime)
        self.definitions = Definitions(
            runtime,
            repositories=self.repositories,
            queues=self.queues,
            permissions=self.permissions,
            settings=self.settings,
            on_delete=self.builds.forget,
        )
        self.folders = Folders(runtime, self.definitions)
        resources = Resources(runtime, self.endpoints, self.queues, self.variable_groups)
        self.sources = PipelineSources(self.projects, resources, self.organization_id)
        self.runs = Runs(
            runtime,
            projects=self.projects,
            definitions=self.definitions,
            permissions=self.permissions,
            sources=self.sources,
            builds=self.builds,
            run_job=run_job,
            is_current=is_current,
        )
        self.queueing = Queueing(
            runtime,
            self.runs,
            sources=self.sources,
            projects=self.projects,
            definitions=self.definitions,
            builds=self.builds,
            settings=self.settings,
            checks=self.checks,
        )
        self.job_tokens = JobTokens(self.builds, self.endpoints, self.federation)
        self._tickets: dict[str, tuple[Build, Artifact, float]] = {}

    def now(self) -> float:
        return self.runtime.clock.now()

    def create_project(
        self, name: str, description: str | None, visibility: str, process_id: str | None, source_control: str | None
    ) -> Operation:
        """The operation that makes a project with its empty repository.

        :raises DevOpsError: as Projects.create.
        """
        project, operation = self.projects.create(name, description, visibility, process_id, source_control)
        self.repositories.create(project, name)
        return operation

    # -- what follows from what -----------------------------------------------------------------------------------

    def _start_triggered(self, repository: Repository, update: RefUpdate, pusher: Principal) -> None:
        self.queueing.triggered(repository, update, pusher)

    def _advance_runs(self) -> None:
        self.runs.advance()

    def _forget_endpoint(self, project_id: str, endpoint_id: str) -> None:
        self.permissions.forget(project_id, "endpoint", endpoint_id)
        self.checks.forget(project_id, "endpoint", endpoint_id)

    # -- artifacts ------------------------------------------------------------------------------------------------

    def sign_artifact(self, build: Build, artifact: Artifact, expires_at: float) -> str:
        """A ticket that stands for the right to read the artifact until then."""
        ticket = unforeseeable(64)
        self._tickets[ticket] = build, artifact, expires_at
        return ticket

    def signed_artifact(self, ticket: str) -> tuple[Build, Artifact]:
        """:raises DevOpsError: 404, no such ticket or it has expired."""
        build, artifact, expires_at = self._tickets.get(ticket, (None, None, 0.0))
        if build is None or artifact is None or expires_at < self.now():
            raise not_found("The signed address")
        return build, artifact

    # -- state ----------------------------------------------------------------------------------------------------

    def live(self) -> dict[str, Any]:
        return {"projects": [self._project(project) for project in self.projects.living()]}

    def recycle_bin(self) -> dict[str, Any]:
        return {
            "repositories": sorted(one.name for each in self.projects.living() for one in self.repositories.deleted(each)),
        }

    def system(self) -> dict[str, Any]:
        """Deleted projects are here and not in the recycle bin: the API purges none, only the service itself does in time."""
        return {
            "organization_id": self.organization_id,
            "members": sorted(member.object_id for member in self.users.members()),
            "deleted_projects": sorted(project.name for project in self.projects.deleted()),
        }

    def _project(self, project: Project) -> dict[str, Any]:
        return {
            "id": project.id,
            "name": project.name,
            "description": project.description,
            "visibility": project.visibility,
            "process": project.process.name,
            "properties": project.properties,
            "repositories": [_repository(one) for one in self.repositories.of(project)],
            "service_connections": [self._endpoint(one, project) for one in self.endpoints.of(project)],
            "variable_groups": [
                {
                    "name": one.name,
                    "description": one.description,
                    "type": one.type,
                    "provider_data": one.provider_data,
                    "variables": shown(one.variables),
                }
                for one in self.variable_groups.of(project)
            ],
            "pipelines": [
                {
                    "id": one.id,
                    "name": one.name,
                    "folder": one.folder,
                    "description": one.description,
                    "process": one.process,
                    "default_branch": one.default_ref,
                    "triggers": one.triggers,
                    "variables": shown(one.variables),
                }
                for one in self.definitions.of(project)
            ],
            "permissions": self.permissions.live(project.id),
            "runs": [
                {
                    "definition": one.definition_id,
                    "reason": one.reason,
                    "branch": one.branch,
                    "status": one.status,
                    "result": one.result,
                    "artifacts": sorted(one.artifacts),
                    "tags": sorted(one.tags),
                }
                for one in reversed(self.builds.of(project))
            ],
        }

    def _endpoint(self, endpoint: ServiceEndpoint, project: Project) -> dict[str, Any]:
        reference = endpoint.reference(project.id)
        return {
            "id": endpoint.id,
            "name": reference.name if reference else endpoint.name,
            "description": endpoint.description,
            "service_management_reference": endpoint.service_management_reference,
            "type": endpoint.type,
            "url": endpoint.url,
            "data": endpoint.data,
            "scheme": endpoint.scheme,
            "parameters": {name: None if name in endpoint.secrets() else value for name, value in endpoint.parameters.items()},
            "state": self.endpoints.state(endpoint),
        }


def _repository(repository: Repository) -> dict[str, Any]:
    """A repository with the files of the default branch by blob id."""
    branches = repository.git.branches()
    tip = branches.get(repository.default_branch or "")
    files = repository.git.entries(tip) if tip else {}
    return {
        "id": repository.id,
        "name": repository.name,
        "default_branch": repository.default_branch,
        "branches": sorted(branches),
        "files": {path: sha.decode() for path, (sha, _mode) in sorted(files.items())},
    }
