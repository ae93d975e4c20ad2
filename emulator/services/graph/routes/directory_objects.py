# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Directory objects by id whatever their type, and the signed-in user, whom no application is."""

from __future__ import annotations

from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.applications import Application
from emulator.services.entra.model.groups import Group
from emulator.services.entra.model.principals import Principal
from emulator.services.graph.errors import GraphError, invalid_value
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.router import HOST, answer, body_of, route
from emulator.services.graph.views.directory_object import type_of, typed_view


def listed(body: dict[str, Any], name: str) -> set[str]:
    """A list of texts in lower case; empty when it is not given.

    :raises GraphError: Request_BadRequest.
    """
    value = body.get(name) or []
    if not isinstance(value, list):
        raise invalid_value(name, "directoryObject")
    return {str(one).lower() for one in value}


@route("POST", "/directoryObjects/getByIds", write=False)
def get_by_ids(request: Request, graph: Graph) -> Response:
    """Objects that exist, of the wanted types; without `types` of all (docs/reference/clients.md#az-directory)."""
    body, directory = body_of(request), graph.directory
    types, ids = listed(body, "types"), listed(body, "ids")
    known: list[Application | Principal | Group] = [
        *directory.applications.values(), *directory.principals.values(), *directory.groups.by_id.values()
    ]  # fmt: skip
    found = [one for one in known if one.object_id in ids and (not types or type_of(one).lower() in types)]
    return answer("directoryObjects", {"value": [typed_view(graph, one) for one in found]}, location=HOST)


@route("GET", "/me")
def me(request: Request, graph: Graph) -> Response:
    """:raises GraphError: always (docs/reference/clients.md#az-keyvault-create)."""
    raise GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
