# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security groups as Graph makes, changes and deletes them (docs/reference/graph.md#groups)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from emulator.services.entra.model.groups import Group
from emulator.services.graph.errors import GraphError, bad_request, invalid_value, not_found, required
from emulator.services.graph.model.access import require_changing_groups, require_changing_members, require_creating_groups

if TYPE_CHECKING:
    from emulator.services.entra.model.principals import Principal
    from emulator.services.graph.model.graph import Graph

KIND = "Group"
TEXTS = ("displayName", "mailNickname", "description")
LONGEST_NAME = 256
NICKNAME = re.compile(r"[!-~]{1,64}")
FORBIDDEN = re.compile(r'[@()\\\[\]";:.<>, ]')


def get(graph: Graph, object_id: str) -> Group:
    """:raises GraphError: Request_ResourceNotFound."""
    found = graph.directory.groups.by_id.get(object_id.lower())
    if found is None:
        raise not_found(object_id)
    return found


def create(graph: Graph, body: dict[str, Any], by: Principal) -> Group:
    """Makes a security group; the local Azure has no other.

    :raises GraphError: Authorization_RequestDenied, Request_BadRequest, or 501 for another kind of group.
    """
    require_creating_groups(graph, by)
    texts = {name: _text(body, name) for name in TEXTS}
    for name in ("mailEnabled", "securityEnabled"):
        if not isinstance(body.get(name), bool):
            raise required(name, KIND)
    nickname = texts["mailNickname"] or ""
    if not NICKNAME.fullmatch(nickname) or FORBIDDEN.search(nickname):
        raise invalid_value("mailNickname", KIND)
    others = set(body) - {*TEXTS, "mailEnabled", "securityEnabled", "groupTypes"}
    if body["mailEnabled"] or not body["securityEnabled"] or body.get("groupTypes") or others:
        wanted = f"these properties of a group: {', '.join(sorted(others))}" if others else "groups other than security groups"
        raise GraphError(501, "NotEmulated", f"The local Azure does not emulate {wanted}.")
    runtime = graph.runtime
    made = Group(runtime.ids.guid(), texts["displayName"] or "", nickname, runtime.clock.now(), texts["description"])
    return graph.directory.groups.add(made)


def _text(body: dict[str, Any], name: str) -> str | None:
    """:raises GraphError: Request_BadRequest."""
    value = body.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > LONGEST_NAME):
        raise invalid_value(name, KIND)
    if not value and name != "description":
        raise required(name, KIND)
    return value


def delete(graph: Graph, group: Group, by: Principal) -> None:
    """Deletes it for good, and takes it out of other groups.

    :raises GraphError: Authorization_RequestDenied.
    """
    require_changing_groups(graph, by)
    groups = graph.directory.groups
    groups.remove(group)
    for other in groups.by_id.values():
        other.members = [one for one in other.members if one != group.object_id]


def members_of(graph: Graph, group: Group) -> list[Principal | Group]:
    """Members that still exist."""
    known: dict[str, Principal | Group] = {**graph.directory.principals, **graph.directory.groups.by_id}
    return [known[one] for one in group.members if one in known]


def add_member(graph: Graph, group: Group, reference: str, by: Principal) -> None:
    """`reference` is the address of a directory object.

    :raises GraphError: Authorization_RequestDenied, Request_ResourceNotFound or Request_BadRequest.
    """
    require_changing_members(graph, by)
    object_id = reference.rstrip("/").rpartition("/")[2].lower()
    if object_id not in graph.directory.principals and object_id not in graph.directory.groups.by_id:
        raise not_found(object_id)
    if object_id in group.members:
        raise bad_request("One or more added object references already exist for the following modified properties: 'members'.")
    group.members.append(object_id)


def remove_member(graph: Graph, group: Group, object_id: str, by: Principal) -> None:
    """:raises GraphError: Authorization_RequestDenied, or Request_ResourceNotFound for who is no member."""
    require_changing_members(graph, by)
    if object_id.lower() not in group.members:
        raise not_found(object_id)
    group.members.remove(object_id.lower())
