# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service principals (docs/reference/graph.md#service-principals)."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.principals import Principal, caller_of
from emulator.services.graph.listing import listed, single
from emulator.services.graph.model import service_principals
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.router import HOST, addresses, answer, body_of, key_of, route
from emulator.services.graph.views.service_principal import KIND, service_principal_view

ALL = "/servicePrincipals"
ONE = addresses("servicePrincipals")


def addressed(request: Request, graph: Graph) -> Principal:
    """:raises GraphError: Request_ResourceNotFound."""
    return service_principals.get(graph, *key_of(request))


@route("GET", ALL)
def list_service_principals(request: Request, graph: Graph) -> Response:
    found = [service_principal_view(graph, one) for one in service_principals.shown(graph)]
    return listed(request, KIND, found)


@route("POST", ALL)
def create_service_principal(request: Request, graph: Graph) -> Response:
    one = service_principals.create(graph, body_of(request), caller_of(request))
    location = f"{HOST}/v2/{graph.directory.tenant_id}/directoryObjects/{one.object_id}"
    view = service_principal_view(graph, one, fresh=True)
    return answer(f"{KIND.collection}/$entity", view, 201, f"{location}/Microsoft.DirectoryServices.ServicePrincipal")


@route("GET", *ONE)
def get_service_principal(request: Request, graph: Graph) -> Response:
    return single(request, KIND, service_principal_view(graph, addressed(request, graph)))


@route("PATCH", *ONE)
def patch_service_principal(request: Request, graph: Graph) -> Response:
    service_principals.update(graph, addressed(request, graph), body_of(request), caller_of(request))
    return Response(204)


@route("DELETE", *ONE)
def delete_service_principal(request: Request, graph: Graph) -> Response:
    service_principals.delete(graph, addressed(request, graph), caller_of(request))
    return Response(204)
