# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The walk through an organization and a subscription, in three rounds of requests, each with many under way at once."""

from __future__ import annotations

import functools
import threading
import typing as t

from ....clients.arm.client import ArmClient, Json
from ....clients.arm.managed_identities import IdentityCredentials
from ....clients.arm.resource_ids import group_of
from ....clients.arm.resource_types import IDENTITIES
from ....clients.arm.roles import RolesClient, last_segment
from ....clients.context import TaskContext
from ....clients.devops.client import DevOpsClient
from ....clients.devops.locations import CHECKS_OF_SEVERAL, ITEMS, PIPELINE_PERMISSIONS, PROJECTS, VARIABLE_GROUPS
from ....clients.devops.lookup import existing_project, list_pipelines, same_name, short_branch
from ....clients.devops.pipeline_permissions import granted_in
from ....clients.devops.service_endpoints import ServiceEndpointsClient
from ....clients.http.responses import the_list
from ....clients.key_vault.secrets import SecretsClient
from ....clients.key_vault.vaults import VaultsClient
from ....engine.at_once import at_once
from ....errors import AuthenticationError, ServiceError
from ...identity.named_identity import NamedApplication
from ...pipeline.definition import type_of, yaml_path_of
from ...pipeline.devops_variable_group import LINKED
from ...service_connection.state import TYPE
from .estate import Connection, Estate, Identity, Pipeline, Project, Secret, Share, Vault
from .steps import Steps, steps_of_file, steps_of_process
from .uses import Uses

AZURE_REPOS = "tfsgit"
T = t.TypeVar("T")
Job = t.Callable[[], object]


