# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations and their rules (docs/reference/graph.md#applications)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.services.graph.errors import denied, invalid_value, not_found, read_only, reference_required, taken
from emulator.services.graph.model.access import require_creating, require_owner
from emulator.services.graph.model.application_schema import SCHEMA
from emulator.services.graph.model.properties import merged

if TYPE_CHECKING:
    from emulator.services.entra.model.applications import Application
    from emulator.services.entra.model.principals import Principal
    from emulator.services.graph.model.graph import Graph

AUDIENCES = ("AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount")
LONGEST_NAME = 256
KEYS = {"id": "object_id", "appid": "client_id", "uniquename": "unique_name"}
"""Keys of an address, in lower case."""


def find(graph: Graph, key: str, value: str) -> Application | None:
    name = KEYS.get(key)
    wanted = value if key == "uniquename" else value.lower()
    return next((one for one in graph.directory.applications.values() if name and getattr(one, name) == wanted), None)


def get(graph: Graph, key: str, value: str) -> Application:
    """:raises GraphError: Request_ResourceNotFound."""
    found = find(graph, key, value)
    if found is None:
        raise not_found(value)
    return found


def shown(graph: Graph) -> list[Application]:
    """Objects that lists show by now."""
    now = graph.runtime.clock.now()
    return [one for one in graph.directory.applications.values() if one.replicated_at <= now]


def create(graph: Graph, body: dict[str, Any], by: Principal) -> Application:
    """`by` owns what it creates.

    :raises GraphError: Authorization_RequestDenied, ServiceTreeValueMissing, Request_BadRequest.
    """
    require_creating(graph, by)
    if not graph.runtime.policies.users_may_register_applications:
        # No source confirms that an application meets the same text as a user.
        raise denied()
    changes = SCHEMA.checked(body)
    name = SCHEMA.require_text("displayName", changes.get("displayName"))
    _check(graph, changes, None)
    application = graph.directory.register(name)
    application.owners = [by.object_id]
    _write(application, changes)
    return application


def update(graph: Graph, application: Application, body: dict[str, Any], by: Principal) -> None:
    """:raises GraphError: as `create`."""
    require_owner(graph, by, application)
    changes = SCHEMA.checked(body)
    if "displayName" in changes:
        SCHEMA.require_text("displayName", changes["displayName"])
    _check(graph, changes, application)
    _write(application, changes)
    principal = graph.directory.principal_by_client_id(application.client_id)
    if principal:
        principal.display_name = application.display_name


def delete(graph: Graph, application: Application, by: Principal) -> None:
    require_owner(graph, by, application)
    graph.directory.delete_application(application)


def _check(graph: Graph, changes: dict[str, Any], known: Application | None) -> None:
    if len(changes.get("displayName", "")) > LONGEST_NAME:
        raise invalid_value("displayName", SCHEMA.name)
    if changes.get("signInAudience", AUDIENCES[0]) not in AUDIENCES:
        raise invalid_value("signInAudience", SCHEMA.name)
    reference = changes.get("serviceManagementReference", known and known.details.get("serviceManagementReference"))
    if graph.runtime.policies.service_management_reference_required and not reference:
        raise reference_required("Update" if known else "Create")
    others = [
        one for one in (*graph.directory.applications.values(), *graph.directory.deleted.applications()) if one is not known
    ]
    unique_name = changes.get("uniqueName")
    if unique_name is not None:
        if known and known.unique_name not in (None, unique_name):
            raise read_only("uniqueName")
        if any(one.unique_name == unique_name for one in others):
            raise taken("uniqueName")
    uris = set(changes.get("identifierUris", ()))
    if any(uris & set(one.details.get("identifierUris", ())) for one in others):
        raise taken("identifierUris")


def _write(application: Application, changes: dict[str, Any]) -> None:
    rest = dict(changes)
    application.display_name = rest.pop("displayName", application.display_name)
    application.unique_name = rest.pop("uniqueName", application.unique_name)
    application.sign_in_audience = rest.pop("signInAudience", application.sign_in_audience)
    application.details = merged(application.details, rest)
