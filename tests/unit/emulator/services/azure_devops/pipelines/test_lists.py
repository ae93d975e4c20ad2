# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of builds, definitions and refs."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import Agent, LocalDevOps
from ansible_collections.vaultpipe.azure.tests.support.emulator.pipelines import FILE, SELF_HOSTED


def numbers(devops: LocalDevOps, query: str) -> list[int]:
    return [one["id"] for one in devops.get(f"/demo/_apis/build/builds?{query}")["value"]]


def test_a_list_shows_what_is_asked_for(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, SELF_HOSTED)
    pipeline, other = devops.definition("one"), devops.definition("two")
    ended = [devops.queue(one).body["id"] for one in (pipeline, pipeline, other)]
    for number in ended:
        devops.until(number, "completed")
    devops.rules(agents_online=False)
    devops.azure.pass_time(60)
    waiting = devops.queue(pipeline).body["id"]
    assert set(numbers(devops, "statusFilter=inProgress,notStarted")) == {waiting}
    assert set(numbers(devops, "resultFilter=failed,succeeded")) == set(ended)
    assert set(numbers(devops, "statusFilter=all")) == {waiting, *ended}
    assert numbers(devops, "queryOrder=queueTimeAscending") == [*ended, waiting]
    assert numbers(devops, "queryOrder=finishTimeAscending")[-1] == waiting
    moment = devops.build(waiting)["queueTime"]
    assert numbers(devops, f"queryOrder=queueTimeDescending&minTime={moment}") == [waiting]
    assert numbers(devops, f"maxTime={moment}") == numbers(devops, "statusFilter=completed")
    assert len(numbers(devops, "maxBuildsPerDefinition=1")) == 2
    repository = devops.build(waiting)["repository"]["id"]
    assert len(numbers(devops, f"repositoryId={repository}&repositoryType=TfsGit")) == 4
    assert devops.ask("GET", "/demo/_apis/build/builds?minTime=soon").status == 400


@pytest.mark.parametrize("listed", ["build/builds", "build/definitions", "pipelines", "git/repositories/demo/refs"])
def test_a_list_comes_in_pages(devops: LocalDevOps, agent: Agent, listed: str) -> None:
    devops.rules(agents_online=False)
    for branch in ("main", "topic", "other"):
        devops.push(FILE, SELF_HOSTED, branch=branch)
        devops.queue(devops.definition(branch))
    whole = devops.get(f"/demo/_apis/{listed}")["value"]
    seen: list[dict[str, Any]] = []
    token = ""
    while len(seen) < len(whole):
        page = devops.ask("GET", f"/demo/_apis/{listed}?$top=2&continuationToken={token}")
        seen += page.body["value"]
        token = page.headers.get("x-ms-continuationtoken", "")
    assert ([one["url"] for one in seen], token) == ([one["url"] for one in whole], "")
