# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights to use Graph: who may do what (docs/reference/graph.md#rights)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import ARM, code
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import GRAPH, LocalGraph
from emulator.core.request import Request
from emulator.core.response import Response


def assert_denied(reply: Response) -> None:
    assert (reply.status, code(reply)) == (403, "Authorization_RequestDenied")
    assert reply.body["error"]["message"] == "Insufficient privileges to complete the operation."


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("PATCH", "", {"notes": "mine now"}),
        ("DELETE", "", None),
        ("POST", "/addPassword", {}),
        ("POST", "/removePassword", {"keyId": "k"}),
        ("POST", "/federatedIdentityCredentials", {"name": "one"}),
        ("PATCH", "/federatedIdentityCredentials(name='one')", {}),
        ("DELETE", "/federatedIdentityCredentials/one", None),
        ("POST", "/owners/$ref", {"@odata.id": "x"}),
    ],
)
def test_somebody_elses_application_can_be_read_and_not_changed(graph: LocalGraph, method: str, rest: str, body: object) -> None:
    path = f"/applications/{graph.somebody_elses()['id']}"
    before = graph.ask("GET", path).body
    assert_denied(graph.ask(method, path + rest, body))
    assert graph.ask("GET", path).body == before


def test_an_application_of_the_start_state_is_somebody_elses(graph: LocalGraph) -> None:
    found = graph.ask("GET", "/applications?$filter=displayName eq 'vaultpipe-powerless'").body["value"]
    assert_denied(graph.ask("PATCH", f"/applications/{found[0]['id']}", {"notes": "n"}))


def test_what_somebody_else_deleted_stays_theirs(graph: LocalGraph) -> None:
    application = graph.application()
    graph.cloud.directory.applications[application["id"]].owners = []
    graph.cloud.directory.delete_application(graph.cloud.directory.applications[application["id"]])
    item = f"/directory/deletedItems/{application['id']}"
    assert graph.ask("GET", item).status == 200
    assert_denied(graph.ask("DELETE", item))
    assert_denied(graph.ask("POST", f"{item}/restore"))


def test_the_recycle_bin_takes_a_right_of_its_own(graph: LocalGraph) -> None:
    application = graph.application(uniqueName="u")
    graph.ask("DELETE", f"/applications/{application['id']}")
    deleted = "/directory/deletedItems"
    listed = f"{deleted}/microsoft.graph.application"
    assert code(graph.ask("GET", f"{listed}?$filter=uniqueName eq 'u'")) == "Request_UnsupportedQuery"
    graph.rules(graph_permissions=("Application.ReadWrite.OwnedBy",))
    for path in (
        listed,
        "/directory/deletedItems/microsoft.graph.servicePrincipal",
        f"/directory/deletedItems/{application['id']}",
    ):
        assert_denied(graph.ask("GET", path))
    assert graph.ask("DELETE", f"{deleted}/{application['id']}").status == 204


def test_the_powerless_principal_only_reads(graph: LocalGraph) -> None:
    application = graph.somebody_elses()
    assert graph.ask("GET", f"/applications/{application['id']}", who=graph.powerless).status == 200
    assert_denied(graph.ask("POST", "/applications", {"displayName": "app"}, who=graph.powerless))
    assert_denied(graph.ask("PATCH", f"/applications/{application['id']}", {"notes": "n"}, who=graph.powerless))
    assert_denied(graph.ask("POST", "/servicePrincipals", {"appId": application["appId"]}, who=graph.powerless))


def test_a_new_principal_may_not_even_read(graph: LocalGraph) -> None:
    made = graph.service_principal(graph.application())
    assert_denied(graph.ask("GET", "/applications", who=graph.cloud.directory.principals[made["id"]]))


def test_graph_wants_its_own_tokens(graph: LocalGraph) -> None:
    other = graph.cloud.directory.issue_token(graph.caller, ARM)[0]
    for header in ({}, {"Authorization": f"Bearer {other}"}, {"Authorization": "Bearer nonsense"}):
        reply = graph.cloud.ask(Request.to("GET", f"{GRAPH}/v1.0/applications", header))
        assert (reply.status, code(reply)) == (401, "InvalidAuthenticationToken")
