# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that wait for others: their order, conditions and outputs (docs/reference/azure_devops.md#job-graph)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps

FILE = "azure-pipelines.yml"
HEAD = "trigger: none\npool: {vmImage: ubuntu-latest}\njobs:\n"


def job(name: str, *settings: str, step: str = "script: 'true'") -> str:
    return f"- job: {name}\n" + "".join(f"  {one}\n" for one in (*settings, f"steps: [{{{step}}}]"))


def ran(devops: LocalDevOps, *jobs: str) -> tuple[dict[str, Any], dict[str, str], str]:
    """The finished build, the results of its jobs and all that they logged."""
    devops.push(FILE, HEAD + "".join(jobs))
    queued = devops.queue(devops.definition())
    assert queued.status == 200, queued.body
    number = queued.body["id"]
    build = devops.until(number, "completed")
    records = devops.get(f"/demo/_apis/build/builds/{number}/timeline")["records"]
    logs = devops.get(f"/demo/_apis/build/builds/{number}/logs")["value"][1:]
    lines = [line for log in logs for line in devops.get(f"/demo/_apis/build/builds/{number}/logs/{log['id']}")["value"]]
    return build, {one["name"]: one["result"] for one in records if one["type"] == "Job"}, "\n".join(lines)


def reasons(devops: LocalDevOps, *jobs: str) -> str:
    devops.push(FILE, HEAD + "".join(jobs))
    reply = devops.queue(devops.definition())
    assert reply.status == 400
    return str(reply.body["customProperties"]["ValidationResults"][0]["message"])


FAILS = "script: exit 1"


def test_each_waits_for_those_that_it_names(devops: LocalDevOps) -> None:
    """Jobs wait for each other whatever their order in the file."""
    build, results, printed = ran(
        devops,
        job("Last", "dependsOn: [first, Second]", step="script: echo this is $(System.JobName) of $(Agent.JobName)"),
        job("Second", "dependsOn: First", step="script: echo this is $(System.JobName)"),
        job("First", step="script: echo this is $(System.JobName)"),
    )
    assert (build["result"], set(results.values())) == ("succeeded", {"succeeded"})
    said = [line.partition("this is ")[2] for line in printed.splitlines() if " this is " in line]
    assert [one for one in dict.fromkeys(said) if one] == ["First", "Second", "Last of Last"]


def test_what_runs_after_a_failure(devops: LocalDevOps) -> None:
    build, results, _printed = ran(
        devops,
        job("Fails", step=FAILS),
        job("Usual", "dependsOn: Fails"),
        job("AfterUsual", "dependsOn: Usual"),
        job("Mends", "dependsOn: Fails", "condition: failed()"),
        job("AfterMends", "dependsOn: Mends"),
        job("OnlyMends", "dependsOn: Mends", "condition: succeeded('Mends')"),
        job("Always", "dependsOn: Usual", "condition: always()"),
        job("Either", "dependsOn: Fails", "condition: succeededOrFailed()"),
        job("NotSkipped", "dependsOn: Usual", "condition: succeededOrFailed()"),
        job("ByResult", "dependsOn: Usual", "condition: eq(dependencies.Usual.result, 'Skipped')"),
        job("Alone"),
    )
    assert build["result"] == "failed"
    assert results == {
        "Fails": "failed",
        "Usual": "skipped",
        "AfterUsual": "skipped",
        "Mends": "succeeded",
        "AfterMends": "skipped",
        "OnlyMends": "succeeded",
        "Always": "succeeded",
        "Either": "succeeded",
        "NotSkipped": "skipped",
        "ByResult": "succeeded",
        "Alone": "succeeded",
    }


def test_a_failure_that_may_be_is_an_issue(devops: LocalDevOps) -> None:
    build, results, _printed = ran(devops, job("Fails", "continueOnError: true", step=FAILS), job("Usual", "dependsOn: Fails"))
    assert (build["result"], results) == ("partiallySucceeded", {"Fails": "succeededWithIssues", "Usual": "succeeded"})


def test_outputs_reach_jobs_that_depend_on_it(devops: LocalDevOps) -> None:
    """A secret one stays secret, and a job that does not depend on it sees nothing."""
    setting = "##vso[task.setvariable variable={}]{}"
    build, results, printed = ran(
        devops,
        job(
            "Sets",
            step=f'name: out, script: \'echo "{setting.format("plain;isOutput=true", "seen-4711")}"; '
            f'echo "{setting.format("hidden;isOutput=true;isSecret=true", "hidden-4711")}"\'',
        ),
        job(
            "Reads",
            "dependsOn: Sets",
            "variables: {got: \"$[ dependencies.Sets.outputs['out.plain'] ]\", "
            "secret: \"$[ dependencies.Sets.outputs['out.hidden'] ]\"}",
            "condition: eq(dependencies.Sets.outputs['out.plain'], 'seen-4711')",
            step='script: "echo got=$(got) secret=$(secret) length=$(echo -n $(secret) | wc -c) env=[$SECRET]"',
        ),
        job("Other", "dependsOn: Reads", "condition: eq(dependencies.Sets.outputs['out.plain'], '')"),
    )
    assert (build["result"], results["Reads"], results["Other"]) == ("succeeded", "succeeded", "succeeded"), printed
    assert "got=seen-4711 secret=*** length=11 env=[]" in printed
    assert "hidden-4711" not in printed


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        ([job("A"), job("B", "dependsOn: C")], "Job B depends on unknown job C."),
        (
            [job("A"), job("B", "dependsOn: C"), job("C", "dependsOn: B")],
            "Job B depends on job C which creates a cycle in the dependency graph.",
        ),
        ([job("A", "dependsOn: A")], "Stage __default must contain at least one job with no dependencies."),
        ([job("A"), job("a")], "The job name A appears more than once. Job names must be unique within a stage."),
        ([job("A", "condition: nonsense(")], "Job A specifies condition nonsense( which is not valid."),
        ([job("A"), job("B", "condition: succeeded('A')")], "'A' is no job before this one."),
        ([job("A", step="name: s, script: a}, {name: S, script: b")], "Job A: The step name S appears more than once."),
        ([job("A", "variables: {a: '$[ dependencies.B. ]'}")], "The expression of variable a is not valid."),
    ],
)
def test_graphs_that_cannot_run_are_refused(devops: LocalDevOps, jobs: list[str], said: str) -> None:
    assert said in reasons(devops, *jobs)


def test_a_cancelled_run_starts_no_other_job(devops: LocalDevOps) -> None:
    devops.push(FILE, HEAD + job("A", step="script: sleep 60") + job("B", "condition: always()"))
    number = devops.queue(devops.definition()).body["id"]
    devops.until(number, "inProgress")
    assert devops.ask("PATCH", f"/demo/_apis/build/builds/{number}", {"status": "cancelling"}).status == 200
    assert devops.until(number, "completed")["result"] == "canceled"
    records = devops.get(f"/demo/_apis/build/builds/{number}/timeline")["records"]
    assert {one["result"] for one in records if one["type"] == "Job"} == {"canceled"}
