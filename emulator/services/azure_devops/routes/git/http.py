# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""git clone, fetch and push over HTTPS."""

from __future__ import annotations

from collections.abc import Callable

from emulator.core.request import Request
from emulator.core.response import ErrorResponse, Response
from emulator.core.router import Handler
from emulator.services.azure_devops.errors import DevOpsError
from emulator.services.azure_devops.model.git.repositories import Repository
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import on, on_project
from emulator.services.azure_devops.routes.git.protocol import advertise, receive, serve
from emulator.services.entra.model.principals import caller_of

FRESH = {"cache-control": "no-cache, max-age=0, must-revalidate"}


def repository(request: Request, organization: Organization) -> Repository:
    """git shows a plain text. Without a project the repository has the project's name.

    :raises ErrorResponse: 404.
    """
    name = request.params["repository"].removesuffix(".git") or request.params["repository"]
    try:
        owner = organization.projects.get(request.params.get("project", name))
        found = organization.repositories.get(owner, name)
    except DevOpsError as error:
        raise ErrorResponse(error.status, error.message) from error
    organization.imports.settle(found)
    return found


def served(methods: str, template: str, write: bool) -> Callable[[Handler[Organization]], Handler[Organization]]:
    def register(handler: Handler[Organization]) -> Handler[Organization]:
        path = "/_git/{repository}" + template
        return on(methods, path, write=write)(on_project(methods, path, write=write)(handler))

    return register


@served("GET", "/info/refs", write=False)
def info_refs(request: Request, organization: Organization) -> Response:
    service = request.query.get("service", "")
    answer = advertise(repository(request, organization), service)
    return Response(body=answer, headers=FRESH | {"content-type": f"application/x-{service}-advertisement"})


@served("POST", "/git-upload-pack", write=False)
def upload_pack(request: Request, organization: Organization) -> Response:
    answer = serve(repository(request, organization), "git-upload-pack", request.body)
    return Response(body=answer, headers=FRESH | {"content-type": "application/x-git-upload-pack-result"})


@served("POST", "/git-receive-pack", write=True)
def receive_pack(request: Request, organization: Organization) -> Response:
    answer = receive(organization.repositories, repository(request, organization), caller_of(request), request.body)
    return Response(body=answer, headers=FRESH | {"content-type": "application/x-git-receive-pack-result"})
