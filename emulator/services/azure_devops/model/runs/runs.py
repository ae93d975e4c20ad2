# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds on their way to the end: the checkpoint, one job after the other, an agent (docs/reference/azure_devops.md#runs)."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread, Timer
from typing import TYPE_CHECKING

from emulator.job_protocol.expressions import ExpressionError
from emulator.job_protocol.jobs import Issue, Job, RunJob, Variable
from emulator.services.azure_devops.model.addresses import ORGANIZATION_URL
from emulator.services.azure_devops.model.pipelines.pipeline import PipelineInvalid
from emulator.services.azure_devops.model.runs.builds import Build, BuildJob, Builds
from emulator.services.azure_devops.model.runs.checkpoint import hold, release
from emulator.services.azure_devops.model.runs.job_endpoints import job_endpoint
from emulator.services.azure_devops.model.runs.job_starts import BUILD_RESULTS, next_job, starting, whole_result
from emulator.services.azure_devops.model.runs.reporting import Reporter
from emulator.services.azure_devops.model.runs.sources import PipelineSources

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.pipelines.definitions import Definitions
    from emulator.services.azure_devops.model.pipelines.permissions import PipelinePermissions
    from emulator.services.azure_devops.model.projects.projects import Projects
    from emulator.services.entra.model.principals import Principal

NO_PARALLELISM = (
    "No hosted parallelism has been purchased or granted. To request a free parallelism grant, please fill out the "
    "following form https://aka.ms/azpipelines-parallelism-request"
)


