# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs from the queue to their artifacts (docs/reference/azure_devops.md#runs)."""

from __future__ import annotations

from typing import Any

import jwt

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import TUTORIAL, Agent, LocalDevOps, until
from ansible_collections.vaultpipe.azure.tests.support.emulator.pipelines import FILE, HELLO, SERVICE, builds, reasons
from emulator.job_protocol.jobs import Job, JobReporter


def test_a_run_goes_from_not_started_to_succeeded(devops: LocalDevOps, agent: Agent) -> None:
    commit = devops.push(FILE, HELLO)
    queued = devops.queue(devops.definition())
    assert (queued.status, queued.body["status"], queued.body["reason"]) == (200, "notStarted", "manual")
    assert (queued.body["sourceBranch"], queued.body["sourceVersion"]) == ("refs/heads/main", commit)
    done = devops.until(queued.body["id"], "completed")
    assert done["result"] == "succeeded"
    records = devops.records(queued.body["id"])
    assert {one["result"] for one in records.values()} == {"succeeded"}
    assert records["Say hello"]["warningCount"] == 1
    assert records["Job"]["id"] == agent.jobs[0].job_id
    assert done["orchestrationPlan"]["planId"] == agent.jobs[0].plan_id


def test_the_agent_gets_what_it_needs(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, TUTORIAL)
    connection = devops.connection()
    plain, hidden = {"value": "one", "allowOverride": True}, {"value": "two", "isSecret": True}
    number = devops.definition(variables={"plain": plain, "hidden": hidden})
    devops.authorize(connection["id"], number)
    devops.until(devops.queue(number, parameters='{"plain": "other"}').body["id"], "completed")
    job = agent.jobs[0]
    assert job.files() == {FILE: TUTORIAL.encode()}
    assert job.steps[0].inputs["ConnectedServiceName"] == connection["id"]
    assert (job.variables["plain"].value, job.variables["hidden"].is_secret) == ("other", True)
    endpoint = job.endpoints[0]
    assert (endpoint["name"], endpoint["scheme"]) == ("connection", "WorkloadIdentityFederation")
    assert endpoint["data"]["AzureKeyVaultDnsSuffix"] == "vault.azure.net"
    assert "two" not in str(devops.get(f"/demo/_apis/build/definitions/{number}"))


def test_only_variables_that_the_definition_marks_are_set_at_queue_time(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, HELLO)
    variables = {"settable": {"value": "one", "allowOverride": True}, "fixed": {"value": "two"}}
    number = devops.definition(variables=variables)
    refused = devops.queue(number, parameters='{"settable": "a", "fixed": "b", "new": "c", "system.debug": "true"}')
    assert refused.status == 400
    assert "You can't set the following variables (fixed,new)." in reasons(refused)
    assert devops.get("/demo/_apis/build/builds")["value"] == []
    assert devops.queue(number, parameters='{"Settable": "a", "System.Debug": "true"}').status == 200
    changed = devops.ask("PATCH", "/demo/_apis/build/generalsettings", {"enforceSettableVar": False})
    assert changed.body["enforceSettableVar"] is False
    assert devops.queue(number, parameters='{"fixed": "b", "new": "c"}').status == 200


def test_logs_come_as_lines_and_as_text(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, HELLO)
    number = devops.queue(devops.definition()).body["id"]
    devops.until(number, "completed")
    log = devops.records(number)["Say hello"]["log"]["id"]
    path = f"/demo/_apis/build/builds/{number}/logs"
    assert devops.get(f"{path}/{log}")["value"] == ["hello from Say hello"]
    text = devops.ask("GET", f"{path}/{log}", accept="text/plain")
    assert (text.body, text.encoded()[1]["content-type"]) == ("hello from Say hello\n", "text/plain")
    assert {one["id"] for one in devops.get(path)["value"]} == {1, log, devops.records(number)["Job"]["log"]["id"]}
    assert devops.ask("GET", f"{path}/99").status == 404


def test_a_build_knows_the_revision_that_it_ran(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, "steps:\n- script: a\n")
    pipeline = devops.definition()
    number = devops.queue(pipeline).body["id"]
    definition = f"/demo/_apis/build/definitions/{pipeline}"
    assert devops.ask("PUT", definition, devops.get(definition)).body["revision"] == 2
    assert devops.get(f"/demo/_apis/build/builds/{number}")["definition"]["revision"] == 1
    assert devops.queue(pipeline).body["definition"]["revision"] == 2


def test_a_run_can_be_cancelled_while_it_waits_and_while_it_works(devops: LocalDevOps, agent: Agent) -> None:
    def work(job: Job, reporter: JobReporter) -> str:
        until(reporter.is_cancelled, bool)
        return "canceled"

    agent.work = work
    devops.push(FILE, TUTORIAL)
    connection, pipeline = devops.connection()["id"], devops.definition()
    waiting = devops.queue(pipeline).body["id"]
    devops.until(waiting, "inProgress")
    path = f"/demo/_apis/build/builds/{waiting}"
    assert devops.ask("PATCH", path, {"status": "Cancelling"}).body["status"] == "cancelling"
    assert devops.until(waiting, "completed")["result"] == "canceled"
    devops.authorize(connection, pipeline)
    working = devops.queue(pipeline).body["id"]
    until(lambda: len(agent.jobs), bool)
    devops.ask("PATCH", f"/demo/_apis/build/builds/{working}", {"status": "cancelling"})
    assert devops.until(working, "completed")["result"] == "canceled"


