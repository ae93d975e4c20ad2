# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owners of app registrations and of service principals."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.applications import Application
from emulator.services.entra.model.principals import Principal, caller_of
from emulator.services.graph.model import owners
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.router import answer, below, body_of, route
from emulator.services.graph.routes import applications, service_principals
from emulator.services.graph.views.directory_object import typed_view

EVERY = (*applications.ONE, *service_principals.ONE)


def addressed(request: Request, graph: Graph) -> Application | Principal:
    """:raises GraphError: Request_ResourceNotFound."""
    of_application = request.path.lower().startswith("/v1.0/applications")
    return applications.addressed(request, graph) if of_application else service_principals.addressed(request, graph)


@route("GET", *below(EVERY, "/owners"))
def list_owners(request: Request, graph: Graph) -> Response:
    found = owners.owners_of(graph, addressed(request, graph))
    return answer("directoryObjects", {"value": [typed_view(graph, one) for one in found]})


@route("POST", *below(EVERY, "/owners/$ref"))
def post_owner(request: Request, graph: Graph) -> Response:
    owners.add_owner(graph, addressed(request, graph), str(body_of(request).get("@odata.id", "")), caller_of(request))
    return Response(204)


@route("DELETE", *below(EVERY, "/owners/{owner}/$ref"))
def delete_owner(request: Request, graph: Graph) -> Response:
    owners.remove_owner(graph, addressed(request, graph), request.params["owner"], caller_of(request))
    return Response(204)