class Runs:
    """Moves builds on; what happens later is looked at again at every read and by a timer."""

    def __init__(
        self,
        runtime: Runtime,
        *,
        projects: Projects,
        definitions: Definitions,
        permissions: PipelinePermissions,
        sources: PipelineSources,
        builds: Builds,
        run_job: RunJob,
        is_current: Callable[[], bool],
    ) -> None:
        """:param run_job: A build agent.
        :param is_current: Says whether no reset has put other runs in the place of these.
        """
        self.runtime, self.projects, self.definitions, self.permissions = runtime, projects, definitions, permissions
        self.sources, self.builds = sources, builds
        self.run_job, self.is_current = run_job, is_current

    # -- moving on ------------------------------------------------------------------------------------------------

    def begin(self, build: Build) -> None:
        """Advances it when the start has taken its time."""
        timer = Timer(self.runtime.takes("run_start"), self._begins, [build])
        timer.daemon = True
        timer.start()

    def _begins(self, build: Build) -> None:
        with self.runtime.lock:
            if self.is_current() and self.builds.has(build):
                self.advance()

    def waits_for(self, build: Build) -> list[str]:
        """Resources that somebody has yet to let the pipeline use; classic ones were permitted when they were saved."""
        definition = self.definitions.by_number(build.definition_id)
        if build.bound is None or definition is None or not definition.is_yaml:
            return []
        needed = [("endpoint", one.id) for one in build.bound.endpoints]
        needed += [("variablegroup", str(one.id)) for one in build.bound.groups]
        allows = self.permissions.of
        return [
            f"{kind} {identifier}"
            for kind, identifier in needed
            if not allows(build.project_id, kind, identifier).allow(definition.id)
        ]

    def advance(self) -> None:
        """Takes every build as far as it gets; a free agent goes to the one that was queued first."""
        for build in self.builds.all():
            self._advance(build)

    def _advance(self, build: Build) -> None:
        now = self.runtime.clock.now()
        if build.status == "completed" or build.running or now < build.begins_at or build.bound is None:
            return
        if self.projects.find(build.project_id) is None:
            return
        if build.status == "notStarted" and self._is_paused(build):
            return
        if build.status == "cancelling" and next_job(build):
            self.finish(build, "canceled", "canceled")
            return
        if self.waits_for(build):
            hold(build, now)
            return
        release(build, now)
        if not build.bound.runs:
            self.finish(build, "succeeded", "skipped")
            return
        while job := next_job(build):
            try:
                runs, variables = starting(build, job, self._predefined_of(build, job))
            except (ExpressionError, PipelineInvalid) as error:
                build.record(job.id).issues.append(Issue("error", str(error)))
                self._end_job(build, job, "failed")
                continue
            if runs:
                self._start(build, job, variables, now)
                return
            self._end_job(build, job, "skipped")
        result = whole_result(build)
        self.finish(build, BUILD_RESULTS[result], result)

    def _start(self, build: Build, job: BuildJob, variables: dict[str, Variable], now: float) -> None:
        """Starts the job where there is an agent for it."""
        pool = job.resolved.queue.pool
        if pool.is_hosted:
            allowed = self.runtime.policies.hosted_parallelism
            if allowed == 0:
                build.record(job.id).issues.append(Issue("error", NO_PARALLELISM))
                self.finish(build, "failed", "failed")
            elif self._busy_hosted() < allowed:
                self._hand_over(build, job, variables, now)
        elif self.runtime.policies.agents_online:
            self._hand_over(build, job, variables, now)

    def _is_paused(self, build: Build) -> bool:
        """Says whether its pipeline takes runs and starts none (docs/reference/azure_devops.md#queue-status)."""
        definition = self.definitions.by_number(build.definition_id)
        return definition is not None and definition.queue_status.lower() == "paused"

    def _busy_hosted(self) -> int:
        running = (one.running for one in self.builds.all() if one.status != "completed")
        return sum(job is not None and job.resolved.queue.pool.is_hosted for job in running)

    def _hand_over(self, build: Build, job: BuildJob, variables: dict[str, Variable], now: float) -> None:
        """To an agent, in a thread of its own."""
        job.agent_has_it, build.status = True, "inProgress"
        build.changed(now)
        build.started_at = build.started_at or now
        itself = build.record(job.id)
        for record in (*build.of_type("Stage"), build.record(itself.parent or ""), itself):
            record.state, record.changed_at = "inProgress", now
            record.started_at = record.started_at or now
        itself.worker = "Azure Pipelines 1" if job.resolved.queue.pool.is_hosted else "agent-1"
        reporter = Reporter(self.runtime, self.builds, build, job, self._job_finished, self.is_current)
        Thread(target=self.run_job, args=(self._job(build, job, variables), reporter), daemon=True).start()

    def _predefined_of(self, build: Build, job: BuildJob) -> dict[str, str]:
        """Predefined variables that a job can know before an agent has it."""
        definition = self.definitions.by_number(build.definition_id)
        assert definition is not None
        assert build.bound is not None
        repository, pipeline, authored = self.definitions.repository(definition), build.bound.pipeline, job.resolved.authored
        return self.sources.predefined(definition, repository, build.branch, build.commit, build.reason, build.requester) | {
            "System.JobDisplayName": authored.display_name,
            "System.JobName": authored.name,
            "System.PhaseDisplayName": authored.display_name,
            "System.PhaseName": authored.name,
            "System.StageDisplayName": pipeline.stage_display_name or pipeline.stage,
            "System.StageName": pipeline.stage,
            "System.TimelineId": build.timeline_id,
        }

    def _job(self, build: Build, job: BuildJob, variables: dict[str, Variable]) -> Job:
        definition = self.definitions.by_number(build.definition_id)
        project = self.projects.get(build.project_id)
        assert definition is not None
        assert build.bound is not None
        repository = self.definitions.repository(definition)
        checks_out, commit = job.resolved.authored.checks_out, build.commit

        def files() -> dict[str, bytes]:
            with self.runtime.lock:
                return repository.git.files(commit) if checks_out else {}

        return Job(
            plan_id=build.plan_id,
            job_id=job.id,
            build_id=build.id,
            build_number=build.number,
            definition_id=definition.id,
            definition_name=definition.name,
            project_id=project.id,
            project_name=project.name,
            organization_url=f"{ORGANIZATION_URL}/",
            container_id=build.container_id,
            source_branch=build.branch,
            source_version=commit,
            repository_name=repository.name,
            steps=job.resolved.steps,
            variables=variables,
            endpoints=tuple(job_endpoint(one, project) for one in build.bound.all_endpoints),
            token=job.token,
            files=files,
            predefined=self._predefined_of(build, job),
            timeout_in_minutes=job.resolved.authored.timeout_in_minutes,
        )

    def _job_finished(self, build: Build, job: BuildJob, result: str) -> None:
        if build.status != "completed":
            self._end_job(build, job, result)
            self.advance()

    def _end_job(self, build: Build, job: BuildJob, result: str) -> None:
        """Completes the job's records, and writes its whole log."""
        if result == "failed" and job.resolved.authored.continue_on_error:
            result = "succeededWithIssues"
        job.result, now = result, self.runtime.clock.now()
        itself = build.record(job.id)
        steps = build.inside(itself)
        for record in (build.record(itself.parent or ""), itself, *steps):
            if record.state != "completed":
                record.state, record.result = "completed", "skipped" if record in steps else result
                record.finished_at = record.changed_at = now
        logged = sorted((step for step in steps if step.log), key=lambda step: step.order)
        whole = [line for step in logged if step.log for line in build.logs[step.log - 1].lines]
        if whole:
            build.write(itself, whole, now)

    # -- the end --------------------------------------------------------------------------------------------------

    def cancel(self, build: Build, by: Principal) -> None:
        """Ends at the agent's next look, or at once when no agent has it."""
        if build.status == "completed":
            return
        build.status = "cancelling"
        build.changed(self.runtime.clock.now(), by)
        if not build.running:
            build.begins_at = self.runtime.clock.now() + self.runtime.takes("run_cancel")

    def finish(self, build: Build, result: str, record_result: str) -> None:
        """Completes the build and everything in its timeline that is not complete, and lets the next one start."""
        if build.status == "completed":
            return
        for job in build.jobs:
            if job.result is None:
                self._end_job(build, job, record_result)
        now = self.runtime.clock.now()
        build.status, build.result = "completed", result
        build.finished_at = now
        build.changed(now)
        build.started_at = build.started_at or now
        for record in build.records:
            if record.state != "completed":
                container = record.type in ("Stage", "Phase", "Job")
                record.state, record.result = "completed", record_result if container else "skipped"
                record.finished_at = record.changed_at = now
        self.advance()
