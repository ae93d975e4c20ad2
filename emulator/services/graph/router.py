# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""graph.microsoft.com: sign-in, the shape of answers, and the forms in which an object is addressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import product
from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Handler, Router
from emulator.services.entra.model.principals import TokenRefused
from emulator.services.graph.errors import GraphError
from emulator.services.graph.model.access import require_reading
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.throttling import throttle

HOST = "https://graph.microsoft.com"
STABLE = "v1.0"
BETA = "beta"
CONTENT_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"  # fmt: skip
REFUSALS = {
    "missing": "Access token is empty.",
    "expired": "Lifetime validation failed, the token is expired.",
    "audience": "Access token validation failure. Invalid audience.",
    "invalid": "Invalid JWT access token.",
}
"""No source here confirms more than the text about the audience."""


def authenticate(request: Request, graph: Graph) -> None:
    """:raises GraphError: 401 InvalidAuthenticationToken; 403 for who may not even read."""
    try:
        caller = request.caller = graph.directory.authenticate_bearer(request, (HOST,))
        require_reading(graph, caller, request.path.split("/")[2:3])
    except TokenRefused as refused:
        raise GraphError(401, "InvalidAuthenticationToken", REFUSALS[refused.reason]).about(request, graph.runtime) from refused
    except GraphError as refused:
        raise refused.about(request, graph.runtime) from refused


router: Router[Graph] = Router("graph.microsoft.com", authenticate=authenticate, throttle=throttle)


def route(
    methods: str, *templates: str, write: bool | None = None, versions: tuple[str, ...] = (STABLE,)
) -> Callable[[Handler[Graph]], Handler[Graph]]:
    """Registers a handler under each template below each version."""

    def register(handler: Handler[Graph]) -> Handler[Graph]:
        @wraps(handler)
        def answered(request: Request, graph: Graph) -> Response:
            try:
                return handler(request, graph)
            except GraphError as error:
                raise error.about(request, graph.runtime) from error

        for version, template in product(versions, templates):
            router.on(methods, f"/{version}{template}", write=write)(answered)
        return handler

    return register


def addresses(collection: str) -> tuple[str, str]:
    """An object by id, and by an alternate key: `/applications/{id}`, `/applications(appId='..')`."""
    return f"/{collection}/{{id}}", f"/{collection}({{key}}='{{value}}')"


def below(address: tuple[str, ...], *rests: str) -> tuple[str, ...]:
    return tuple(front + rest for front in address for rest in rests)


def actions(address: tuple[str, ...], name: str) -> tuple[str, ...]:
    """An action by its short name and by OData's qualified one (the Java client's recording canCRUDServicePrincipal)."""
    return below(address, f"/{name}", f"/microsoft.graph.{name}")


def key_of(request: Request) -> tuple[str, str]:
    """Name and value of the key in the address; `id` unless it names another."""
    value = request.params.get("id") or request.params["value"].replace("''", "'")
    return request.params.get("key", "id").lower(), value


def version_of(request: Request) -> str:
    return request.path.split("/")[1].lower()


def wants_upsert(request: Request) -> bool:
    return "create-if-missing" in request.headers.get("prefer", "").lower()


def body_of(request: Request) -> dict[str, Any]:
    """:raises GraphError: BadRequest, no JSON object."""
    body = request.json()
    if not isinstance(body, dict):
        # No source confirms the text.
        raise GraphError(400, "BadRequest", "Unable to read JSON request payload.")
    return body


def answer(context: str, body: dict[str, Any], status: int = 200, location: str | None = None, version: str = STABLE) -> Response:
    headers = {"content-type": CONTENT_TYPE, "odata-version": "4.0"}
    if location:
        headers["location"] = location
    return Response(status, {"@odata.context": f"{HOST}/{version}/$metadata#{context}", **body}, headers)
