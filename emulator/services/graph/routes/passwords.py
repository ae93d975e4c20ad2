# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client secrets of app registrations."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.principals import caller_of
from emulator.services.graph.model.access import require_owner
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.model.passwords import add_password, remove_password
from emulator.services.graph.router import HOST, actions, answer, body_of, route
from emulator.services.graph.routes.applications import ONE, addressed
from emulator.services.graph.views.credentials import password_view


@route("POST", *actions(ONE, "addPassword"))
def post_add_password(request: Request, graph: Graph) -> Response:
    application = addressed(request, graph)
    require_owner(graph, caller_of(request), application)
    secret = add_password(graph, application, body_of(request))
    return answer("microsoft.graph.passwordCredential", password_view(secret, reveal=True), location=HOST)


@route("POST", *actions(ONE, "removePassword"))
def post_remove_password(request: Request, graph: Graph) -> Response:
    application = addressed(request, graph)
    require_owner(graph, caller_of(request), application)
    remove_password(application, str(body_of(request).get("keyId", "")))
    return Response(204)
