# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs for the build agent without a service behind it: what it is given, and a record of what it reports."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.agent import run_job
from emulator.job_protocol.jobs import Issue, Job, Step, Variable

ENDPOINT_ID = "11111111-2222-3333-4444-555555555555"
TENANT_ID = "aaaaaaaa-0000-0000-0000-000000000001"
CLIENT_ID = "aaaaaaaa-0000-0000-0000-000000000002"
JOB_TOKEN = "job-token-that-no-step-sees"


@dataclass
class Record:
    """One record of the timeline, as far as it was reported."""

    display_name: str = ""
    result: str | None = None
    issues: list[Issue] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """With the time in front, as they are stored."""

    @property
    def log(self) -> list[str]:
        """Without the times."""
        return [line.partition(" ")[2] for line in self.lines]


class JobRecord:
    """A reporter that keeps everything."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.artifacts: dict[str, dict[str, bytes]] = {}
        self.results: list[str] = []
        self.cancelled = threading.Event()
        self.tags: list[str] = []
        self.numbers: list[str] = []
        self.started: list[str] = []
        self.outputs: dict[str, Variable] = {}

    def __getitem__(self, display_name: str) -> Record:
        return next(record for key, record in self.records.items() if display_name in (key, record.display_name))

    @property
    def everything(self) -> str:
        """All logs and issues in one text."""
        texts = [line for record in self.records.values() for line in record.lines]
        return "\n".join(texts + [issue.message for record in self.records.values() for issue in record.issues])

    def step_added(self, step_id: str, name: str, display_name: str) -> None:
        self.records[step_id] = Record(display_name)

    def step_started(self, step_id: str) -> None:
        record = self.records.setdefault(step_id, Record())
        self.started.append(record.display_name or step_id)

    def step_log(self, step_id: str, lines: list[str]) -> None:
        self.records[step_id].lines += lines

    def step_finished(self, step_id: str, result: str, issues: list[Issue]) -> None:
        record = self.records.setdefault(step_id, Record())
        record.result, record.issues = result, issues

    def upload_artifact(self, name: str, files: dict[str, bytes]) -> None:
        self.artifacts.setdefault(name, {}).update(files)

    def publish(self, name: str, files: dict[str, bytes]) -> str | None:
        if name in self.artifacts:
            return f"Artifact {name} already exists for build 7."
        self.artifacts[name] = files
        return None

    def add_build_tag(self, tag: str) -> None:
        self.tags.append(tag)

    def set_build_number(self, number: str) -> None:
        self.numbers.append(number)

    def output_variable(self, name: str, value: Variable) -> None:
        self.outputs[name] = value

    def job_finished(self, result: str) -> None:
        self.results.append(result)

    def is_cancelled(self) -> bool:
        return self.cancelled.is_set()


def step(name: str, task: str = "CmdLine", /, *, inputs: Mapping[str, str] | None = None, **settings: Any) -> Step:
    """A step whose id and display name are the given name."""
    return Step(name, name, name, task, "2.250.1", dict(inputs or {}), **settings)


def script(name: str, text: str, /, **settings: Any) -> Step:
    return step(name, "CmdLine", inputs={"script": text}, **settings)


def endpoint(**changes: Any) -> dict[str, Any]:
    """A service connection as the job brings it."""
    return {
        "id": ENDPOINT_ID,
        "name": "connection",
        "url": "https://management.azure.com/",
        "scheme": "WorkloadIdentityFederation",
        "parameters": {"tenantid": TENANT_ID, "serviceprincipalid": CLIENT_ID},
        "data": {"subscriptionId": "bbbbbbbb-0000-0000-0000-000000000001"},
        **changes,
    }


def job(*steps: Step, files: Mapping[str, bytes] | None = None, **settings: Any) -> Job:
    given: dict[str, Any] = {
        "plan_id": str(uuid.uuid4()),
        "job_id": str(uuid.uuid4()),
        "build_id": 7,
        "build_number": "20261122.1",
        "definition_id": 3,
        "definition_name": "tutorial",
        "project_id": str(uuid.uuid4()),
        "project_name": "demo",
        "organization_url": "https://dev.azure.com/vaultpipe/",
        "container_id": 42,
        "source_branch": "refs/heads/main",
        "source_version": "0123456789abcdef0123456789abcdef01234567",
        "repository_name": "sample",
        "steps": steps,
        "variables": {},
        "endpoints": (endpoint(),),
        "token": JOB_TOKEN,
        "files": lambda: dict(files or {}),
    }
    return Job(**given | settings)


def run(
    *steps: Step, record: JobRecord | None = None, environment: Mapping[str, str] | None = None, **settings: Any
) -> JobRecord:
    """Runs a job of these steps to its end."""
    seen = record or JobRecord()
    run_job(job(*steps, **settings), seen, environment or {})
    return seen


def secret(value: str) -> Variable:
    return Variable(value, is_secret=True)
