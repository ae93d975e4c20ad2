# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory's recycle bin (docs/reference/graph.md#deleted-items)."""

from __future__ import annotations

from dataclasses import replace

from ...web import Call, Reply
from .. import application_view, deleted_items, service_principal_view
from ..access import require_reading_deleted
from ..door import answer, caller, route
from ..listing import listed
from ..typed_view import typed_view

ALL = "/directory/deletedItems"
ONE = ALL + "/{id}"
CONTEXT = "directoryObjects/$entity"
APPLICATIONS = replace(application_view.KIND, filters=tuple(one for one in application_view.KIND.filters if one != "uniqueName"))
"""That the unique name is no filter here, one public client says (byte5ai/omadia, teamsProvisioner); no other source does."""


@route("GET", f"{ALL}/microsoft.graph.application")
def list_deleted_applications(call: Call) -> Reply:
    require_reading_deleted(call.cloud, caller(call))
    found = call.cloud.directory.deleted.applications()
    return listed(call, APPLICATIONS, map(application_view.application_view, found))


@route("GET", f"{ALL}/microsoft.graph.servicePrincipal")
def list_deleted_service_principals(call: Call) -> Reply:
    require_reading_deleted(call.cloud, caller(call))
    found = call.cloud.directory.deleted.principals()
    views = [service_principal_view.service_principal_view(call.cloud, one) for one in found]
    return listed(call, service_principal_view.KIND, views)


@route("GET", ONE)
def get_deleted_item(call: Call) -> Reply:
    require_reading_deleted(call.cloud, caller(call))
    return answer(CONTEXT, typed_view(call.cloud, deleted_items.get(call.cloud, call.params["id"])))


@route("DELETE", ONE)
def purge_deleted_item(call: Call) -> Reply:
    deleted_items.purge(call.cloud, deleted_items.get(call.cloud, call.params["id"]), caller(call))
    return Reply(204)


@route("POST", f"{ONE}/restore")
def restore_deleted_item(call: Call) -> Reply:
    item = deleted_items.get(call.cloud, call.params["id"])
    deleted_items.restore(call.cloud, item, caller(call))
    return answer(CONTEXT, typed_view(call.cloud, item))
