# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service principals (docs/reference/graph.md#service-principals)."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.directory import Principal
from emulator.services.graph.listing import listed, single
from emulator.services.graph.model import service_principals
from emulator.services.graph.router import HOST, addresses, answer, body_of, caller, key_of, route
from emulator.services.graph.views.service_principal import KIND, service_principal_view

ALL = "/servicePrincipals"
ONE = addresses("servicePrincipals")


def addressed(request: Request) -> Principal:
    """:raises GraphError: Request_ResourceNotFound."""
    return service_principals.get(request.cloud, *key_of(request))


@route("GET", ALL)
def list_service_principals(request: Request) -> Response:
    found = [service_principal_view(request.cloud, one) for one in service_principals.shown(request.cloud)]
    return listed(request, KIND, found)


@route("POST", ALL)
def create_service_principal(request: Request) -> Response:
    one = service_principals.create(request.cloud, body_of(request), caller(request))
    location = f"{HOST}/v2/{request.cloud.directory.tenant_id}/directoryObjects/{one.object_id}"
    view = service_principal_view(request.cloud, one, fresh=True)
    return answer(f"{KIND.collection}/$entity", view, 201, f"{location}/Microsoft.DirectoryServices.ServicePrincipal")


@route("GET", *ONE)
def get_service_principal(request: Request) -> Response:
    return single(request, KIND, service_principal_view(request.cloud, addressed(request)))


@route("PATCH", *ONE)
def patch_service_principal(request: Request) -> Response:
    service_principals.update(request.cloud, addressed(request), body_of(request), caller(request))
    return Response(204)


@route("DELETE", *ONE)
def delete_service_principal(request: Request) -> Response:
    service_principals.delete(request.cloud, addressed(request), caller(request))
    return Response(204)
