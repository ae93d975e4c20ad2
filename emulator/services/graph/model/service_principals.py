# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service principals and their rules (docs/reference/graph.md#service-principals)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.services.graph.errors import no_backing_application, not_found, principal_exists
from emulator.services.graph.model.access import require_creating, require_owner
from emulator.services.graph.model.properties import merged
from emulator.services.graph.model.service_principal_schema import SCHEMA

if TYPE_CHECKING:
    from emulator.services.entra.model.principals import Principal
    from emulator.services.graph.model.graph import Graph


CHOSEN = ("appId", "displayName")
"""Properties that only a creation may give. The Java client gives the application's own name
(its recording canCRUDServicePrincipal); that another one is passed over, no source confirms."""


def get(graph: Graph, key: str, value: str) -> Principal:
    """Finds a service principal by object id, or by application id.

    :raises GraphError: Request_ResourceNotFound, of a fresh one too (hashicorp/terraform-provider-azuread#1802).
    """
    directory = graph.directory
    found = directory.principal_by_client_id(value) if key == "appid" else directory.principals.get(value.lower())
    if found is None or found.replicated_at > graph.runtime.clock.now():
        raise not_found(value)
    return found


def shown(graph: Graph) -> list[Principal]:
    """Objects that lists show by now."""
    now = graph.runtime.clock.now()
    return [one for one in graph.directory.principals.values() if one.replicated_at <= now]


def create(graph: Graph, body: dict[str, Any], by: Principal) -> Principal:
    """`by` owns what it creates.

    :raises GraphError: Authorization_RequestDenied, NoBackingApplicationObject, or there is one already.
    """
    require_creating(graph, by)
    client_id = SCHEMA.require_text("appId", body.get("appId"))
    changes = SCHEMA.checked({name: value for name, value in body.items() if name not in CHOSEN})
    application = graph.directory.application_by_client_id(client_id)
    if application is None or application.replicated_at > graph.runtime.clock.now():
        raise no_backing_application(client_id)
    if graph.directory.principal_by_client_id(client_id):
        raise principal_exists(client_id)
    principal = graph.directory.add_service_principal(application)
    principal.replicated_at = graph.runtime.clock.now() + graph.runtime.takes("principal_replication")
    principal.owners = [by.object_id]
    _write(principal, changes)
    return principal


def update(graph: Graph, principal: Principal, body: dict[str, Any], by: Principal) -> None:
    require_owner(graph, by, principal)
    _write(principal, SCHEMA.checked(body))


def delete(graph: Graph, principal: Principal, by: Principal) -> None:
    require_owner(graph, by, principal)
    graph.directory.delete_principal(principal)


def _write(principal: Principal, changes: dict[str, Any]) -> None:
    rest = dict(changes)
    principal.enabled = rest.pop("accountEnabled", principal.enabled)
    principal.details = merged(principal.details, rest)
