# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git repositories: their list, their names, their recycle bin."""

from __future__ import annotations

from collections.abc import Callable

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Handler
from emulator.services.azure_devops.errors import missing_value
from emulator.services.azure_devops.model.git.repositories import Repository
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.model.security.request_scope import holder
from emulator.services.azure_devops.router import listing, on, on_project, project
from emulator.services.azure_devops.views.repositories import (
    deleted_repository_json,
    repository_json,
)
from emulator.services.entra.model.principals import caller_of

REPOSITORY = "/_apis/git/repositories/{repository}"


def repository(request: Request, organization: Organization) -> Repository:
    """The repository by name or id in the project, or by id alone when the address names no project."""
    owner = project(request, organization) if "project" in request.params else None
    found = organization.repositories.get(owner, request.params["repository"])
    organization.imports.settle(found)
    return found


def owner_of(request: Request, organization: Organization, found: Repository) -> Project:
    return organization.projects.get(found.project_id)


def both(methods: str, template: str) -> Callable[[Handler[Organization]], Handler[Organization]]:
    """Registers a handler with and without a project in the address."""

    def register(handler: Handler[Organization]) -> Handler[Organization]:
        return on(methods, template)(on_project(methods, template)(handler))

    return register


@on("GET", "/_apis/git/repositories")
@on_project("GET", "/_apis/git/repositories")
def list_repositories(request: Request, organization: Organization) -> Response:
    user = holder(request, organization)
    owners = [project(request, organization)] if "project" in request.params else organization.projects.living()
    shown = []
    for owner in filter(user.sees, owners):
        for one in organization.repositories.of(owner):
            organization.imports.settle(one)
            shown.append(repository_json(one, owner, organization.now()))
    return listing(shown)


@on("POST", "/_apis/git/repositories")
@on_project("POST", "/_apis/git/repositories")
def create_repository(request: Request, organization: Organization) -> Response:
    body = request.json_object()
    named = (body.get("project") or {}).get("id") or (body.get("project") or {}).get("name")
    if "project" not in request.params and not named:
        raise missing_value("project")
    owner = project(request, organization) if "project" in request.params else organization.projects.get(str(named))
    created = organization.repositories.create(owner, str(body.get("name") or ""))
    return Response(201, repository_json(created, owner, organization.now()))


@both("GET", REPOSITORY)
def get_repository(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    return Response(body=repository_json(found, owner_of(request, organization, found), organization.now(), links=True))


@both("PATCH", REPOSITORY)
def update_repository(request: Request, organization: Organization) -> Response:
    found, body = repository(request, organization), request.json_object()
    if body.get("name"):
        organization.repositories.rename(found, str(body["name"]))
    if body.get("defaultBranch"):
        organization.repositories.set_default_branch(found, str(body["defaultBranch"]))
    if "isDisabled" in body:
        found.disabled = bool(body["isDisabled"])
    return Response(body=repository_json(found, owner_of(request, organization, found), organization.now(), links=True))


@both("DELETE", REPOSITORY)
def delete_repository(request: Request, organization: Organization) -> Response:
    organization.repositories.delete(repository(request, organization), caller_of(request))
    return Response(204)


@on_project("GET", "/_apis/git/deletedRepositories")
@on_project("GET", "/_apis/git/recycleBin/repositories")
def list_deleted_repositories(request: Request, organization: Organization) -> Response:
    owner = project(request, organization)
    return listing([deleted_repository_json(one, owner) for one in organization.repositories.deleted(owner)])


@on_project("DELETE", "/_apis/git/recycleBin/repositories/{id}")
def purge_repository(request: Request, organization: Organization) -> Response:
    """The status is that of the deletion itself; no recording shows this one."""
    organization.repositories.purge(project(request, organization), request.params["id"])
    return Response(204)
