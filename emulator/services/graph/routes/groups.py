# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security groups and their members (docs/reference/graph.md#groups)."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.groups import Group
from emulator.services.entra.model.principals import caller_of
from emulator.services.graph.listing import listed, single
from emulator.services.graph.model import groups
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.router import HOST, answer, body_of, route
from emulator.services.graph.views.directory_object import typed_view
from emulator.services.graph.views.group import KIND, group_view

ALL, ONE = "/groups", "/groups/{id}"


def addressed(request: Request, graph: Graph) -> Group:
    """:raises GraphError: Request_ResourceNotFound."""
    return groups.get(graph, request.params["id"])


@route("GET", ALL)
def list_groups(request: Request, graph: Graph) -> Response:
    return listed(request, KIND, [group_view(one) for one in graph.directory.groups.by_id.values()])


@route("POST", ALL)
def create_group(request: Request, graph: Graph) -> Response:
    made = groups.create(graph, body_of(request), caller_of(request))
    location = f"{HOST}/v2/{graph.directory.tenant_id}/directoryObjects/{made.object_id}/Microsoft.DirectoryServices.Group"
    return answer("groups/$entity", group_view(made), 201, location)


@route("GET", ONE)
def get_group(request: Request, graph: Graph) -> Response:
    return single(request, KIND, group_view(addressed(request, graph)))


@route("DELETE", ONE)
def delete_group(request: Request, graph: Graph) -> Response:
    groups.delete(graph, addressed(request, graph), caller_of(request))
    return Response(204)


@route("GET", ONE + "/members")
def list_members(request: Request, graph: Graph) -> Response:
    found = groups.members_of(graph, addressed(request, graph))
    return answer("directoryObjects", {"value": [typed_view(graph, one) for one in found]})


@route("POST", ONE + "/members/$ref")
def post_member(request: Request, graph: Graph) -> Response:
    groups.add_member(graph, addressed(request, graph), str(body_of(request).get("@odata.id", "")), caller_of(request))
    return Response(204)


@route("DELETE", ONE + "/members/{member}/$ref")
def delete_member(request: Request, graph: Graph) -> Response:
    groups.remove_member(graph, addressed(request, graph), request.params["member"], caller_of(request))
    return Response(204)
