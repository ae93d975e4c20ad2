# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local Azure DevOps without sockets, and an agent that does what a test says."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import LocalAzure
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.job_protocol.jobs import Issue, Job, JobReporter
from emulator.services.entra.model.principals import Principal

DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798"
ORGANIZATION = "https://dev.azure.com/vaultpipe"
ZERO = "0" * 40
BOUND = 10.0
"""Seconds that a test waits for what happens in a thread."""
TUTORIAL = """\
trigger:
- main

pool:
  vmImage: ubuntu-latest

steps:
- task: AzureKeyVault@2
  displayName: Azure Key Vault
  inputs:
    azureSubscription: 'connection'
    KeyVaultName: 'kv-test'
    SecretsFilter: '*'
    RunAsPreJob: false
"""


class LocalDevOps:
    """A project `demo` with a repository of that name. Paths start below the organization."""

    def __init__(self, **settings: Any) -> None:
        self.azure = LocalAzure(**settings)
        self.cloud = self.azure.cloud
        self.project = self.make_project("demo")

    # -- asking ---------------------------------------------------------------------------------------------------

    def token(self, who: Principal | None = None) -> str:
        return self.cloud.directory.issue_token(who or self.azure.caller, DEVOPS)[0]

    def send(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Response:
        """With these headers and no others."""
        content = b"" if body is None else json.dumps(body).encode()
        with self.cloud.lock:
            return self.cloud.ask(Request.to(method, ORGANIZATION + path, headers or {}, content))

    def ask(
        self, method: str, path: str, body: Any = None, accept: str = "application/json", who: Principal | None = None
    ) -> Response:
        return self.send(method, path, body, {"Authorization": f"Bearer {self.token(who)}", "Accept": accept})

    def get(self, path: str) -> Any:
        """The body of an answer that has to be 200."""
        reply = self.ask("GET", path)
        assert reply.status == 200, reply.body
        return reply.body

    def rules(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self.cloud.runtime.policies, name, value)

    # -- things that tests need -----------------------------------------------------------------------------------

    def make_project(self, name: str) -> str:
        """Its id."""
        template = {"versioncontrol": {"sourceControlType": "git"}}
        assert self.ask("POST", "/_apis/projects", {"name": name, "capabilities": template}).status == 202
        self.azure.pass_time(60)
        return str(self.get(f"/_apis/projects/{name}")["id"])

    def tip(self, branch: str = "main") -> str:
        refs = self.get(f"/demo/_apis/git/repositories/demo/refs?filter=heads/{branch}")["value"]
        return next((str(ref["objectId"]) for ref in refs if ref["name"] == f"refs/heads/{branch}"), ZERO)

    def try_push(self, *changes: dict[str, Any], branch: str = "main", old: str | None = None) -> Response:
        update = {"name": f"refs/heads/{branch}", "oldObjectId": self.tip(branch) if old is None else old}
        body = {"refUpdates": [update], "commits": [{"comment": "Change", "changes": list(changes)}]}
        return self.ask("POST", "/demo/_apis/git/repositories/demo/pushes", body)

    def push(self, path: str, text: str, kind: str = "add", branch: str = "main") -> str:
        """The new commit."""
        reply = self.try_push(change(kind, path, text), branch=branch)
        assert reply.status == 201, reply.body
        return str(reply.body["commits"][-1]["commitId"])

    def connection_body(self, name: str = "connection", project: str = "demo", **parameters: str) -> dict[str, Any]:
        subscription = self.cloud.resources.subscription.id
        identity = {"tenantid": self.azure.tenant, "serviceprincipalid": self.azure.powerless.client_id}
        return {
            "name": name,
            "type": "AzureRM",
            "url": "https://management.azure.com/",
            "data": {
                "subscriptionId": subscription,
                "subscriptionName": "Test",
                "environment": "AzureCloud",
                "scopeLevel": "Subscription",
                "creationMode": "Manual",
            },
            "authorization": {"scheme": "WorkloadIdentityFederation", "parameters": identity | parameters},
            "serviceEndpointProjectReferences": [{"projectReference": {"id": self.project, "name": project}, "name": name}],
        }

    def connection(self, name: str = "connection") -> dict[str, Any]:
        """A connection that is ready."""
        made = self.ask("POST", "/_apis/serviceendpoint/endpoints", self.connection_body(name))
        assert made.status == 200, made.body
        self.azure.pass_time(60)
        found: dict[str, Any] = self.get(f"/demo/_apis/serviceendpoint/endpoints/{made.body['id']}")
        return found

    def definition_body(self, name: str = "pipeline", **more: Any) -> dict[str, Any]:
        return {
            "name": name,
            "process": {"type": 2, "yamlFilename": "azure-pipelines.yml"},
            "repository": {"id": self.get("/demo/_apis/git/repositories/demo")["id"], "type": "TfsGit", "defaultBranch": "main"},
            "triggers": [{"settingsSourceType": 2, "triggerType": 2}],
            **more,
        }

    def definition(self, name: str = "pipeline", **more: Any) -> int:
        made = self.ask("POST", "/demo/_apis/build/definitions", self.definition_body(name, **more))
        assert made.status == 200, made.body
        return int(made.body["id"])

    def authorize(self, connection: str, pipeline: int, authorized: bool = True) -> Response:
        body = {"pipelines": [{"id": pipeline, "authorized": authorized}]}
        return self.ask("PATCH", f"/demo/_apis/pipelines/pipelinePermissions/endpoint/{connection}", body)

    def queue(self, definition: int, **more: Any) -> Response:
        return self.ask("POST", "/demo/_apis/build/builds", {"definition": {"id": definition}, **more})

    def build(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/demo/_apis/build/builds/{number}")
        return found

    def records(self, number: int) -> dict[str, dict[str, Any]]:
        """The timeline by type; of steps, by name."""
        records = self.get(f"/demo/_apis/build/builds/{number}/timeline")["records"]
        return {one["name"] if one["type"] == "Task" else one["type"]: one for one in records}

    def until(self, number: int, status: str) -> dict[str, Any]:
        """The build, once it has the status."""
        reached: dict[str, Any] = until(lambda: self.build(number), lambda build: build["status"] == status)
        return reached


def until(read: Callable[[], Any], reached: Callable[[Any], bool]) -> Any:
    """Waits until `read` gives what the test waits for, and returns that."""
    end = time.monotonic() + BOUND
    while not reached(found := read()):
        assert time.monotonic() < end, f"after {BOUND:g} s it is still {found}"
        time.sleep(0.02)
    return found


def change(kind: str, path: str, text: str = "", **more: Any) -> dict[str, Any]:
    content = {"newContent": {"content": text, "contentType": "rawtext"}} if kind in ("add", "edit") else {}
    return {"changeType": kind, "item": {"path": f"/{path}"}, **content, **more}


def basic(pat: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f":{pat}".encode()).decode()}


@dataclass
class Agent:
    """In the place of the build agent: every step succeeds and says hello; `work` may do more before the end."""

    work: Callable[[Job, JobReporter], str] = lambda job, reporter: "succeeded"
    jobs: list[Job] = field(default_factory=list)

    def run_job(self, job: Job, reporter: JobReporter, environment: dict[str, str]) -> None:
        self.jobs.append(job)
        for step in job.steps:
            reporter.step_started(step.id)
            reporter.step_log(step.id, [f"hello from {step.display_name}"])
            reporter.step_finished(step.id, "succeeded", [Issue("warning", "mind the gap")])
        reporter.job_finished(self.work(job, reporter))
