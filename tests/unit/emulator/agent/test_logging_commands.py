# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging commands that a step gives by `##vso[...]`, and what becomes of them."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import run, script
from emulator.job_protocol.jobs import Variable


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
    record = run(script("Say", "echo '##vso[codecoverage.publish]x'\ntrue"))
    assert "does not emulate the logging command ##vso[codecoverage.publish]" in record["Say"].issues[1].message
    assert record["Say"].result == "failed"


@pytest.mark.parametrize(
    ("said", "result", "kind", "text"),
    [
        ("##vso[nosuch.thing]x", "succeeded", "warning", "Cannot find command extension for ##vso[nosuch.command]."),
        ("##vso[task.nosuch]x", "failed", "error", "##vso[task.nosuch] is not a recognized command for task command extension."),
        ("##vso[task.setvariable variable=a", "succeeded", "warning", "but it's not a legal command."),
        ("##vso[task.logissue]x", "succeeded", "warning", "Can't create TaskIssue from logging event."),
        ("##vso[task.logissue type=Info]x", "failed", "error", "issue type Info is not an expected issue type."),
        ("##vso[task.complete result=failed]x", "failed", "error", "Command doesn't have valid result value."),
        ("##vso[task.setvariable  variable=a]x", "failed", "error", "Required field 'variable' is missing"),
        (
            "##vso[task.setvariable variable=Build.SourceBranch]x",
            "failed",
            "error",
            "Overwriting readonly variable 'Build.SourceB",
        ),
        ("##vso[task.uploadsummary]", "failed", "error", "Cannot upload summary file, summary file location is not specified."),
    ],
)
def test_a_command_that_is_wrong_says_so(said: str, result: str, kind: str, text: str) -> None:
    record = run(script("Say", f'echo "{said}"\ntrue'))
    assert record["Say"].result == result
    assert any(issue.type == kind and text in issue.message for issue in record["Say"].issues)


@pytest.mark.parametrize(
    ("properties", "seen"),
    [
        ("variable=x;issecret=true", "***"),
        ("variable=x;issecret= TRUE ", "***"),
        ("variable=x;isSecret=yes", "word"),
        ("variable=x; issecret=true", "word"),
        ("=variable==x", "word"),
    ],
)
def test_names_of_properties_are_not_trimmed_and_their_values_are_dot_net(properties: str, seen: str) -> None:
    record = run(script("Set", f"echo '##vso[task.setvariable {properties}]word'"), script("Get", "echo '$(x)'"))
    assert record["Get"].log[-2] == seen


def test_a_variable_set_as_read_only_stays() -> None:
    set_it = "##vso[task.setvariable variable=a;isreadonly=true]1"
    record = run(
        script("Set", f"echo '{set_it}'; echo '##vso[task.setvariable variable=o;isoutput=true]1'"),
        script("Again", "echo '##vso[task.setvariable variable=a]2'; echo '##vso[task.setvariable variable=Set.o]2'\ntrue"),
        script("Get", "echo '$(a)$(set.o)'", condition="always()"),
    )
    assert [issue.message.partition(" is not permitted")[0] for issue in record["Again"].issues[1::2]] == [
        "Overwriting readonly variable 'a'",
        "Overwriting readonly variable 'Set.o'",
    ]
    assert record["Get"].log[-2] == "11"


def test_tags_numbers_and_the_path_reach_beyond_the_step() -> None:
    record = run(
        script("Say", "mkdir bin; echo 'echo own' > bin/own; chmod +x bin/own; echo \"##vso[task.prependpath]$PWD/bin\""),
        script("Use", "own; echo '##vso[build.addbuildtag]t'; echo '##vso[build.updatebuildnumber]n1'"),
        script("See", "echo '$(Build.BuildNumber)'"),
    )
    assert record["Use"].log[-2] == "own"
    assert (record.tags, record.numbers, record["See"].log[-2]) == (["t"], ["n1"], "n1")


def test_what_takes_in_a_secret_is_secret() -> None:
    record = run(
        script(
            "Set", "echo '##vso[task.setvariable variable=s;issecret=true]hush'\necho '##vso[task.setvariable variable=p]a$(s)z'"
        ),
        script("Get", "echo '[$(p)]'; echo 'ahushz'; echo https://user:word@host"),
        variables={"both": Variable("$(s)-b")},
    )
    assert record["Get"].log[-4:-1] == ["[***]", "***", "https://user:***@host"]


def test_a_cycle_stays_as_it_is_written() -> None:
    given = {"a": Variable("1$(b)"), "b": Variable("2$(a)")}
    assert run(script("Get", "echo '$(a) $(HOME)' | sed s,$HOME,home,"), variables=given)["Get"].log[-2] == "1$(b) home"


def test_an_artifact_is_uploaded_by_command() -> None:
    record = run(
        script("Make", "mkdir -p out/sub; echo 1 > out/a; echo 2 > out/sub/b; echo '##vso[artifact.upload artifactname=x]out'"),
        script("Bare", "mkdir empty; echo '##vso[artifact.upload artifactname=y]empty'\ntrue"),
        script("None", "echo '##vso[artifact.upload artifactname=z]nowhere'\ntrue"),
    )
    assert record.artifacts == {"x": {"a": b"1\n", "sub/b": b"2\n"}}
    assert "is empty. Nothing will be added to build artifact 'y'." in record["Bare"].issues[0].message
    assert record["None"].issues[-1].message == "Path does not exist: nowhere"
