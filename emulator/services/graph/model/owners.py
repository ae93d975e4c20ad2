# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owners of app registrations and service principals; here only service principals can be owners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.services.graph.errors import bad_request, not_found
from emulator.services.graph.model.access import require_owner

if TYPE_CHECKING:
    from emulator.services.entra.model.applications import Application
    from emulator.services.entra.model.principals import Principal
    from emulator.services.graph.model.graph import Graph


def owners_of(graph: Graph, item: Application | Principal) -> list[Principal]:
    """Owners that still exist."""
    return [graph.directory.principals[one] for one in item.owners if one in graph.directory.principals]


def add_owner(graph: Graph, item: Application | Principal, reference: str, by: Principal) -> None:
    """`reference` is the address of a directory object.

    :raises GraphError: Request_ResourceNotFound or Request_BadRequest.
    """
    require_owner(graph, by, item)
    object_id = reference.rstrip("/").rpartition("/")[2].lower()
    if object_id in graph.directory.applications:
        kind = f"The reference target 'Application_{object_id}' of type 'Application' is invalid for the 'owners' reference."
        raise bad_request(kind)
    if object_id not in graph.directory.principals:
        raise not_found(object_id)
    if object_id in item.owners:
        raise bad_request("One or more added object references already exist for the following modified properties: 'owners'.")
    item.owners.append(object_id)


def remove_owner(graph: Graph, item: Application | Principal, object_id: str, by: Principal) -> None:
    """The last one may go, too.

    :raises GraphError: Request_ResourceNotFound, no owner.
    """
    require_owner(graph, by, item)
    if object_id.lower() not in item.owners:
        # No source confirms this form of the text.
        raise not_found(object_id)
    item.owners.remove(object_id.lower())
