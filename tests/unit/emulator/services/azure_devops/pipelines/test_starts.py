# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reasons that keep a run from its start, for a while or for good."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import TUTORIAL, Agent, LocalDevOps
from ansible_collections.vaultpipe.azure.tests.support.emulator.pipelines import FILE, HELLO, SELF_HOSTED, builds, reasons
from emulator.job_protocol.jobs import Job, JobReporter


def test_a_run_waits_at_its_checkpoint_until_somebody_permits_the_connection(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, TUTORIAL)
    connection, pipeline = devops.connection()["id"], devops.definition()
    number = devops.queue(pipeline).body["id"]
    devops.until(number, "inProgress")
    records = devops.records(number)
    assert records["Checkpoint.Authorization"]["state"] == "pending"
    assert (records["Job"]["state"], agent.jobs) == ("pending", [])
    devops.authorize(connection, pipeline)
    assert devops.until(number, "completed")["result"] == "succeeded"
    assert devops.records(number)["Checkpoint.Authorization"]["result"] == "succeeded"
    second = devops.queue(pipeline).body["id"]
    devops.until(second, "completed")
    assert "Checkpoint" not in devops.records(second)


def test_a_classic_pipeline_needs_no_permission(devops: LocalDevOps, agent: Agent) -> None:
    devops.push("a.txt", "a")
    connection = devops.connection()["id"]
    vault = {"id": "1e244d32-2dd4-4165-96fb-b7441ca9331e", "versionSpec": "2.*", "definitionType": "task"}
    inputs = {"ConnectedServiceName": connection, "KeyVaultName": "kv"}
    process = {"type": 1, "phases": [{"steps": [{"task": vault, "inputs": inputs}]}]}
    number = devops.queue(devops.definition(process=process, triggers=[])).body["id"]
    assert devops.until(number, "completed")["result"] == "succeeded"
    assert agent.jobs[0].steps[0].task_name == "AzureKeyVault"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            TUTORIAL,
            'There was a resource authorization issue: "The pipeline is not valid. Job Job: Step AzureKeyVault input '
            "ConnectedServiceName references service connection connection which could not be found. The service connection "
            "does not exist, has been disabled or has not been authorized for use. For authorization details, refer to "
            'https://aka.ms/yamlauthz."',
        ),
        ("pool: Nowhere\nsteps:\n- script: a\n", "Could not find a pool with name Nowhere."),
        ("steps:\n- task: Nothing@1\n", "A task is missing. The pipeline references a task called 'Nothing'."),
        ("variables:\n- group: none\nsteps:\n- script: a\n", "Variable group none could not be found."),
        ("nonsense: 1\nsteps:\n- script: a\n", "Unexpected value 'nonsense'"),
    ],
)
def test_a_pipeline_that_cannot_run_is_not_queued(devops: LocalDevOps, agent: Agent, text: str, reason: str) -> None:
    devops.push(FILE, text)
    pipeline = devops.definition()
    refused = devops.queue(pipeline)
    assert refused.status == 400
    assert refused.body["message"] == "Could not queue the build because there were validation errors or warnings."
    assert reason in reasons(refused)
    newer = devops.ask("POST", f"/demo/_apis/pipelines/{pipeline}/runs", {})
    assert (newer.status, newer.body["typeKey"]) == (400, "PipelineValidationException")
    assert reason in newer.body["message"]
    assert builds(devops) == []


def test_a_missing_file_or_branch_is_named(devops: LocalDevOps) -> None:
    devops.push("other.txt", "x")
    pipeline = devops.definition()
    assert f"File /{FILE} not found in repository https://dev.azure.com/vaultpipe/demo/_git/demo" in reasons(
        devops.queue(pipeline)
    )
    assert "TF401175" in reasons(devops.queue(pipeline, sourceBranch="none"))


def test_without_parallelism_the_run_fails_with_azures_text(devops: LocalDevOps, agent: Agent) -> None:
    devops.rules(hosted_parallelism=0)
    devops.push(FILE, HELLO)
    number = devops.queue(devops.definition()).body["id"]
    assert devops.until(number, "completed")["result"] == "failed"
    issue = devops.records(number)["Job"]["issues"][0]["message"]
    assert issue.startswith("No hosted parallelism has been purchased or granted.")
    assert agent.jobs == []


def test_one_hosted_job_runs_at_a_time(devops: LocalDevOps, agent: Agent) -> None:
    released = threading.Event()

    def work(job: Job, reporter: JobReporter) -> str:
        assert released.wait(10)
        return "succeeded"

    agent.work = work
    devops.push(FILE, HELLO)
    pipeline = devops.definition()
    first, second = (devops.queue(pipeline).body["id"] for _time in range(2))
    devops.azure.pass_time(60)
    try:
        # The second is asked for first: whoever looks, the agent goes by the queue.
        assert devops.build(second)["status"] == "notStarted"
        assert devops.build(first)["status"] == "inProgress"
    finally:
        released.set()
    devops.until(second, "completed")
    assert len(agent.jobs) == 2


def test_a_pool_without_agent_leaves_the_run_queued(devops: LocalDevOps, agent: Agent) -> None:
    devops.rules(agents_online=False)
    devops.push(FILE, SELF_HOSTED)
    number = devops.queue(devops.definition()).body["id"]
    devops.azure.pass_time(600)
    assert devops.build(number)["status"] == "notStarted"
    assert devops.get("/_apis/distributedtask/pools/1/agents")["value"][0]["status"] == "offline"
    devops.rules(agents_online=True)
    assert devops.until(number, "completed")["result"] == "succeeded"


def test_a_paused_pipeline_takes_runs_and_starts_none() -> None:
    devops = LocalDevOps()
    devops.push("azure-pipelines.yml", "trigger: none\npool: {vmImage: ubuntu-latest}\nsteps: [{script: echo}]\n")
    number = devops.definition(queueStatus="paused")
    queued = devops.queue(number)
    assert queued.status == 200, queued.body
    devops.azure.pass_time(600)
    assert devops.build(queued.body["id"])["status"] == "notStarted"
    definition = devops.get(f"/demo/_apis/build/definitions/{number}")
    assert devops.ask("PUT", f"/demo/_apis/build/definitions/{number}", {**definition, "queueStatus": "enabled"}).status == 200
    devops.azure.pass_time(60)
    devops.until(queued.body["id"], "completed")