class Survey:
    """One look at everything. What is refused is left out and told; the rest is looked at all the same."""

    def __init__(self, context: TaskContext) -> None:
        self._context = context
        self._devops, self._arm = context.client(DevOpsClient), context.client(ArmClient)
        self._groups: dict[str, list[Json]] = {}
        self._steps: dict[str, Steps] = {}
        self._turn = threading.Lock()

    def of(self, project: str | None) -> Estate:
        """:param project: None for all projects of the organization.
        :raises UsageError: there is no such project.
        """
        estate = self._estate = Estate(
            self._devops.organization_url.rstrip("/"), self._arm.subscription, self._projects(project), project is None
        )
        in_projects = [functools.partial(look, one) for one in estate.projects for look in
                       (self._pipelines, self._connections, self._variable_groups)]  # fmt: skip
        self._at_once([*in_projects, self._identities, self._vaults, self._assignments, self._roles])
        estate.connections.sort(key=lambda one: one.id)
        for connection in estate.connections:
            connection.shares.sort(key=lambda share: str(share.project["name"]))
        self._at_once([*self._of_connections(), *self._of_identities(), *self._of_vaults(), *self._files()])
        self._join()
        return estate

    def _projects(self, project: str | None) -> list[Project]:
        if project is not None:
            return [existing_project(self._devops, project)]
        return self._devops.list(PROJECTS, "list the projects of the organization")

    def _at_once(self, jobs: t.Iterable[Job]) -> None:
        at_once(lambda job: job(), jobs)

    def _listed(self, what: str, ask: t.Callable[[], list[T]]) -> list[T]:
        """The list; none where the look is refused or fails."""
        none: list[T] = []
        return self._look(what, ask, none)

    def _look(self, what: str, ask: t.Callable[[], T], otherwise: T) -> T:
        """The answer; a refused or failed look is told, and the other looks go on."""
        try:
            return ask()
        except (AuthenticationError, ServiceError) as error:
            self._unseen(what, str(error.result()["msg"]))
            return otherwise

    def _unseen(self, what: str, why: str) -> None:
        self._estate.unseen.append({"what": what, "why": why})

    # -- the first round: lists ---------------------------------------------------------------------------------------

    def _pipelines(self, project: Project) -> None:
        name = project["name"]
        found = self._listed(f"pipelines of {name}", lambda: list_pipelines(self._devops, name, None, None, whole=True))
        self._estate.pipelines += [Pipeline(project, one, yaml_path_of(one)) for one in found]

    def _connections(self, project: Project) -> None:
        client = ServiceEndpointsClient(self._devops, project["id"], project["name"])

        def ask() -> list[Json] | None:
            return client.all()

        found = self._look(f"service connections of {project['name']}", ask, None)
        self._estate.is_whole &= found is not None
        for endpoint in found or []:
            if same_name(str(endpoint.get("type")), TYPE):
                share = Share(project, client.name_of(endpoint))
                with self._turn:
                    known = next((one for one in self._estate.connections if one.id == str(endpoint["id"])), None)
                    if known is None:
                        self._estate.connections.append(Connection(endpoint, [share]))
                    else:
                        known.shares.append(share)

    def _variable_groups(self, project: Project) -> None:
        name = project["name"]
        asked = f"list the variable groups of {name}"
        found = self._listed(
            f"variable groups of {name}", lambda: self._devops.list(VARIABLE_GROUPS, asked, project=project["id"])
        )
        self._groups[project["id"]] = [one for one in found if one.get("type") == LINKED]

    def _identities(self) -> None:
        for one in self._listed("managed identities of the subscription", lambda: list(self._arm.of_kind(IDENTITIES))):
            properties, group = one["properties"], group_of(one["id"])
            options = {"managed_identity": one["name"], "identity_resource_group": group}
            self._estate.identities.append(
                Identity(
                    str(properties["clientId"]).lower(), str(properties["principalId"]).lower(),
                    f"managed identity {one['name']}", options,
                )
            )  # fmt: skip

    def _vaults(self) -> None:
        found = self._listed("vaults of the subscription", lambda: self._context.client(VaultsClient).all(None))
        self._estate.vaults += [Vault(one) for one in found]

    def _assignments(self) -> None:
        roles = self._context.client(RolesClient)
        self._estate.assignments += self._listed("role assignments of the subscription", roles.everybodys)

    def _roles(self) -> None:
        roles = self._context.client(RolesClient)
        found = self._listed("roles of the subscription", roles.definitions)
        self._estate.roles |= {last_segment(one["id"]): one for one in found}

    # -- the second round: each thing ---------------------------------------------------------------------------------

    def _of_connections(self) -> t.Iterator[Job]:
        for connection in self._estate.connections:
            for share in connection.shares:
                yield functools.partial(self._permissions, connection, share)
        for project in self._estate.projects:
            shares = {
                connection.id.lower(): share
                for connection in self._estate.connections
                for share in connection.shares
                if share.project["id"] == project["id"]
            }
            if shares:
                yield functools.partial(self._checks, project, shares)

    def _permissions(self, connection: Connection, share: Share) -> None:
        route = {"project": share.project["id"], "resourceType": "endpoint", "resourceId": connection.id}
        asked = f"read who may use {share.name}"

        def ask() -> Json | None:
            return self._devops.get(PIPELINE_PERMISSIONS, asked, **route) or {}

        found = self._look(f"pipelines that may use {share.name} of {share.project['name']}", ask, None)
        if found is not None:
            share.is_open, pipelines = granted_in(found)
            share.pipelines = frozenset(pipelines)

    def _checks(self, project: Project, shares: t.Mapping[str, Share]) -> None:
        """The checks on all of a project's connections, by one request."""
        body = [{"type": "endpoint", "id": one, "name": share.name} for one, share in shares.items()]
        asked = f"list the checks on the service connections of {project['name']}"

        def ask() -> list[Json] | None:
            query = {"$expand": "settings"}
            return the_list(self._devops.post(CHECKS_OF_SEVERAL, asked, body, query=query, project=project["id"]), asked)

        found = self._look(f"checks on the service connections of {project['name']}", ask, None)
        for identifier, share in shares.items():
            if found is not None:
                share.checks = tuple(one for one in found if str((one.get("resource") or {}).get("id")).lower() == identifier)

    def _of_identities(self) -> t.Iterator[Job]:
        known = {one.client_id for one in self._estate.identities}
        for identity in list(self._estate.identities):
            yield functools.partial(self._credentials, identity)
        for client_id in sorted({one.client_id for one in self._estate.connections if one.client_id} - known):
            yield functools.partial(self._application, client_id)

    def _credentials(self, identity: Identity) -> None:
        options = identity.options
        client = IdentityCredentials(self._arm, str(options["identity_resource_group"]), str(options["managed_identity"]))
        identity.credentials = self._listed(f"federated credentials of the {identity.label}", client.all)

    def _application(self, client_id: str) -> None:
        def ask() -> Identity:
            named = NamedApplication(client_id, self._context)
            label = f"app registration {(named.found or {}).get('displayName') or client_id}"
            options: dict[str, str | None] = {"service_principal": client_id}
            return Identity(client_id, named.principal_id, label, options, named.credentials.all())

        unknown = Identity(client_id, None, f"app registration {client_id}", {"service_principal": client_id})
        self._estate.identities.append(self._look(f"app registration {client_id}", ask, unknown))

    def _of_vaults(self) -> t.Iterator[Job]:
        for vault in self._estate.vaults:
            yield functools.partial(self._secrets, vault)

    def _secrets(self, vault: Vault) -> None:
        uri = str(vault.found["properties"]["vaultUri"]).rstrip("/").lower() + "/"
        found = self._listed(f"secrets of {vault.name}", self._context.client(SecretsClient, uri).all)
        vault.secrets = [Secret(str(one.name), bool(one.enabled), one.expires_on) for one in found]

    def _files(self) -> t.Iterator[Job]:
        """Each file once, however many pipelines run it."""
        by_file: dict[tuple[str, str, str, str], list[Pipeline]] = {}
        for pipeline in self._estate.pipelines:
            repository = pipeline.definition.get("repository") or {}
            branch = str(repository.get("defaultBranch") or "")
            place = (str(pipeline.project["id"]), str(repository.get("id")), branch, str(pipeline.file))
            if type_of(pipeline.definition) != "yaml":
                self._steps[pipeline.key] = steps_of_process(pipeline.definition["process"])
            elif str(repository.get("type")).lower() != AZURE_REPOS:
                self._unseen(f"file of the pipeline {pipeline.name}", f"It is in {repository.get('type')}, which is not asked.")
            else:
                by_file.setdefault(place, []).append(pipeline)
        for place, pipelines in by_file.items():
            yield functools.partial(self._file, place, pipelines)

    def _file(self, place: tuple[str, str, str, str], pipelines: list[Pipeline]) -> None:
        project, repository, branch, path = place
        query = {"path": f"/{path}", "versionDescriptor.versionType": "branch", "versionDescriptor.version": short_branch(branch)}
        what, asked = f"file of the pipeline {pipelines[0].name}", f"read {path}"

        def ask() -> str | None:
            return self._devops.text(ITEMS, asked, query=query, project=project, repositoryId=repository)

        text = self._look(what, ask, None)
        if text is None:
            return
        try:
            steps = steps_of_file(text)
        except ValueError as error:
            self._unseen(what, f"{path} cannot be read: {error}.")
            return
        for template in steps.templates:
            self._unseen(what, f"It takes in the template {template}, which is not opened.")
        self._steps.update({one.key: steps for one in pipelines})

    # -- putting together ---------------------------------------------------------------------------------------------

    def _join(self) -> None:
        estate = self._estate
        by_client_id = {one.client_id: one for one in estate.identities}
        for connection in estate.connections:
            connection.identity = by_client_id.get(connection.client_id or "")
            if connection.client_id is None:
                self._unseen(
                    f"identity of the service connection {connection.name}",
                    "Azure DevOps shows it to Administrators of the connection only.",
                )
        uses = Uses(estate, self._groups)
        for pipeline in estate.pipelines:
            if pipeline.key in self._steps:
                uses.fill_in(pipeline, self._steps[pipeline.key])
        estate.pipelines.sort(key=lambda one: (str(one.project["name"]), one.number))
        estate.identities.sort(key=lambda one: one.client_id)
        estate.vaults.sort(key=lambda one: one.name.lower())
        estate.unseen.sort(key=lambda one: (one["what"], one["why"]))
