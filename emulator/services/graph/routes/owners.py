# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owners of app registrations and of service principals."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.applications import Application
from emulator.services.entra.model.directory import Principal
from emulator.services.graph.model import owners
from emulator.services.graph.router import answer, below, body_of, caller, route
from emulator.services.graph.routes import applications, service_principals
from emulator.services.graph.views.directory_object import typed_view

EVERY = (*applications.ONE, *service_principals.ONE)


def addressed(request: Request) -> Application | Principal:
    """:raises GraphError: Request_ResourceNotFound."""
    of_application = request.path.lower().startswith("/v1.0/applications")
    return applications.addressed(request) if of_application else service_principals.addressed(request)


@route("GET", *below(EVERY, "/owners"))
def list_owners(request: Request) -> Response:
    found = owners.owners_of(request.cloud, addressed(request))
    return answer("directoryObjects", {"value": [typed_view(request.cloud, one) for one in found]})


@route("POST", *below(EVERY, "/owners/$ref"))
def post_owner(request: Request) -> Response:
    owners.add_owner(request.cloud, addressed(request), str(body_of(request).get("@odata.id", "")), caller(request))
    return Response(204)


@route("DELETE", *below(EVERY, "/owners/{owner}/$ref"))
def delete_owner(request: Request) -> Response:
    owners.remove_owner(request.cloud, addressed(request), request.params["owner"], caller(request))
    return Response(204)
