# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service principals (docs/reference/graph.md#service-principals)."""

from __future__ import annotations

from ...entra.model import Principal
from ...web import Call, Reply
from .. import service_principals
from ..door import HOST, addresses, answer, body_of, caller, key_of, route
from ..listing import listed, single
from ..service_principal_view import KIND, service_principal_view

ALL = "/servicePrincipals"
ONE = addresses("servicePrincipals")


def addressed(call: Call) -> Principal:
    """:raises GraphError: Request_ResourceNotFound."""
    return service_principals.get(call.cloud, *key_of(call))


@route("GET", ALL)
def list_service_principals(call: Call) -> Reply:
    found = [service_principal_view(call.cloud, one) for one in service_principals.shown(call.cloud)]
    return listed(call, KIND, found)


@route("POST", ALL)
def create_service_principal(call: Call) -> Reply:
    one = service_principals.create(call.cloud, body_of(call), caller(call))
    location = f"{HOST}/v2/{call.cloud.directory.tenant_id}/directoryObjects/{one.object_id}"
    view = service_principal_view(call.cloud, one, fresh=True)
    return answer(f"{KIND.collection}/$entity", view, 201, f"{location}/Microsoft.DirectoryServices.ServicePrincipal")


@route("GET", *ONE)
def get_service_principal(call: Call) -> Reply:
    return single(call, KIND, service_principal_view(call.cloud, addressed(call)))


@route("PATCH", *ONE)
def patch_service_principal(call: Call) -> Reply:
    service_principals.update(call.cloud, addressed(call), body_of(call), caller(call))
    return Reply(204)


@route("DELETE", *ONE)
def delete_service_principal(call: Call) -> Reply:
    service_principals.delete(call.cloud, addressed(call), caller(call))
    return Reply(204)
