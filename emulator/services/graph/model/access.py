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

WRITING_GROUPS = ("Group.ReadWrite.All", "Directory.ReadWrite.All")
CREATING_GROUPS = ("Group.Create", *WRITING_GROUPS)
WRITING_MEMBERS = ("GroupMember.ReadWrite.All", *WRITING_GROUPS)
READING_GROUPS = ("GroupMember.Read.All", "Group.Read.All", "Directory.Read.All", *WRITING_MEMBERS)
"""Permissions of which one will do, the least first (docs/reference/graph.md#reading-groups)."""


def require_reading(graph: Graph, who: Principal, collection: list[str]) -> None:
    """One of the permissions to read that collection, or nothing else there can be done either; of app registrations
    microsoft-graph-docs, includes/permissions/application-get-permissions.md.

    :param collection: the first name in the path below the version.
    :raises GraphError: Authorization_RequestDenied.
    """
    of_groups = [one.lower() for one in collection] == ["groups"]
    _require(graph, who, *((*READING_GROUPS, "Group.Create") if of_groups else (READ_ALL, OWNED_BY)))


def require_creating_groups(graph: Graph, who: Principal) -> None:
    """:raises GraphError: Authorization_RequestDenied."""
    _require(graph, who, *CREATING_GROUPS)


def require_changing_groups(graph: Graph, who: Principal) -> None:
    """:raises GraphError: Authorization_RequestDenied."""
    _require(graph, who, *WRITING_GROUPS)


def require_changing_members(graph: Graph, who: Principal) -> None:
    """:raises GraphError: Authorization_RequestDenied."""
    _require(graph, who, *WRITING_MEMBERS)


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
