# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assertions that a running job asks for, to sign in to Azure as a service connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.services.azure_devops.errors import DevOpsError
from emulator.services.azure_devops.model.runs.builds import Builds

if TYPE_CHECKING:
    from emulator.services.azure_devops.model.connections.endpoints import ServiceEndpoints
    from emulator.services.azure_devops.model.connections.federation import Federation
    from emulator.services.azure_devops.model.projects.projects import Project


class JobTokens:
    """Hands out assertions to the jobs that may use a connection."""

    def __init__(self, builds: Builds, endpoints: ServiceEndpoints, federation: Federation) -> None:
        self.builds, self.endpoints, self.federation = builds, endpoints, federation

    def oidc_token(self, project: Project, plan_id: str, job_id: str, connection_id: str, token: str) -> str:
        """An assertion for a connection that the running job may use.

        :raises DevOpsError: 404, no such running job or no such connection; 403, not permitted for this pipeline.
        """
        build = self.builds.running_with(token)
        running = build.running if build else None
        if build is None or running is None or (build.plan_id, running.id, build.project_id) != (plan_id, job_id, project.id):
            raise DevOpsError(404, "TaskOrchestrationPlanNotFoundException", f"No plan found for identifier {plan_id}.")
        endpoint = self.endpoints.find(project, connection_id)
        if endpoint is None or self.endpoints.state(endpoint) != "Ready":
            raise DevOpsError(
                404, "ServiceEndpointNotFoundException", f"Service connection with id {connection_id} is not found."
            )
        assert build.bound is not None
        if endpoint.id not in {one.id for one in build.bound.all_endpoints}:
            raise DevOpsError(
                403,
                "ServiceEndpointAccessDeniedException",
                f"The pipeline is not authorized to use the service connection {connection_id}.",
            )
        return self.federation.token(endpoint, project)
