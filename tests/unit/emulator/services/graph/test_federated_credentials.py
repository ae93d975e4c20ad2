# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Federated credentials of app registrations (docs/reference/graph.md#federated-credentials)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import AUDIENCE, code
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import GRAPH, UPSERT, LocalGraph


def credential(name: str = "one", subject: str = "subject", **changes: Any) -> dict[str, Any]:
    return {"name": name, "issuer": "https://issuer", "subject": subject, "audiences": [AUDIENCE], **changes}


@pytest.fixture
def path(graph: LocalGraph) -> str:
    return f"/applications/{graph.application()['id']}/federatedIdentityCredentials"


def test_one_is_found_by_name_and_by_id(graph: LocalGraph, path: str) -> None:
    made = graph.made(path, credential())
    assert made["description"] is None
    for address in (f"{path}/one", f"{path}(name='one')", f"{path}/{made['id']}"):
        assert graph.ask("GET", address).body["id"] == made["id"]
    assert graph.ask("PATCH", f"{path}/{made['id']}", {"subject": "other"}).status == 204
    assert graph.ask("GET", f"{path}/one").body["subject"] == "other"
    assert graph.found(path, "subject eq 'other'") == ["one"]
    assert graph.ask("DELETE", f"{path}/one").status == 204
    missing = graph.ask("GET", f"{path}/one")
    assert (missing.status, code(missing)) == (404, "Request_ResourceNotFound")


def test_older_clients_ask_for_the_same_below_beta(graph: LocalGraph, path: str) -> None:
    made = graph.ask("POST", path, credential(), version="beta")
    context = f"{GRAPH}/beta/$metadata#applications('{path.split('/')[2]}')/federatedIdentityCredentials"
    assert (made.status, made.body["@odata.context"]) == (201, f"{context}/$entity")
    listed = graph.ask("GET", path, version="beta").body
    assert (listed["@odata.context"], len(listed["value"])) == (context, 1)
    assert graph.ask("GET", f"{path}/one", version="beta").body["@odata.context"] == f"{context}/$entity"
    assert graph.found(path) == ["one"]
    assert graph.ask("PATCH", f"{path}/one", {"subject": "other"}, version="beta").status == 204
    assert graph.ask("DELETE", f"{path}/one", version="beta").status == 204


def test_the_same_name_is_409(graph: LocalGraph, path: str) -> None:
    graph.made(path, credential())
    reply = graph.ask("POST", path, credential(subject="other"))
    assert (reply.status, code(reply)) == (409, "Request_MultipleObjectsWithSameKeyValue")
    assert reply.body["error"]["message"] == "FederatedIdentityCredential with name one already exists."


def test_the_same_issuer_and_subject_is_400_but_another_case_is_not(graph: LocalGraph, path: str) -> None:
    graph.made(path, credential())
    reply = graph.ask("POST", path, credential("two"))
    assert (reply.status, code(reply)) == (400, "InvalidFederatedIdentityCredentialValue")
    graph.made(path, credential("two", "SUBJECT"))
    assert graph.ask("PATCH", f"{path}/two", {"subject": "subject"}).status == 400
    assert graph.ask("GET", f"{path}/two").body["subject"] == "SUBJECT"


def test_the_name_never_changes(graph: LocalGraph, path: str) -> None:
    graph.made(path, credential())
    assert graph.ask("PATCH", f"{path}/one", {"name": "two"}).status == 400
    assert graph.ask("PATCH", f"{path}/one", credential(description="told")).status == 204


def test_upsert_creates_then_updates(graph: LocalGraph, path: str) -> None:
    body = {key: value for key, value in credential().items() if key != "name"}
    assert graph.ask("PATCH", f"{path}(name='one')", body).status == 404
    made = graph.ask("PATCH", f"{path}(name='one')", body, prefer=UPSERT)
    assert (made.status, made.body["name"]) == (201, "one")
    assert graph.ask("PATCH", f"{path}(name='one')", {"subject": "new"}, prefer=UPSERT).status == 204
    assert graph.ask("GET", f"{path}/one").body["subject"] == "new"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "with space"},
        {"name": "n" * 121},
        {"issuer": ""},
        {"subject": None},
        {"subject": "s" * 601},
        {"audiences": []},
        {"audiences": [AUDIENCE, "other"]},
        {"description": "d" * 601},
        {"colour": "red"},
    ],
)
def test_one_that_breaks_a_rule_is_400(graph: LocalGraph, path: str, changes: dict[str, Any]) -> None:
    assert graph.ask("POST", path, {**credential(), **changes}).status == 400
    assert graph.found(path) == []


def test_there_are_twenty_at_most(graph: LocalGraph, path: str) -> None:
    statuses = [graph.ask("POST", path, credential(f"one-{n}", f"s{n}")).status for n in range(21)]
    assert statuses == [201] * 20 + [400]


def test_the_list_shows_a_new_one_late() -> None:
    late = LocalGraph(eventual=True)
    path = f"/applications/{late.application()['id']}/federatedIdentityCredentials"
    late.made(path, credential())
    assert late.found(path) == []
    assert late.ask("GET", f"{path}/one").status == 200
    late.azure.pass_time(5)
    assert late.found(path) == ["one"]


def test_a_fresh_application_takes_no_upsert_yet() -> None:
    late = LocalGraph(eventual=True)
    path = f"/applications/{late.application()['id']}/federatedIdentityCredentials(name='one')"
    body = {key: value for key, value in credential().items() if key != "name"}
    early = late.ask("PATCH", path, body, prefer="create-if-missing")
    assert (early.status, code(early)) == (404, "Request_ResourceNotFound")
    late.azure.pass_time(10)
    assert late.ask("PATCH", path, body, prefer="create-if-missing").status == 201
