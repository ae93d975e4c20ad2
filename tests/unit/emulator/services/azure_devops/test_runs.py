# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs from the queue to their artifacts (docs/reference/azure_devops.md#runs)."""

from __future__ import annotations

import io
import threading
import zipfile
from typing import Any

import jwt
import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import TUTORIAL, Agent, LocalDevOps, change, until
from emulator.core.request import Request
from emulator.job_protocol.jobs import Job, JobReporter
from emulator.server.snapshot import restore, take

HELLO = "trigger:\n- main\npool:\n  vmImage: ubuntu-latest\nsteps:\n- script: echo hello\n  displayName: Say hello\n"
SELF_HOSTED = HELLO.replace("vmImage: ubuntu-latest", "name: Default")
"""Waits where no agent is online."""
FILE = "azure-pipelines.yml"
SERVICE = "Microsoft.VisualStudio.Services.TFS"


def builds(devops: LocalDevOps) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = devops.get("/demo/_apis/build/builds")["value"]
    return found


def reasons(reply: Any) -> str:
    return " ".join(one["message"] for one in reply.body["customProperties"]["ValidationResults"])


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


# -- artifacts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(devops: LocalDevOps, agent: Agent) -> int:
    """A run with the artifact `drop`."""

    def work(job: Job, reporter: JobReporter) -> str:
        reporter.upload_artifact("drop", {"secret.txt": b"value\n"})
        reporter.upload_artifact("drop", {"more/a.txt": b"a"})
        return "succeeded"

    agent.work = work
    devops.push(FILE, HELLO)
    number = int(devops.queue(devops.definition()).body["id"])
    devops.until(number, "completed")
    return number


def names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_an_artifact_downloads_as_zip_below_its_name(devops: LocalDevOps, published: int) -> None:
    path = f"/demo/_apis/build/builds/{published}/artifacts"
    artifact = devops.get(path)["value"][0]
    assert (artifact["name"], artifact["resource"]["type"]) == ("drop", "Container")
    by_format = devops.ask("GET", f"{path}?artifactName=drop&$format=zip").body
    by_accept = devops.ask("GET", f"{path}?artifactName=drop", accept="application/zip;api-version=7.1").body
    assert names(by_format) == names(by_accept) == ["drop/more/a.txt", "drop/secret.txt"]
    url = artifact["resource"]["downloadUrl"].partition("/vaultpipe")[2]
    assert zipfile.ZipFile(io.BytesIO(devops.ask("GET", url).body)).read("drop/secret.txt") == b"value\n"
    assert devops.ask("GET", f"{path}?artifactName=none").status == 404


def test_its_files_are_in_the_builds_container(devops: LocalDevOps, published: int) -> None:
    data = devops.get(f"/demo/_apis/build/builds/{published}/artifacts?artifactName=drop")["resource"]["data"]
    container = data.split("/")[1]
    items = devops.get(f"/_apis/resources/Containers/{container}?itemPath=drop")["value"]
    assert [(one["path"], one["itemType"]) for one in items] == [
        ("drop", "folder"),
        ("drop/more", "folder"),
        ("drop/more/a.txt", "file"),
        ("drop/secret.txt", "file"),
    ]
    content = devops.ask("GET", f"/_apis/resources/Containers/{container}?itemPath=drop/secret.txt", accept="*/*")
    assert content.body == b"value\n"


def test_a_signed_address_needs_no_token_and_expires(devops: LocalDevOps, published: int) -> None:
    pipeline = devops.build(published)["definition"]["id"]
    path = f"/demo/_apis/pipelines/{pipeline}/runs/{published}/artifacts?artifactName=drop&$expand=signedContent"
    url = devops.get(path)["signedContent"]["url"]
    reply = devops.cloud.ask(Request.to("GET", url))
    assert names(reply.body) == ["drop/more/a.txt", "drop/secret.txt"]
    devops.azure.pass_time(7200)
    assert devops.cloud.ask(Request.to("GET", url)).status == 404


# -- what keeps a run from starting -----------------------------------------------------------------------------------


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


def test_a_build_knows_the_revision_that_it_ran(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, "steps:\n- script: a\n")
    pipeline = devops.definition()
    number = devops.queue(pipeline).body["id"]
    definition = f"/demo/_apis/build/definitions/{pipeline}"
    assert devops.ask("PUT", definition, devops.get(definition)).body["revision"] == 2
    assert devops.get(f"/demo/_apis/build/builds/{number}")["definition"]["revision"] == 1
    assert devops.queue(pipeline).body["definition"]["revision"] == 2


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


# -- lists ------------------------------------------------------------------------------------------------------------


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


def test_who_changed_a_build_last(devops: LocalDevOps, agent: Agent) -> None:
    devops.push(FILE, HELLO)
    number = devops.queue(devops.definition()).body["id"]
    devops.until(number, "completed")
    assert devops.build(number)["lastChangedBy"]["displayName"] == SERVICE
    kept = devops.ask("PATCH", f"/demo/_apis/build/builds/{number}", {"keepForever": True}).body
    assert kept["lastChangedBy"] == kept["requestedBy"]


# -- triggers ---------------------------------------------------------------------------------------------------------


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


# -- the job's token for a connection ---------------------------------------------------------------------------------


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


# -- the newer API, snapshots and resets ------------------------------------------------------------------------------


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


def test_the_newer_api_misses_an_artifact_in_its_own_words(devops: LocalDevOps, published: int) -> None:
    pipeline = devops.build(published)["definition"]["id"]
    error = devops.ask("GET", f"/demo/_apis/pipelines/{pipeline}/runs/{published}/artifacts?artifactName=none")
    home = "Microsoft.Azure.Pipelines.WebApi"
    assert (error.status, error.body["message"]) == (404, 'An Artifact with name "none" was not found.')
    assert error.body["typeName"] == f"{home}.ArtifactNotFoundException, {home}"


def test_a_snapshot_brings_everything_back(devops: LocalDevOps, agent: Agent, published: int) -> None:
    devops.connection()
    before = devops.cloud.state()
    snapshot = take(devops.cloud)
    devops.cloud.reset()
    assert devops.ask("GET", "/_apis/projects/demo").status in (401, 404)
    restore(devops.cloud, snapshot)
    assert devops.cloud.state() == before
    assert devops.tip() != "0" * 40
    path = f"/demo/_apis/build/builds/{published}/artifacts?artifactName=drop&$format=zip"
    assert names(devops.ask("GET", path).body) == ["drop/more/a.txt", "drop/secret.txt"]
    assert devops.queue(devops.build(published)["definition"]["id"]).status == 200


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
