# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`$filter`, `$select`, `$top` and pages (docs/reference/clients.md#az-directory)."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import code
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import LocalGraph


@pytest.fixture
def graph() -> LocalGraph:
    graph = LocalGraph()
    graph.application("one's", tags=["a", "b"], identifierUris=["api://one"])
    graph.application("one two", tags=["b"], uniqueName="u")
    graph.application("three")
    return graph


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("startswith(displayName,'ONE')", ["one two", "one's"]),
        ("displayName eq 'one''s'", ["one's"]),
        ("startswith(displayName,'one') and tags/any(t:t eq 'a')", ["one's"]),
        ("tags/any(x:x eq 'b') and uniqueName eq 'u'", ["one two"]),
        ("identifierUris/any(s:s eq 'api://one')", ["one's"]),
        ("identifierUris/any(s:s eq 'api://none')", []),
        ("displayName eq 'one'", []),
    ],
)
def test_a_filter_finds_what_it_asks_for(graph: LocalGraph, condition: str, names: list[str]) -> None:
    assert graph.found("/applications", condition) == names


@pytest.mark.parametrize(
    ("query", "status", "wanted"),
    [
        ("$filter=displayName like 'x'", 400, "BadRequest"),
        ("$filter=displayName eq 'x' or appId eq 'y'", 400, "BadRequest"),
        ("$filter=notes eq 'x'", 400, "Request_UnsupportedQuery"),
        ("$select=colour", 400, "BadRequest"),
        ("$top=0", 400, "Request_UnsupportedQuery"),
        ("$top=many", 400, "Request_UnsupportedQuery"),
        ("$orderby=displayName", 501, "NotEmulated"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(graph: LocalGraph, query: str, status: int, wanted: str) -> None:
    reply = graph.ask("GET", f"/applications?{query}")
    assert (reply.status, code(reply)) == (status, wanted)


def test_select_leaves_the_rest_out(graph: LocalGraph) -> None:
    body = graph.ask("GET", "/applications?$filter=displayName eq 'three'&$select=displayName,tags").body
    assert body["value"] == [{"displayName": "three", "tags": []}]
    assert body["@odata.context"].endswith("#applications(displayName,tags)")


def test_pages_hold_everything_once(graph: LocalGraph) -> None:
    path, pages, seen = "/applications?$top=2&$filter=startswith(displayName,'')", 0, []
    while path:
        body = graph.ask("GET", path).body
        seen += [one["displayName"] for one in body["value"]]
        parts = urlsplit(body.get("@odata.nextLink", ""))
        path, pages = (f"{parts.path.removeprefix('/v1.0')}?{parts.query}" if parts.query else ""), pages + 1
    assert (pages, sorted(seen)) == (3, ["one two", "one's", "three", "vaultpipe-caller", "vaultpipe-powerless"])
