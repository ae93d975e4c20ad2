# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pushes that start runs."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import TUTORIAL, Agent, LocalDevOps, change
from ansible_collections.vaultpipe.azure.tests.support.emulator.pipelines import FILE, HELLO, SERVICE, builds


def test_a_push_starts_what_watches_its_branch(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, HELLO)
    assert builds(devops) == []
    devops.definition()
    commit = devops.push("b.txt", "b")
    started = builds(devops)
    assert [(one["reason"], one["sourceVersion"]) for one in started] == [("individualCI", commit)]
    assert started[0]["triggerInfo"]["ci.sourceSha"] == commit
    assert (started[0]["triggerInfo"]["ci.sourceBranch"], started[0]["requestedBy"]["displayName"]) == (
        "refs/heads/main",
        SERVICE,
    )
    assert started[0]["requestedFor"]["displayName"] != SERVICE
    devops.until(started[0]["id"], "completed")
    devops.push(FILE, HELLO, branch="topic")
    assert len(builds(devops)) == 1


def test_a_definition_without_trigger_is_started_by_nothing(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, HELLO)
    devops.definition(triggers=[])
    devops.push("b.txt", "b")
    assert builds(devops) == []


def test_a_push_that_cannot_run_leaves_a_failed_build(devops: LocalDevOps) -> None:
    devops.definition()
    devops.push(FILE, TUTORIAL)
    failed = builds(devops)[0]
    assert (failed["status"], failed["result"]) == ("completed", "failed")
    assert "references service connection connection" in failed["validationResults"][0]["message"]


@pytest.mark.parametrize(
    "words", ["[skip ci]", "[ci skip]", "skip-checks: true", "[skip azurepipelines]", "[skip azp]", "***NO_CI***"]
)
def test_words_in_the_head_commit_start_nothing(words: str) -> None:
    devops = LocalDevOps()
    devops.push("azure-pipelines.yml", "trigger: [main]\npool: {vmImage: ubuntu-latest}\nsteps: [{script: echo}]\n")
    number = devops.definition()
    devops.azure.pass_time(60)

    def commit(message: str) -> int:
        update = {"name": "refs/heads/main", "oldObjectId": devops.tip()}
        commits = [{"comment": message, "changes": [change("add", f"{message.split(maxsplit=1)[0]}.txt", "x")]}]
        body = {"refUpdates": [update], "commits": commits}
        assert devops.ask("POST", "/demo/_apis/git/repositories/demo/pushes", body).status == 201
        devops.azure.pass_time(60)
        return int(devops.get(f"/demo/_apis/build/builds?definitions={number}")["count"])

    before = commit("Start")
    assert commit(f"Change {words}") == before
    assert commit("Again") == before + 1