def test_who_changed_a_build_last(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, HELLO)
    number = devops.queue(devops.definition()).body["id"]
    devops.until(number, "completed")
    assert devops.build(number)["lastChangedBy"]["displayName"] == SERVICE
    kept = devops.ask("PATCH", f"/demo/_apis/build/builds/{number}", {"keepForever": True}).body
    assert kept["lastChangedBy"] == kept["requestedBy"]


def test_a_running_job_gets_an_id_token_for_its_own_connection_only(devops: LocalDevOps, agent: Agent) -> None:
    answers: dict[str, Any] = {}

    def ask(job: Job, connection: str, **changes: str) -> Any:
        plan, identifier = changes.get("plan", job.plan_id), changes.get("job", job.job_id)
        path = f"/{job.project_id}/_apis/distributedtask/hubs/build/plans/{plan}/jobs/{identifier}/oidctoken"
        headers = {"Authorization": f"Bearer {changes.get('token', job.token)}", "X-TFS-FedAuthRedirect": "Suppress"}
        return devops.send("POST", f"{path}?serviceConnectionId={connection}", {}, headers)

    def work(job: Job, reporter: JobReporter) -> str:
        answers["own"] = ask(job, connection["id"])
        answers["other"] = ask(job, other["id"]).status
        answers["plan"] = ask(job, connection["id"], plan=job.job_id).status
        answers["caller"] = ask(job, connection["id"], token=devops.token()).status
        return "succeeded"

    agent.work = work
    devops.push(FILE, TUTORIAL)
    connection, other, pipeline = devops.connection(), devops.connection("other"), devops.definition()
    devops.authorize(connection["id"], pipeline)
    devops.until(devops.queue(pipeline).body["id"], "completed")
    assert (answers["other"], answers["plan"], answers["caller"]) == (403, 404, 404)
    claims = jwt.decode(answers["own"].body["oidcToken"], options={"verify_signature": False})
    given = connection["authorization"]["parameters"]
    assert (claims["iss"], claims["sub"]) == (
        given["workloadIdentityFederationIssuer"],
        given["workloadIdentityFederationSubject"],
    )
    assert claims["aud"] == "api://AzureADTokenExchange"
    assert ask(agent.jobs[0], connection["id"]).status == 401


def test_the_newer_api_shows_the_same_run(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, HELLO)
    pipeline = devops.definition()
    body = {"resources": {"repositories": {"self": {"refName": "refs/heads/main"}}}}
    run = devops.ask("POST", f"/demo/_apis/pipelines/{pipeline}/runs", body).body
    assert (run["state"], "result" in run) == ("inProgress", False)
    devops.until(run["id"], "completed")
    shown = devops.get(f"/demo/_apis/pipelines/{pipeline}/runs/{run['id']}")
    assert (shown["state"], shown["result"], shown["tags"]) == ("completed", "succeeded", [])
    listed = devops.get(f"/demo/_apis/pipelines/{pipeline}/runs")["value"]
    assert [sorted(shown.keys() - one.keys()) for one in listed] == [["resources", "tags", "yamlDetails"]]
    preview = devops.ask("POST", f"/demo/_apis/pipelines/{pipeline}/preview", {}).body
    assert (preview["id"], preview["finalYaml"]) == (-1, HELLO)
    assert len(builds(devops)) == 1


def test_the_first_log_of_a_yaml_run_is_its_yaml(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, HELLO)
    pipeline = devops.definition()
    run = devops.ask("POST", f"/demo/_apis/pipelines/{pipeline}/runs", {}).body
    details = devops.get(f"/demo/_apis/pipelines/{pipeline}/runs/{run['id']}")["yamlDetails"]
    assert details["rootYamlFile"] == {"ref": "refs/heads/main", "yamlFile": FILE, "repoAlias": "self"}
    assert devops.get(details["expandedYamlUrl"].partition("/vaultpipe")[2])["value"] == HELLO.splitlines()


def test_a_reset_ends_the_jobs_of_before(devops: LocalDevOps, agent: Agent) -> None:
    ended: list[bool] = []

    def work(job: Job, reporter: JobReporter) -> str:
        until(reporter.is_cancelled, bool)
        ended.append(True)
        return "canceled"

    agent.work = work
    devops.push(FILE, HELLO)
    devops.queue(devops.definition())
    until(lambda: len(agent.jobs), bool)
    with devops.cloud.lock:
        devops.cloud.reset()
    until(lambda: ended, bool)
    assert devops.cloud.state()["live"]["devops"]["projects"] == []
