# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations (docs/reference/graph.md#applications)."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.applications import Application
from emulator.services.entra.model.principals import caller_of
from emulator.services.graph.listing import listed, single
from emulator.services.graph.model import applications
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.router import HOST, addresses, answer, body_of, key_of, route, wants_upsert
from emulator.services.graph.views.application import KIND, application_view

ALL = "/applications"
ONE = addresses("applications")


def addressed(request: Request, graph: Graph) -> Application:
    """:raises GraphError: Request_ResourceNotFound."""
    return applications.get(graph, *key_of(request))


def created(request: Request, graph: Graph, application: Application) -> Response:
    """`Location` is in a form that nobody can follow (docs/reference/graph.md#application-statuses)."""
    location = f"{HOST}/v2/{graph.directory.tenant_id}/directoryObjects/{application.object_id}"
    view = application_view(application, fresh=True)
    return answer(f"{KIND.collection}/$entity", view, 201, f"{location}/Microsoft.DirectoryServices.Application")


@route("GET", ALL)
def list_applications(request: Request, graph: Graph) -> Response:
    return listed(request, KIND, [application_view(one) for one in applications.shown(graph)])


@route("POST", ALL)
def create_application(request: Request, graph: Graph) -> Response:
    return created(request, graph, applications.create(graph, body_of(request), caller_of(request)))


@route("GET", *ONE)
def get_application(request: Request, graph: Graph) -> Response:
    return single(request, KIND, application_view(addressed(request, graph)))


@route("PATCH", *ONE)
def patch_application(request: Request, graph: Graph) -> Response:
    """Changes an app registration; by `uniqueName` and with `Prefer: create-if-missing` it is an upsert
    (docs/reference/graph.md#upsert)."""
    key, value = key_of(request)
    body = body_of(request)
    if key == "uniquename" and wants_upsert(request) and applications.find(graph, key, value) is None:
        return created(request, graph, applications.create(graph, {**body, "uniqueName": value}, caller_of(request)))
    applications.update(graph, addressed(request, graph), body, caller_of(request))
    return Response(204)


@route("DELETE", *ONE)
def delete_application(request: Request, graph: Graph) -> Response:
    applications.delete(graph, addressed(request, graph), caller_of(request))
    return Response(204)
