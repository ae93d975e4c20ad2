# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owners of app registrations and of service principals."""

from __future__ import annotations

from ...entra.applications import Application
from ...entra.model import Principal
from ...web import Call, Reply
from .. import owners
from ..door import answer, below, body_of, caller, route
from ..typed_view import typed_view
from . import applications, service_principals

EVERY = (*applications.ONE, *service_principals.ONE)


def addressed(call: Call) -> Application | Principal:
    """:raises GraphError: Request_ResourceNotFound."""
    of_application = call.path.lower().startswith("/v1.0/applications")
    return applications.addressed(call) if of_application else service_principals.addressed(call)


@route("GET", *below(EVERY, "/owners"))
def list_owners(call: Call) -> Reply:
    found = owners.owners_of(call.cloud, addressed(call))
    return answer("directoryObjects", {"value": [typed_view(call.cloud, one) for one in found]})


@route("POST", *below(EVERY, "/owners/$ref"))
def post_owner(call: Call) -> Reply:
    owners.add_owner(call.cloud, addressed(call), str(body_of(call).get("@odata.id", "")), caller(call))
    return Reply(204)


@route("DELETE", *below(EVERY, "/owners/{owner}/$ref"))
def delete_owner(call: Call) -> Reply:
    owners.remove_owner(call.cloud, addressed(call), call.params["owner"], caller(call))
    return Reply(204)
