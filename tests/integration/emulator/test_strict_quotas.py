# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud that throttles by its own rules (--strict-quotas), with limits so low that two tasks exceed them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process

IN_GROUP: dict[str, Any] = {"resource_group": GROUP, "location": LOCATION}
VAULT = "kv-quotas"


@dataclass(frozen=True)
class Throttle:
    """A limit, and a module that needs it with one value and again with another."""

    limit: str
    module: str
    option: str
    values: tuple[str, str]
    options: dict[str, Any]
    told: str
    waits: bool
    """True where a refusal has a Retry-After."""

    def tasks(self, seconds: float, **settings: Any) -> list[dict[str, Any]]:
        """The two, after one that lowers the limit to one request, or unit, in so many seconds."""
        rules = "{{ lookup('ansible.builtin.env', 'VAULTPIPE_EMULATOR') }}/rules"
        body = {"quotas": {self.limit: [1, seconds]}}
        lowering = {"ansible.builtin.uri": {"url": rules, "method": "PUT", "body_format": "json", "body": body}}
        return [lowering, *(step(self.module, **self.options, **{self.option: value}, **settings) for value in self.values)]


APP, GRAPH = ("app-one", "app-two"), "TooManyRequests: Please retry again later."
SAME = ("present", "present")
BUSY = "has issued too many requests. Retry after "
STORAGE = "operation 'PUT/SUBSCRIPTIONS/RESOURCEGROUPS/PROVIDERS/MICROSOFT.MANAGEDIDENTITY/USERASSIGNEDIDENTITIES/' exceeded"
WRITES = "SubscriptionRequestsThrottled: Number of 'write' requests for subscription"
SECRET = {"vault_name": VAULT, "name": "MySecret"}
THROTTLES = (
    Throttle("subscription_writes", "resource_group", "name", ("rg-one", "rg-two"), {"location": LOCATION}, WRITES, True),
    Throttle("identity_reads", "managed_identity", "state", SAME, {"name": "id-test", **IN_GROUP}, BUSY, False),
    Throttle("identities_writes", "managed_identity", "name", ("id-one", "id-two"), IN_GROUP, STORAGE, False),
    Throttle("vault_creations", "keyvault_secret", "secret_value", ("one", "two"), SECRET, "Throttled: ", False),
    Throttle("graph_writes", "service_principal", "name", APP, {}, GRAPH, True),
    Throttle("devops_throughput_units", "devops_project", "name", ("one", "two"), {}, "TF400733: ", True),
)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorProcess]:
    with emulator_process(tmp_path_factory.mktemp("emulator"), "--strict-quotas") as emulator:
        yield emulator


@pytest.fixture
def strict(process: EmulatorProcess) -> EmulatorProcess:
    process.reset()
    return process


def played(strict: EmulatorProcess, folder: Path, seconds: float, **settings: Any) -> list[Play]:
    """The two outcomes of each throttle."""
    prepared = [
        given_group(),
        given("keyvault", name=VAULT, **IN_GROUP),
        given("managed_identity", name="id-test", **IN_GROUP),
    ]
    tasks = [task for throttle in THROTTLES for task in throttle.tasks(seconds, **settings)]
    play = Ansible(strict.environment, folder).play([*prepared, *tasks], execution="controller")
    assert [outcome.msg for outcome in play[: len(prepared)] if outcome.failed] == []
    return [play[start + 1 : start + 3] for start in range(len(prepared), len(play), 3)]


def test_each_is_waited_for(strict: EmulatorProcess, tmp_path: Path) -> None:
    """Each wait is as long as the refusal says, or longer each time;
    what was refused is done once then, also where it makes a new thing."""
    outcomes = played(strict, tmp_path, 2, retry_delay=0.5)
    for throttle, (first, second) in zip(THROTTLES, outcomes, strict=True):
        assert [first.msg, second.msg] == ["", ""]
        assert 429 in [request.status for request in first.requests + second.requests], throttle.limit
    strict.rules(quotas={})
    portal = Portal(strict.environment)
    names = [one["name"] for one in portal.devops("GET", "/_apis/projects")["value"]]
    assert sorted(names) == ["one", "two"]
    applications = [one["displayName"] for one in portal.graph("GET", "/applications")["value"]]
    assert [applications.count(name) for name in APP] == [1, 1]
    assert len(portal.vault("GET", VAULT, "/secrets/MySecret/versions")["value"]) == 2


def test_one_that_does_not_end_is_told(strict: EmulatorProcess, tmp_path: Path) -> None:
    """At once where the wait is too long, else after the tries that the options allow."""
    outcomes = played(strict, tmp_path, 3600, retry_delay=0.1, request_retries=1)
    for throttle, (_first, refused) in zip(THROTTLES, outcomes, strict=True):
        assert refused.failed
        assert "HTTP 429" in refused.msg
        assert throttle.told in refused.msg
        assert "The service throttles" in refused.msg
        assert [request.status for request in refused.requests].count(429) == (1 if throttle.waits else 2)
