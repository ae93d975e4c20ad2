# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory's recycle bin (docs/reference/graph.md#deleted-items)."""

from __future__ import annotations

from dataclasses import replace

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.principals import caller_of
from emulator.services.graph.listing import listed
from emulator.services.graph.model import deleted_items
from emulator.services.graph.model.access import require_reading_deleted
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.router import answer, route
from emulator.services.graph.views import application, service_principal
from emulator.services.graph.views.directory_object import typed_view

ALL = "/directory/deletedItems"
ONE = ALL + "/{id}"
CONTEXT = "directoryObjects/$entity"
APPLICATIONS = replace(application.KIND, filters=tuple(one for one in application.KIND.filters if one != "uniqueName"))
"""Deleted applications. One public client says that the unique name is no filter here (byte5ai/omadia, teamsProvisioner)."""


@route("GET", f"{ALL}/microsoft.graph.application")
def list_deleted_applications(request: Request, graph: Graph) -> Response:
    require_reading_deleted(graph, caller_of(request))
    found = graph.directory.deleted.applications()
    return listed(request, APPLICATIONS, map(application.application_view, found))


@route("GET", f"{ALL}/microsoft.graph.servicePrincipal")
def list_deleted_service_principals(request: Request, graph: Graph) -> Response:
    require_reading_deleted(graph, caller_of(request))
    found = graph.directory.deleted.principals()
    views = [service_principal.service_principal_view(graph, one) for one in found]
    return listed(request, service_principal.KIND, views)


@route("GET", ONE)
def get_deleted_item(request: Request, graph: Graph) -> Response:
    require_reading_deleted(graph, caller_of(request))
    return answer(CONTEXT, typed_view(graph, deleted_items.get(graph, request.params["id"])))


@route("DELETE", ONE)
def purge_deleted_item(request: Request, graph: Graph) -> Response:
    deleted_items.purge(graph, deleted_items.get(graph, request.params["id"]), caller_of(request))
    return Response(204)


@route("POST", f"{ONE}/restore")
def restore_deleted_item(request: Request, graph: Graph) -> Response:
    item = deleted_items.get(graph, request.params["id"])
    deleted_items.restore(graph, item, caller_of(request))
    return answer(CONTEXT, typed_view(graph, item))
