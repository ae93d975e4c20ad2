# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource Manager's and the managed identities' limits, with --strict-quotas (emulator/switches/limits.py)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import ARM, LocalAzure, code
from emulator.core.response import Response

pytestmark = pytest.mark.usefixtures("stopped_clock")
REMAINING = "x-ms-ratelimit-remaining-"


@pytest.fixture
def azure() -> LocalAzure:
    return LocalAzure(strict_quotas=True)


def ask_times(azure: LocalAzure, times: int, method: str, path: str) -> list[Response]:
    return [azure.arm(method, path, {"location": "westeurope"} if method == "PUT" else None) for _time in range(times)]


@pytest.mark.parametrize(
    ("method", "kind", "most", "refill"), [("GET", "read", 250, 25), ("PUT", "write", 200, 10), ("DELETE", "delete", 200, 10)]
)
def test_a_principal_takes_tokens_from_its_bucket(azure: LocalAzure, method: str, kind: str, most: int, refill: int) -> None:
    *taken, refused = ask_times(azure, most + 1, method, "/resourceGroups/rg")
    remaining = [int(reply.headers[f"{REMAINING}subscription-{kind}s"]) for reply in taken]
    assert remaining == list(reversed(range(most)))
    assert (refused.status, code(refused)) == (429, "SubscriptionRequestsThrottled")
    subscription = azure.subscription.rpartition("/")[2]
    told = f"Number of '{kind}' requests for subscription '{subscription}' actor '{azure.caller.object_id}' exceeded."
    assert refused.body["error"]["message"].startswith(f"{told} Please try again after '1' seconds")
    assert (refused.headers["retry-after"], refused.headers[f"{REMAINING}subscription-{kind}s"]) == ("1", "0")
    assert refused.headers["x-ms-failure-cause"] == "gateway"
    azure.pass_time(1)
    statuses = [reply.status for reply in ask_times(azure, refill + 1, method, "/resourceGroups/rg")]
    assert statuses.index(429) == refill


def test_principals_and_kinds_of_requests_have_buckets_of_their_own(azure: LocalAzure) -> None:
    azure.cloud.runtime.policies.quotas = {"subscription_reads": [1, 60], "tenant_reads": [1, 30]}
    assert [reply.status for reply in ask_times(azure, 2, "GET", "/resourceGroups")] == [200, 429]
    assert azure.arm("GET", "/resourceGroups", who=azure.powerless).status == 403
    assert azure.arm("PUT", "/resourceGroups/rg", {"location": "westeurope"}).status == 201
    tenants = [azure.ask("GET", f"{ARM}/tenants?api-version=2022-12-01") for _time in range(2)]
    assert tenants[0].headers[f"{REMAINING}tenant-reads"] == "0"
    assert (tenants[1].status, code(tenants[1]), tenants[1].headers["retry-after"]) == (429, "TenantRequestsThrottled", "30")


def test_a_refusal_for_another_reason_tells_what_remains_too(azure: LocalAzure) -> None:
    missing = azure.arm("GET", "/resourceGroups/none")
    assert (missing.status, missing.headers[f"{REMAINING}subscription-reads"]) == (404, "249")


def test_without_the_option_nothing_is_counted() -> None:
    azure = LocalAzure()
    azure.cloud.runtime.policies.quotas = {"subscription_reads": [1, 60]}
    replies = ask_times(azure, 3, "GET", "/resourceGroups")
    assert [reply.status for reply in replies] == [200] * 3
    assert not [name for reply in replies for name in reply.headers if name.startswith(REMAINING)]


def test_one_managed_identity_is_not_asked_for_too_often(azure: LocalAzure) -> None:
    path = azure.identity()
    *taken, refused = ask_times(azure, 11, "GET", path)
    assert [reply.status for reply in taken] == [200] * 10
    assert (refused.status, refused.body["Code"]) == (429, "429")
    assert f"{path.rpartition('/')[2]} has issued too many requests. Retry after 20 seconds." in refused.body["Message"]
    assert "retry-after" not in refused.headers
    azure.pass_time(21)
    assert azure.arm("GET", path).status == 200


def test_a_subscription_takes_so_many_requests_for_managed_identities(azure: LocalAzure) -> None:
    azure.cloud.runtime.policies.quotas = {"identities_writes": [1, 6], "identities_lists": [1, 6]}
    path = azure.identity("one")
    refused = azure.arm("PUT", path.replace("one", "two"), {"location": "westeurope"})
    subscription = azure.subscription.rpartition("/")[2]
    operation = "PUT/SUBSCRIPTIONS/RESOURCEGROUPS/PROVIDERS/MICROSOFT.MANAGEDIDENTITY/USERASSIGNEDIDENTITIES/"
    assert (refused.status, code(refused)) == (429, "SubscriptionRequestsThrottled")
    assert refused.body["error"]["message"] == (
        f"Number of requests for subscription '{subscription}' and operation '{operation}' exceeded the backend storage limit. "
        "Please try again after '6' seconds."
    )
    assert not {"retry-after", "x-ms-failure-cause"} & set(refused.headers)
    listed = [reply.status for reply in ask_times(azure, 2, "GET", path.rpartition("/")[0])]
    assert listed == [200, 429]
