# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations (docs/reference/graph.md#applications)."""

from __future__ import annotations

from ...entra.applications import Application
from ...web import Call, Reply
from .. import applications
from ..application_view import KIND, application_view
from ..door import HOST, addresses, answer, body_of, caller, key_of, route, wants_upsert
from ..listing import listed, single

ALL = "/applications"
ONE = addresses("applications")


def addressed(call: Call) -> Application:
    """:raises GraphError: Request_ResourceNotFound."""
    return applications.get(call.cloud, *key_of(call))


def created(call: Call, application: Application) -> Reply:
    """`Location` is in a form that nobody can follow (docs/reference/graph.md#application-statuses)."""
    location = f"{HOST}/v2/{call.cloud.directory.tenant_id}/directoryObjects/{application.object_id}"
    view = application_view(application, fresh=True)
    return answer(f"{KIND.collection}/$entity", view, 201, f"{location}/Microsoft.DirectoryServices.Application")


@route("GET", ALL)
def list_applications(call: Call) -> Reply:
    return listed(call, KIND, [application_view(one) for one in applications.shown(call.cloud)])


@route("POST", ALL)
def create_application(call: Call) -> Reply:
    return created(call, applications.create(call.cloud, body_of(call), caller(call)))


@route("GET", *ONE)
def get_application(call: Call) -> Reply:
    return single(call, KIND, application_view(addressed(call)))


@route("PATCH", *ONE)
def patch_application(call: Call) -> Reply:
    """By `uniqueName` and with `Prefer: create-if-missing` it is an upsert (docs/reference/graph.md#upsert)."""
    key, value = key_of(call)
    body = body_of(call)
    if key == "uniquename" and wants_upsert(call) and applications.find(call.cloud, key, value) is None:
        return created(call, applications.create(call.cloud, {**body, "uniqueName": value}, caller(call)))
    applications.update(call.cloud, addressed(call), body, caller(call))
    return Reply(204)


@route("DELETE", *ONE)
def delete_application(call: Call) -> Reply:
    applications.delete(call.cloud, addressed(call), caller(call))
    return Reply(204)
