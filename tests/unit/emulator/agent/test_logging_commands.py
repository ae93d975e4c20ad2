# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a step says by `##vso[...]`, and what becomes of it."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import run, script


def test_variables_reach_later_steps() -> None:
    first, second = "task.setvariable variable=Some.Name", "task.setvariable variable=o;isOutput=true"
    record = run(
        script("Set", f"echo '##vso[{first}]a%0Ab%AZP25c'\necho '##vso[{second}]out'"),
        script("Get", "echo \"$SOME_NAME\"; echo '$(set.o) $(unknown) $(some.name'"),
    )  # fmt: skip
    assert record["Get"].log[-4:-1] == ["a", "b%c", "out $(unknown) $(some.name"]


def test_secrets_set_by_a_step_are_masked_from_then_on() -> None:
    record = run(
        script("Set", "echo '##vso[task.setvariable variable=x;issecret=true]hush%AZP25hush'\necho '##vso[task.setsecret]quiet'"),
        script("Get", "echo '$(x)'; echo quietly; echo \"[$X]\""),
    )
    assert record["Get"].log[-4:-1] == ["***", "***ly", "[]"]
    assert "hush%hush" not in record.everything


def test_a_secret_of_several_lines_is_refused_without_being_shown() -> None:
    record = run(script("Set", "echo '##vso[task.setvariable variable=x;issecret=true]first%0Asecond'"))
    assert record["Set"].issues[-1].message == "Secrets cannot contain multiple lines"
    assert "first%0Asecond" not in "\n".join(issue.message for issue in record["Set"].issues)
    assert record.results == ["failed"]


@pytest.mark.parametrize(
    ("said", "result", "issues"),
    [
        ("##vso[task.logissue type=warning]careful", "succeeded", [("warning", "careful")]),
        ("##vso[task.logissue type=error]bad", "succeeded", [("error", "bad")]),
        ("##vso[task.complete result=SucceededWithIssues;]done", "succeededWithIssues", []),
        ("##vso[task.complete result=Failed;]done", "failed", []),
        ("##vso[task.setprogress value=50;]half", "succeeded", []),
    ],
)
def test_issues_and_results(said: str, result: str, issues: list[tuple[str, str]]) -> None:
    record = run(script("Say", f"echo '{said}'\ntrue"))
    assert record["Say"].result == result
    assert [(issue.type, issue.message) for issue in record["Say"].issues] == issues


def test_commands_that_are_not_emulated_fail_the_step() -> None:
    record = run(script("Say", "echo '##vso[build.addbuildtag]x'\ntrue"))
    assert "does not know the logging command ##vso[build.addbuildtag]" in record["Say"].issues[1].message
    assert record["Say"].result == "failed"


def test_an_artifact_is_uploaded_by_command() -> None:
    record = run(
        script("Make", "mkdir -p out/sub; echo 1 > out/a; echo 2 > out/sub/b; echo '##vso[artifact.upload artifactname=x]out'"),
        script("Bare", "mkdir empty; echo '##vso[artifact.upload artifactname=y]empty'\ntrue"),
        script("None", "echo '##vso[artifact.upload artifactname=z]nowhere'\ntrue"),
    )
    assert record.artifacts == {"x": {"a": b"1\n", "sub/b": b"2\n"}}
    assert "is empty. Nothing will be added to build artifact 'y'." in record["Bare"].issues[0].message
    assert record["None"].issues[-1].message == "Path does not exist: nowhere"
