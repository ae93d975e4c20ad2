# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of a principal at Graph: it has no permission that nobody granted (docs/reference/graph.md#nothing-is-granted)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.services.graph.errors import denied

if TYPE_CHECKING:
    from emulator.services.entra.model.applications import Application
    from emulator.services.entra.model.principals import Principal
    from emulator.services.graph.model.graph import Graph


READ_ALL = "Application.Read.All"
OWNED_BY = "Application.ReadWrite.OwnedBy"


def require_reading(graph: Graph, who: Principal) -> None:
    """Either permission will do (microsoft-graph-docs, includes/permissions/application-get-permissions.md).

    :raises GraphError: Authorization_RequestDenied.
    """
    _require(graph, who, READ_ALL, OWNED_BY)


def require_reading_deleted(graph: Graph, who: Principal) -> None:
    """Owning is not enough (learn.microsoft.com/graph/api/directory-deleteditems-list).

    :raises GraphError: Authorization_RequestDenied.
    """
    _require(graph, who, READ_ALL)


def require_creating(graph: Graph, who: Principal) -> None:
    """:raises GraphError: Authorization_RequestDenied."""
    _require(graph, who, OWNED_BY)


def require_owner(graph: Graph, who: Principal, item: Application | Principal) -> None:
    """Application.ReadWrite.OwnedBy changes only what its holder owns.

    :raises GraphError: Authorization_RequestDenied.
    """
    require_creating(graph, who)
    if who.object_id not in item.owners:
        raise denied()


def _require(graph: Graph, who: Principal, *permissions: str) -> None:
    """One of them."""
    if not set(permissions) & set(_granted(graph, who)):
        raise denied()


def _granted(graph: Graph, who: Principal) -> tuple[str, ...]:
    if who.object_id == graph.directory.caller.object_id:
        return graph.runtime.policies.graph_permissions
    return (READ_ALL,) if who.object_id == graph.directory.powerless.object_id else ()
