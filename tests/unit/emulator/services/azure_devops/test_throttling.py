# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure DevOps slows down, then refuses, with --strict-quotas (emulator/services/azure_devops/throttling.py)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps
from emulator.core.response import Response

pytestmark = pytest.mark.usefixtures("stopped_clock")
LIMIT = 2.0
"""Throughput units in a minute: 8 requests at full speed, 8 slower ones."""


@pytest.fixture
def replies() -> list[Response]:
    devops = LocalDevOps(strict_quotas=True)
    devops.cloud.runtime.policies.quotas = {"devops_throughput_units": [LIMIT, 60.0]}
    return [devops.ask("GET", "/_apis/projects") for _time in range(17)]


def told(reply: Response) -> set[str]:
    return {name.removeprefix("x-ratelimit-") for name in reply.headers if name.startswith("x-ratelimit-")}


def test_answers_tell_what_is_left_before_they_are_delayed(replies: list[Response]) -> None:
    assert [told(reply) for reply in replies[:4]] == [{"cost"}] * 4
    flagged = replies[4:8]
    assert [told(reply) for reply in flagged] == [{"cost", "resource", "limit", "remaining", "reset"}] * 4
    assert [float(reply.headers["x-ratelimit-remaining"]) for reply in flagged] == pytest.approx([0.8, 0.56, 0.32, 0.08])
    assert [reply.delay for reply in replies[:8]] == [0.0] * 8


def test_above_the_limit_answers_are_delayed_more_and_more(replies: list[Response]) -> None:
    delayed = replies[8:16]
    assert [reply.status for reply in delayed] == [200] * 8
    delays = [reply.delay for reply in delayed]
    assert delays == sorted(delays)
    assert delays[0] == pytest.approx(0.024)
    for reply in delayed:
        assert reply.headers["x-ratelimit-delay"] == f"{reply.delay:.3f}"
        assert reply.headers["x-ratelimit-remaining"] == "0"
        assert 0 < int(reply.headers["retry-after"]) <= 60


def test_far_above_it_they_are_refused(replies: list[Response]) -> None:
    refused = replies[16]
    assert (refused.status, refused.body["typeKey"], refused.body["eventId"]) == (429, "RequestBlockedException", 3000)
    assert refused.body["typeName"].startswith("Microsoft.TeamFoundation.Framework.Server.RequestBlockedException")
    assert refused.body["message"].startswith(
        "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource"
    )
    assert told(refused) == {"resource", "limit", "remaining", "reset"}
    assert 0 < int(refused.headers["retry-after"]) <= 60


def test_who_waits_as_told_is_below_the_limit_again() -> None:
    devops = LocalDevOps(strict_quotas=True)
    devops.cloud.runtime.policies.quotas = {"devops_throughput_units": [LIMIT, 60.0]}
    refused = [devops.ask("GET", "/_apis/projects") for _time in range(17)][-1]
    devops.azure.pass_time(int(refused.headers["retry-after"]))
    assert devops.ask("GET", "/_apis/projects").delay == 0.0


def test_who_need_not_sign_in_is_not_counted() -> None:
    """A log or an artifact is fetched at an address that is good by itself."""
    reply = LocalDevOps(strict_quotas=True).send("GET", "/_apis/public/signedcontent/none")
    assert (reply.status, told(reply)) == (404, set())


def test_each_user_has_a_limit_of_its_own() -> None:
    devops = LocalDevOps(strict_quotas=True)
    devops.cloud.runtime.policies.users = {devops.azure.powerless.client_id: {"group": "Readers"}}
    devops.cloud.runtime.policies.quotas = {"devops_throughput_units": [1, 60.0]}
    assert [devops.ask("GET", "/_apis/projects").status for _time in range(9)] == [200] * 8 + [429]
    assert devops.ask("GET", "/_apis/projects", who=devops.azure.powerless).delay == 0.0
