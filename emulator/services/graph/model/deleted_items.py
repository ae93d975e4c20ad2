# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recycle bin: restore and purge (docs/reference/graph.md#deleted-items)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.services.entra.model.applications import Application
from emulator.services.graph.errors import no_backing_application, not_found, principal_exists
from emulator.services.graph.model.access import require_owner

if TYPE_CHECKING:
    from emulator.services.entra.model.principals import Principal
    from emulator.services.graph.model.graph import Graph


def get(graph: Graph, object_id: str) -> Application | Principal:
    """:raises GraphError: Request_ResourceNotFound."""
    found = graph.directory.deleted.find(object_id)
    if found is None:
        raise not_found(object_id)
    return found


def purge(graph: Graph, item: Application | Principal, by: Principal) -> None:
    """For good. No source says that an application's service principal goes with it: it stays for its own purge."""
    require_owner(graph, by, item)
    graph.directory.deleted.take_out(item)


def restore(graph: Graph, item: Application | Principal, by: Principal) -> None:
    """An application comes back without its service principal, which is restored by itself.

    :raises GraphError: a service principal without its application, or beside a new one.
    """
    require_owner(graph, by, item)
    directory = graph.directory
    if isinstance(item, Application):
        directory.deleted.take_out(item)
        directory.applications[item.object_id] = item
        return
    if directory.application_of(item) is None:
        # No source confirms this refusal.
        raise no_backing_application(item.client_id)
    if directory.principal_by_client_id(item.client_id):
        raise principal_exists(item.client_id)
    directory.deleted.take_out(item)
    directory.principals[item.object_id] = item
