# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports of another repository's contents."""

from __future__ import annotations

from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.errors import missing_value
from emulator.services.azure_devops.model.git.imports import ImportRequest
from emulator.services.azure_devops.model.git.repositories import Repository
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import listing, number, on_project, part, project
from emulator.services.azure_devops.routes.git.repositories import REPOSITORY, repository
from emulator.services.azure_devops.views.repositories import (
    import_json,
)
from emulator.services.entra.model.principals import caller_of


@on_project("POST", REPOSITORY + "/importRequests")
def start_import(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    source = part(part(request.json_object(), "parameters"), "gitSource")
    if not source.get("url"):
        raise missing_value("importRequest.parameters.gitSource.url")
    import_request = organization.imports.start(found, str(source["url"]), caller_of(request))
    return Response(
        201,
        import_json(
            import_request,
            found,
            project(request, organization),
            f"{request.url}/{import_request.id}",
            "queued",
            organization.now(),
        ),
    )


@on_project("GET", REPOSITORY + "/importRequests")
def list_imports(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    return listing(
        [shown_import(request, organization, found, one, f"{request.url}/{one.id}") for one in organization.imports.of(found)]
    )


@on_project("GET", REPOSITORY + "/importRequests/{number}")
def get_import(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    import_request = organization.imports.get(found, number(request.params["number"], "importRequestId"))
    return Response(body=shown_import(request, organization, found, import_request, request.url))


def shown_import(
    request: Request, organization: Organization, found: Repository, import_request: ImportRequest, url: str
) -> dict[str, Any]:
    status = "inProgress" if not import_request.finished else "failed" if import_request.error else "completed"
    return import_json(import_request, found, project(request, organization), url, status, organization.now())
