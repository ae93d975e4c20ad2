# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations (docs/reference/graph.md#applications)."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.applications import Application
from emulator.services.graph.listing import listed, single
from emulator.services.graph.model import applications
from emulator.services.graph.router import HOST, addresses, answer, body_of, caller, key_of, route, wants_upsert
from emulator.services.graph.views.application import KIND, application_view

ALL = "/applications"
ONE = addresses("applications")


def addressed(request: Request) -> Application:
    """:raises GraphError: Request_ResourceNotFound."""
    return applications.get(request.cloud, *key_of(request))


def created(request: Request, application: Application) -> Response:
    """`Location` is in a form that nobody can follow (docs/reference/graph.md#application-statuses)."""
    location = f"{HOST}/v2/{request.cloud.directory.tenant_id}/directoryObjects/{application.object_id}"
    view = application_view(application, fresh=True)
    return answer(f"{KIND.collection}/$entity", view, 201, f"{location}/Microsoft.DirectoryServices.Application")


@route("GET", ALL)
def list_applications(request: Request) -> Response:
    return listed(request, KIND, [application_view(one) for one in applications.shown(request.cloud)])


@route("POST", ALL)
def create_application(request: Request) -> Response:
    return created(request, applications.create(request.cloud, body_of(request), caller(request)))


@route("GET", *ONE)
def get_application(request: Request) -> Response:
    return single(request, KIND, application_view(addressed(request)))


@route("PATCH", *ONE)
def patch_application(request: Request) -> Response:
    """By `uniqueName` and with `Prefer: create-if-missing` it is an upsert (docs/reference/graph.md#upsert)."""
    key, value = key_of(request)
    body = body_of(request)
    if key == "uniquename" and wants_upsert(request) and applications.find(request.cloud, key, value) is None:
        return created(request, applications.create(request.cloud, {**body, "uniqueName": value}, caller(request)))
    applications.update(request.cloud, addressed(request), body, caller(request))
    return Response(204)


@route("DELETE", *ONE)
def delete_application(request: Request) -> Response:
    applications.delete(request.cloud, addressed(request), caller(request))
    return Response(204)
