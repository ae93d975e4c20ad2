# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Graph's limits for an application in a tenant, with --strict-quotas (emulator/switches/limits.py)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import LocalGraph

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def graph() -> LocalGraph:
    return LocalGraph(strict_quotas=True)


@pytest.mark.parametrize(
    ("path", "units"),
    [
        ("/applications", 2),
        ("/applications?$select=id", 1),
        ("/applications?$top=5", 1),
        ("/applications?$top=20", 2),
        ("/applications?$select=id&$top=5", 1),
        ("/servicePrincipals", 1),
    ],
)
def test_a_request_costs_resource_units(graph: LocalGraph, path: str, units: int) -> None:
    reply = graph.ask("GET", path)
    assert (reply.status, reply.headers["x-ms-resource-unit"]) == (200, str(units))


def test_too_many_resource_units_are_429_with_retry_after(graph: LocalGraph) -> None:
    graph.rules(quotas={"graph_resource_units": [10, 50.0]})
    replies = [graph.ask("GET", "/applications") for _time in range(6)]
    assert [reply.status for reply in replies] == [200] * 5 + [429]
    told = [reply.headers.get("x-ms-throttle-limit-percentage") for reply in replies]
    assert told == [None] * 4 + ["1.0", None]
    refused = replies[-1]
    assert refused.headers["retry-after"] == "10"
    application = f"{graph.caller.client_id}/{graph.tenant}"
    assert refused.headers["x-ms-throttle-scope"] == f"Tenant_Application/ReadWrite/{application}"
    assert refused.headers["x-ms-throttle-information"] == "ResourceUnitLimitExceeded"
    error = refused.body["error"]
    assert (error["code"], error["message"]) == ("TooManyRequests", "Please retry again later.")
    assert error["innerError"].items() >= {"code": "429", "status": "429", "message": "Please retry after"}.items()
    graph.azure.pass_time(10)
    assert graph.ask("GET", "/applications").status == 200


def test_a_write_refused_by_one_limit_uses_nothing_of_the_other(graph: LocalGraph) -> None:
    graph.rules(quotas={"graph_writes": [2, 3600], "graph_resource_units": [1, 1]})
    statuses = [graph.ask("POST", "/applications", {"displayName": "app"}).status for _time in range(4)]
    assert statuses == [201, 429, 429, 429]
    graph.azure.pass_time(1)
    assert graph.ask("POST", "/applications", {"displayName": "app"}).status == 201


def test_writes_are_counted_by_themselves(graph: LocalGraph) -> None:
    graph.rules(quotas={"graph_writes": [1, 30.0]})
    graph.application()
    refused = graph.ask("POST", "/applications", {"displayName": "another"})
    assert (refused.status, refused.headers["retry-after"]) == (429, "30")
    assert refused.headers["x-ms-throttle-information"] == "WriteLimitExceeded"
    assert refused.headers["x-ms-throttle-scope"].startswith("Tenant_Application/Write/")
    assert graph.found("/applications", "displayName eq 'another'") == []
    assert graph.ask("GET", "/applications").status == 200
