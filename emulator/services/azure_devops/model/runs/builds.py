# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds with their timeline, logs and artifacts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from emulator.core.ids import unforeseeable
from emulator.job_protocol.jobs import Issue, Variable
from emulator.services.azure_devops.errors.pipelines import no_such_artifact, no_such_build

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.pipelines.definitions import Definition
    from emulator.services.azure_devops.model.pipelines.pools import Queue
    from emulator.services.azure_devops.model.pipelines.resolver import ResolvedJob, ResolvedPipeline
    from emulator.services.azure_devops.model.projects.projects import Project
    from emulator.services.entra.model.principals import Principal


@dataclass
class Record:
    """One line of the timeline."""

    id: str
    parent: str | None
    type: str
    """`Stage`, `Checkpoint`, `Checkpoint.Authorization`, `Phase`, `Job` or `Task`."""
    name: str
    ref_name: str
    order: int
    state: str = "pending"
    result: str | None = None
    started_at: float | None = None
    finished_at: float | None = None
    changed_at: float = 0.0
    log: int | None = None
    issues: list[Issue] = field(default_factory=list)
    worker: str | None = None
    task: tuple[str, str, str] | None = None
    """Id, name and version."""


@dataclass
class Log:
    id: int
    created_at: float
    changed_at: float
    lines: list[str] = field(default_factory=list)


@dataclass
class Artifact:
    """An artifact that a build published."""

    id: int
    name: str
    source: str
    """Id of the job's record."""
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    is_pipeline_artifact: bool = False
    """True for the type PipelineArtifact, false for Container."""


@dataclass
class BuildJob:
    """One job of a build."""

    id: str
    """The job's id, and its record's, too."""
    token: str = field(repr=False)
    """The token by which the running job signs in."""
    resolved: ResolvedJob = field(repr=False)
    agent_has_it: bool = False
    result: str | None = None
    """`succeeded`, `succeededWithIssues`, `failed`, `canceled` or `skipped`; None: it is not over."""
    outputs: dict[str, Variable] = field(default_factory=dict, repr=False)
    """Output variables of its steps, `step.name`."""

    @property
    def name(self) -> str:
        return self.resolved.authored.name

    @property
    def is_running(self) -> bool:
        return self.agent_has_it and self.result is None


@dataclass
class Build:
    id: int
    number: str
    revision: int
    definition_id: int
    definition_revision: int
    project_id: str
    queue: Queue
    reason: str
    requester: Principal
    branch: str
    commit: str
    queued_at: float
    begins_at: float
    """Before this moment nothing happens to it."""
    plan_id: str
    timeline_id: str
    container_id: int
    jobs: list[BuildJob]
    """In the order of the file."""
    bound: ResolvedPipeline | None = field(repr=False)
    """None when the pipeline could not be read: the build has failed."""
    parameters: str | None = None
    template_parameters: dict[str, str] = field(default_factory=dict)
    status: str = "notStarted"
    """`notStarted`, `inProgress`, `cancelling` or `completed`."""
    result: str | None = None
    """`succeeded`, `partiallySucceeded`, `failed` or `canceled`."""
    started_at: float | None = None
    finished_at: float | None = None
    changed_at: float = 0.0
    changed_by: Principal | None = None
    """None is the service itself."""
    records: list[Record] = field(default_factory=list)
    logs: list[Log] = field(default_factory=list)
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Reasons why it could not run."""
    keep_forever: bool = False
    trigger: dict[str, str] = field(default_factory=dict)
    """The push that set it off; empty when somebody asked for it."""

    def changed(self, moment: float, by: Principal | None = None) -> None:
        self.changed_at, self.changed_by = moment, by

    def record(self, record_id: str) -> Record:
        return next(one for one in self.records if one.id == record_id)

    @property
    def running(self) -> BuildJob | None:
        """The job that an agent has; there is never more than one."""
        return next((job for job in self.jobs if job.is_running), None)

    def inside(self, record: Record) -> list[Record]:
        """Records below this one, at any depth."""
        own = [one for one in self.records if one.parent == record.id]
        return own + [below for one in own for below in self.inside(one)]

    def of_type(self, kind: str) -> list[Record]:
        return [one for one in self.records if one.type == kind]

    def artifact(self, name: str) -> Artifact:
        """:raises DevOpsError: 404."""
        found = next((one for one in self.artifacts.values() if one.name.lower() == name.lower()), None)
        if found is None:
            raise no_such_artifact(name, self.id)
        return found

    def write(self, record: Record, lines: list[str], moment: float) -> None:
        """Appends to a record's log, making it when there is none."""
        if record.log is None:
            record.log = self.log(lines, moment).id
            return
        log = self.logs[record.log - 1]
        log.lines += lines
        log.changed_at = moment

    def log(self, lines: list[str], moment: float) -> Log:
        """Begins a log; a YAML run's first one is its whole YAML and belongs to no record."""
        self.logs.append(Log(len(self.logs) + 1, moment, moment, list(lines)))
        return self.logs[-1]


class Builds:
    """Builds by number."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._builds: dict[int, Build] = {}
        self._number = 0
        self._artifact_number = 0

    def all(self) -> list[Build]:
        return list(self._builds.values())

    def of(self, project: Project) -> list[Build]:
        """The newest first."""
        return [one for one in reversed(self._builds.values()) if one.project_id == project.id]

    def get(self, project: Project | None, number: int) -> Build:
        """:raises DevOpsError: 404."""
        found = self._builds.get(number)
        if found is None or (project and found.project_id != project.id):
            raise no_such_build(number)
        return found

    def has(self, build: Build) -> bool:
        return self._builds.get(build.id) is build

    def forget(self, definition: Definition) -> None:
        """A definition takes its builds with it."""
        self._builds = {number: one for number, one in self._builds.items() if one.definition_id != definition.id}

    def by_container(self, container_id: int) -> Build | None:
        return next((one for one in self._builds.values() if one.container_id == container_id), None)

    def running_with(self, token: str) -> Build | None:
        """The build whose job signs in with this token."""
        if not token:
            return None
        running = ((one, one.running) for one in self._builds.values() if one.status != "completed")
        return next((one for one, job in running if job and job.token == token), None)

    def next_artifact_number(self) -> int:
        self._artifact_number += 1
        return self._artifact_number

    def add(
        self,
        definition: Definition,
        queue: Queue,
        reason: str,
        requester: Principal,
        branch: str,
        commit: str,
        bound: ResolvedPipeline | None,
        parameters: str | None,
    ) -> Build:
        ids, now = self.runtime.ids, self.runtime.clock.now()
        day = f"{datetime.fromtimestamp(now, UTC):%Y%m%d}"
        siblings = (one for one in self._builds.values() if one.definition_id == definition.id)
        revision = 1 + sum(one.number.startswith(f"{day}.") for one in siblings)
        self._number += 1
        build = Build(
            id=self._number,
            number=f"{day}.{revision}",
            revision=revision,
            definition_id=definition.id,
            definition_revision=definition.revision,
            project_id=definition.project_id,
            queue=queue,
            reason=reason,
            requester=requester,
            branch=branch,
            commit=commit,
            queued_at=now,
            begins_at=now + self.runtime.takes("run_start"),
            plan_id=ids.guid(),
            timeline_id=ids.guid(),
            container_id=1000 + self._number,
            jobs=[BuildJob(ids.guid(), unforeseeable(120), job) for job in (bound.jobs if bound else ())],
            bound=bound,
            parameters=parameters,
            changed_at=now,
            changed_by=requester if reason == "manual" else None,
        )
        self._builds[build.id] = build
        return build
