# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security groups, their members, and what being in one gives (docs/reference/graph.md#groups)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import code
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import GRAPH, LocalGraph

READERS = {"displayName": "readers", "mailNickname": "readers", "mailEnabled": False, "securityEnabled": True}


def reference(object_id: str) -> dict[str, str]:
    return {"@odata.id": f"{GRAPH}/v1.0/directoryObjects/{object_id}"}


def test_life(graph: LocalGraph) -> None:
    made = graph.made("/groups", {**READERS, "description": "They read."})
    assert (made["displayName"], made["description"], made["securityEnabled"]) == ("readers", "They read.", True)
    assert graph.ask("GET", f"/groups/{made['id']}").body["mailNickname"] == "readers"
    assert graph.found("/groups") == ["readers", "vaultpipe-operators"]
    assert graph.found("/groups", "displayName eq 'readers'") == ["readers"]
    assert graph.ask("DELETE", f"/groups/{made['id']}").status == 204
    assert code(graph.ask("GET", f"/groups/{made['id']}")) == "Request_ResourceNotFound"


def test_members_by_way_of_other_groups(graph: LocalGraph) -> None:
    outer, inner = (graph.made("/groups", READERS)["id"] for _number in range(2))
    powerless = graph.powerless.object_id
    assert graph.ask("POST", f"/groups/{inner}/members/$ref", reference(powerless)).status == 204
    assert graph.ask("POST", f"/groups/{outer}/members/$ref", reference(inner)).status == 204
    assert graph.ask("POST", f"/groups/{outer}/members/$ref", reference(inner)).status == 400
    assert graph.ask("POST", f"/groups/{outer}/members/$ref", reference(outer[:-1])).status == 404
    (member,) = graph.ask("GET", f"/groups/{outer}/members").body["value"]
    assert (member["@odata.type"], member["id"]) == ("#microsoft.graph.group", inner)
    assert graph.cloud.directory.object_ids(powerless) == {powerless, inner, outer}

    assert graph.ask("DELETE", f"/groups/{inner}/members/{powerless}/$ref").status == 204
    assert graph.ask("DELETE", f"/groups/{inner}/members/{powerless}/$ref").status == 404
    assert graph.ask("DELETE", f"/groups/{inner}").status == 204
    assert graph.ask("GET", f"/groups/{outer}/members").body["value"] == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"displayName": ""}, 400),
        ({"mailNickname": "two words"}, 400),
        ({"securityEnabled": None}, 400),
        ({"groupTypes": ["Unified"]}, 501),
        ({"mailEnabled": True}, 501),
        ({"members@odata.bind": []}, 501),
    ],
)
def test_groups_that_cannot_be_made(graph: LocalGraph, change: dict[str, object], status: int) -> None:
    assert graph.ask("POST", "/groups", READERS | change).status == status
    assert graph.found("/groups") == ["vaultpipe-operators"]


@pytest.mark.parametrize(
    ("permission", "statuses"),
    [
        ("GroupMember.Read.All", (200, 403, 403)),
        ("GroupMember.ReadWrite.All", (200, 403, 204)),
        ("Group.ReadWrite.All", (200, 201, 204)),
        ("Application.Read.All", (403, 403, 403)),
    ],
)
def test_rights(graph: LocalGraph, permission: str, statuses: tuple[int, int, int]) -> None:
    group = graph.made("/groups", READERS)["id"]
    graph.rules(graph_permissions=(permission,))
    asked = (
        graph.ask("GET", "/groups"),
        graph.ask("POST", "/groups", READERS),
        graph.ask("POST", f"/groups/{group}/members/$ref", reference(graph.powerless.object_id)),
    )
    assert tuple(reply.status for reply in asked) == statuses
    assert (graph.ask("GET", "/applications").status == 200) == (permission == "Application.Read.All")


def test_by_id_among_other_objects(graph: LocalGraph) -> None:
    group = graph.made("/groups", READERS)["id"]
    body = {"ids": [group, graph.powerless.object_id], "types": ["group"]}
    (found,) = graph.ask("POST", "/directoryObjects/getByIds", body).body["value"]
    assert (found["@odata.type"], found["displayName"]) == ("#microsoft.graph.group", "readers")
