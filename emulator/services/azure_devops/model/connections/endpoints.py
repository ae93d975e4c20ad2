# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections: creation that ends later, one name per project, secrets that nobody reads
(docs/reference/azure_devops.md#service-connections)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from emulator.services.azure_devops.errors import bad_argument, missing_value
from emulator.services.azure_devops.errors.service_connections import (
    endpoint_exists,
    endpoint_refused,
    endpoint_trusted,
    no_such_endpoint,
)
from emulator.services.azure_devops.model.addresses import ORGANIZATION
from emulator.services.azure_devops.model.connections.endpoint import FEDERATION, Reference, ServiceEndpoint

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.connections.federation import Federation
    from emulator.services.azure_devops.model.projects.projects import Project, Projects
    from emulator.services.entra.model.principals import Principal

MADE_BY_SERVICE = {
    "workloadidentityfederationissuer",
    "workloadidentityfederationsubject",
    "workloadidentityfederationissuertype",
}


def is_azure(body: dict[str, Any]) -> bool:
    return str(body["type"]).lower() == "azurerm"


def is_federated(body: dict[str, Any]) -> bool:
    """Says whether an issuer and a subject have to be made for it; others are ready at once
    (docs/reference/azure_devops.md#ready-at-once)."""
    return is_azure(body) and body["authorization"].get("scheme") == FEDERATION


class ServiceEndpoints:
    """Connections of all projects by id."""

    def __init__(
        self, runtime: Runtime, projects: Projects, federation: Federation, on_delete: Callable[[str, str], None]
    ) -> None:
        """:param on_delete: Takes note that a project, by its id, no longer has a connection."""
        self.runtime, self.projects, self.federation, self.on_delete = runtime, projects, federation, on_delete
        self._endpoints: dict[str, ServiceEndpoint] = {}

    # -- reading --------------------------------------------------------------------------------------------------

    def state(self, endpoint: ServiceEndpoint) -> str:
        """`InProgress`, `Ready` or `Failed`."""
        if self.runtime.clock.now() < endpoint.ready_at:
            return "InProgress"
        return "Failed" if endpoint.fails else "Ready"

    def of(self, project: Project) -> list[ServiceEndpoint]:
        """All of them, those in progress and failed too."""
        return [one for one in self._endpoints.values() if one.reference(project.id)]

    def usable(self, project: Project) -> list[ServiceEndpoint]:
        """Connections that lists and pipelines see."""
        return [one for one in self.of(project) if self.state(one) == "Ready"]

    def find(self, project: Project, endpoint_id: str) -> ServiceEndpoint | None:
        found = self._endpoints.get(endpoint_id.lower())
        return found if found and found.reference(project.id) else None

    def usable_by_name_or_id(self, project: Project, wanted: str) -> ServiceEndpoint | None:
        """The connection that a pipeline refers to."""
        for one in self.usable(project):
            reference = one.reference(project.id)
            if wanted.lower() in (one.id, reference.name.lower() if reference else ""):
                return one
        return None

    def get(self, endpoint_id: str) -> ServiceEndpoint:
        """:raises DevOpsError: 404, also when no project has it any more."""
        found = self._endpoints.get(endpoint_id.lower())
        if found is None or self.first_project(found) is None:
            raise no_such_endpoint(endpoint_id)
        return found

    def projects_of(self, endpoint_id: str) -> list[str]:
        """The ids of the projects that have it."""
        found = self._endpoints.get(endpoint_id.lower())
        return [one.project_id for one in found.references] if found else []

    def first_project(self, endpoint: ServiceEndpoint) -> Project | None:
        """The first of its projects that still exists."""
        projects = (self.projects.find(one.project_id) for one in endpoint.references)
        return next((project for project in projects if project), None)

    def by_old_subject(self, subject: str) -> ServiceEndpoint | None:
        """The federated connection that `sc://organization/project/name` means."""
        parts = subject.removeprefix("sc://").split("/")
        project = self.projects.find(parts[1]) if len(parts) == 3 and parts[0].lower() == ORGANIZATION else None
        found = self.usable_by_name_or_id(project, parts[2]) if project else None
        return found if found and found.scheme == FEDERATION else None

    # -- writing --------------------------------------------------------------------------------------------------

    def _references(self, wanted: list[dict[str, Any]], besides: ServiceEndpoint | None) -> list[Reference]:
        """:raises DevOpsError: no project, an unknown one, or a name that is taken there."""
        references = []
        for one in wanted:
            named = one.get("projectReference") or {}
            project = self.projects.get(str(named.get("id") or named.get("name") or ""))
            name = str(one.get("name") or "")
            if not name:
                raise missing_value("serviceEndpointProjectReferences.name")
            for other in self.of(project):
                reference = other.reference(project.id)
                if other is not besides and reference and reference.name.lower() == name.lower():
                    raise endpoint_exists(name)
            references.append(Reference(project.id, name, str(one.get("description") or "")))
        return references

    @staticmethod
    def _check(body: dict[str, Any]) -> None:
        """:raises DevOpsError: what the service refuses before it makes anything."""
        for name in ("name", "type", "url"):
            if not body.get(name):
                raise missing_value(name)
        if not body.get("authorization"):
            # See docs/reference/azure_devops.md#endpoint-without-authorization.
            raise endpoint_refused("Service Connection Authorization cannot be null.")
        authorization = body["authorization"]
        parameters = {name.lower(): value for name, value in (authorization.get("parameters") or {}).items()}
        data = {name.lower(): value for name, value in (body.get("data") or {}).items()}
        if not is_azure(body):
            return
        if str(data.get("creationmode", "Manual")).lower() == "automatic":
            raise endpoint_refused("Service principals cannot create service connections with creationMode Automatic.")
        if is_federated(body) and parameters.get("serviceprincipalkey"):
            raise endpoint_refused(
                "The parameter serviceprincipalkey is not supported with the scheme WorkloadIdentityFederation."
            )
        for name in ("tenantid", "serviceprincipalid"):
            if not parameters.get(name):
                raise endpoint_refused(f"The authorization parameter {name} is required.")

    def create(self, body: dict[str, Any], creator: Principal) -> ServiceEndpoint:
        """:raises DevOpsError: 400 for what is missing or refused, 409 for a taken name."""
        self._check(body)
        references = self._references(body.get("serviceEndpointProjectReferences") or [], None)
        if not references:
            # Text and type key: nkdAgility/azure-devops-migration-tools#1555.
            raise bad_argument("At least one project reference required to create an endpoint.")
        runtime = self.runtime
        endpoint = ServiceEndpoint(
            id=runtime.ids.guid(),
            name=str(body["name"]),
            type=str(body["type"]),
            url=str(body["url"]),
            description=str(body.get("description") or ""),
            data=deepcopy(body.get("data") or {}),
            scheme=str(body["authorization"].get("scheme")),
            parameters=self._sent_parameters(body),
            references=references,
            is_shared=bool(body.get("isShared")),
            owner=str(body.get("owner") or "library"),
            created_by=creator,
            issuer_type=self.federation.new_signer,
            ready_at=self.runtime.clock.now() + (runtime.takes("endpoint") if is_federated(body) else 0.0),
            fails=not runtime.policies.endpoints_become_ready,
            service_management_reference=body.get("serviceManagementReference"),
        )
        self._endpoints[endpoint.id] = endpoint
        return endpoint

    @staticmethod
    def _sent_parameters(body: dict[str, Any]) -> dict[str, Any]:
        sent = body["authorization"].get("parameters") or {}
        return {name: value for name, value in sent.items() if name.lower() not in MADE_BY_SERVICE}

    def replace(self, endpoint: ServiceEndpoint, body: dict[str, Any]) -> None:
        """Everything; a secret that comes back as null stays what it was.

        :raises DevOpsError: as `create`.
        """
        self._check(body)
        parameters = self._sent_parameters(body)
        for name in endpoint.secrets():
            if parameters.get(name) is None and endpoint.scheme == body["authorization"].get("scheme"):
                parameters[name] = endpoint.parameters[name]
        references = self._references(body.get("serviceEndpointProjectReferences") or [], endpoint)
        endpoint.name, endpoint.type, endpoint.url = str(body["name"]), str(body["type"]), str(body["url"])
        endpoint.description = str(body.get("description") or "")
        endpoint.data = deepcopy(body.get("data") or {})
        endpoint.scheme, endpoint.parameters = str(body["authorization"].get("scheme")), parameters
        endpoint.references = references or endpoint.references
        endpoint.service_management_reference = body.get("serviceManagementReference")

    def share(self, endpoint: ServiceEndpoint, wanted: list[dict[str, Any]]) -> None:
        """:raises DevOpsError: an unknown project or a name that is taken there."""
        fresh = self._references(wanted, endpoint)
        kept = [one for one in endpoint.references if one.project_id not in {new.project_id for new in fresh}]
        endpoint.references = kept + fresh
        endpoint.is_shared = len(endpoint.references) > 1

    def delete(self, endpoint: ServiceEndpoint, project_ids: list[str]) -> None:
        """Takes it from these projects; when none is left it is gone.

        :raises DevOpsError: no project named, or its identity still trusts it. That this does not matter while other projects
            have it, no source confirms.
        """
        if not project_ids:
            raise missing_value("projectIds")
        named = {project_id.lower() for project_id in project_ids}
        left = [one for one in endpoint.references if one.project_id not in named]
        if not left:
            self._refuse_trusted(endpoint)
        for project_id in named:
            self.on_delete(project_id, endpoint.id)
        endpoint.references = left
        if not left:
            del self._endpoints[endpoint.id]

    def _refuse_trusted(self, endpoint: ServiceEndpoint) -> None:
        project = self.first_project(endpoint)
        if endpoint.scheme == FEDERATION and project is not None and self.federation.is_trusted(endpoint, project):
            client_id, tenant_id = (str(endpoint.parameters.get(name)) for name in ("serviceprincipalid", "tenantid"))
            raise endpoint_trusted(client_id, tenant_id)
