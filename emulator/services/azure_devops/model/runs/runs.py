# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request or a push to a finished build: checks, the checkpoint, an agent (docs/reference/azure_devops.md#runs)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Thread, Timer
from typing import TYPE_CHECKING

from emulator.job_protocol.expressions import ExpressionError
from emulator.job_protocol.jobs import Issue, Job, RunJob, Variable
from emulator.services.azure_devops.errors import DevOpsError, no_such_repository
from emulator.services.azure_devops.model.addresses import ORGANIZATION_URL, git_url
from emulator.services.azure_devops.model.git.store import HEADS
from emulator.services.azure_devops.model.pipelines import classic, pipeline_yaml
from emulator.services.azure_devops.model.pipelines.pipeline import Pipeline, PipelineInvalid, Trigger
from emulator.services.azure_devops.model.pipelines.resolver import ResolvedPipeline, Resources, resolve
from emulator.services.azure_devops.model.runs.build_numbers import build_number
from emulator.services.azure_devops.model.runs.builds import Build, BuildJob, Builds
from emulator.services.azure_devops.model.runs.job_endpoints import job_endpoint
from emulator.services.azure_devops.model.runs.job_starts import BUILD_RESULTS, next_job, starting, whole_result
from emulator.services.azure_devops.model.runs.reporting import Reporter
from emulator.services.azure_devops.model.runs.skipping import skips_runs
from emulator.services.azure_devops.model.runs.timeline import lay_out

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.connections.federation import Federation
    from emulator.services.azure_devops.model.git.repositories import RefUpdate, Repository
    from emulator.services.azure_devops.model.pipelines.definitions import Definition, Definitions
    from emulator.services.azure_devops.model.pipelines.permissions import PipelinePermissions
    from emulator.services.azure_devops.model.projects.build_settings import BuildSettings
    from emulator.services.azure_devops.model.projects.projects import Project, Projects
    from emulator.services.entra.model.principals import Principal

log = logging.getLogger(__name__)

NO_PARALLELISM = (
    "No hosted parallelism has been purchased or granted. To request a free parallelism grant, please fill out the "
    "following form https://aka.ms/azpipelines-parallelism-request"
)
RESOURCE_ISSUE = 'There was a resource authorization issue: "The pipeline is not valid. {reasons}"'
NOT_SETTABLE = (
    "See https://aka.ms/AzPipelines/SettingVariablesAtQueueTime - You can't set the following variables ({names}). If you want "
    "to be able to set these variables, then edit the pipeline and select Settable at queue time on the variables tab of the "
    "pipeline editor."
)
ALWAYS_SETTABLE = {"system.debug"}
TIMELINE_RESULTS = {"partiallySucceeded": "succeededWithIssues"}


class Runs:
    """Moves builds on; what happens later is looked at again at every read and by a timer."""

    def __init__(
        self,
        runtime: Runtime,
        *,
        projects: Projects,
        definitions: Definitions,
        permissions: PipelinePermissions,
        resources: Resources,
        federation: Federation,
        builds: Builds,
        settings: BuildSettings,
        organization_id: str,
        run_job: RunJob,
        is_current: Callable[[], bool],
    ) -> None:
        """:param resources: What pipelines may refer to.
        :param run_job: A build agent.
        :param is_current: Says whether no reset has put other runs in the place of these.
        """
        self.runtime, self.projects, self.definitions, self.permissions = runtime, projects, definitions, permissions
        self.resources, self.federation, self.builds = resources, federation, builds
        self.settings, self.organization_id = settings, organization_id
        self.run_job, self.is_current = run_job, is_current

    # -- reading the pipeline -------------------------------------------------------------------------------------

    def read(
        self, definition: Definition, repository: Repository, commit: str, parameters: Mapping[str, str] | None = None
    ) -> Pipeline:
        """:raises PipelineInvalid: no such file, or what is in it."""
        if not definition.is_yaml:
            if parameters:
                raise PipelineInvalid("The local Azure does not emulate template parameters of classic pipelines.")
            return classic.read(definition.process)
        return pipeline_yaml.parse(self.yaml(definition, repository, commit), f"/{definition.yaml_path}", parameters)

    def yaml(self, definition: Definition, repository: Repository, commit: str) -> str:
        """:raises PipelineInvalid: no such file."""
        content = repository.git.file(commit, definition.yaml_path)
        if content is None:
            project = self.projects.get(definition.project_id)
            raise PipelineInvalid(
                f"/{definition.yaml_path}: File /{definition.yaml_path} not found in repository "
                f"{git_url(project.name, repository.name)} branch {definition.default_ref} version {commit}."
            )
        return content.decode(errors="replace")

    def bound(
        self,
        definition: Definition,
        repository: Repository,
        commit: str,
        variables: dict[str, Variable],
        predefined: dict[str, str],
        parameters: Mapping[str, str] | None = None,
    ) -> ResolvedPipeline:
        """:raises PipelineInvalid: the pipeline cannot run as it is."""
        pipeline = self.read(definition, repository, commit, parameters)
        project = self.projects.get(definition.project_id)
        try:
            return resolve(self.resources, project, definition, pipeline, variables, predefined)
        except PipelineInvalid as invalid:
            raise PipelineInvalid(RESOURCE_ISSUE.format(reasons=" ".join(invalid.reasons))) from invalid

    def predefined(
        self, definition: Definition, repository: Repository, ref: str, commit: str, reason: str, requester: Principal
    ) -> dict[str, str]:
        """Variables that are known when a run is queued (learn.microsoft.com: predefined variables)."""
        project, found = self.projects.get(definition.project_id), repository.git.commit(commit)
        name = requester.display_name
        return {
            "Build.DefinitionName": definition.name,
            "Build.DefinitionVersion": str(definition.revision),
            "Build.QueuedBy": name,
            "Build.QueuedById": requester.object_id,
            "Build.Reason": reason[0].upper() + reason[1:],
            "Build.Repository.Clean": "False",
            "Build.Repository.ID": repository.id,
            "Build.Repository.Name": repository.name,
            "Build.Repository.Provider": "TfsGit",
            "Build.Repository.Uri": git_url(project.name, repository.name),
            "Build.RequestedFor": name,
            "Build.RequestedForEmail": "",
            "Build.RequestedForId": requester.object_id,
            "Build.SourceBranch": ref,
            "Build.SourceBranchName": ref.rpartition("/")[2],
            "Build.SourceVersion": commit,
            "Build.SourceVersionAuthor": found.author.decode(errors="replace").partition(" <")[0],
            "Build.SourceVersionMessage": found.message.decode(errors="replace").strip().partition("\n")[0],
            "System.CollectionId": self.organization_id,
            "System.DefinitionId": str(definition.id),
            "System.DefinitionName": definition.name,
            "System.JobAttempt": "1",
            "System.PhaseAttempt": "1",
            "System.StageAttempt": "1",
            "System.TeamProject": project.name,
            "System.TeamProjectId": project.id,
        }

    # -- queueing -------------------------------------------------------------------------------------------------

    def queue(
        self,
        definition: Definition,
        branch: str | None,
        commit: str | None,
        requester: Principal,
        variables: dict[str, Variable],
        parameters: str | None = None,
        template_parameters: Mapping[str, str] | None = None,
    ) -> Build:
        """A run that somebody asks for.

        :param parameters: The variables as the request wrote them.
        :raises PipelineInvalid: it cannot run; then there is no build either.
        """
        repository = self.definitions.repository(definition)
        if definition.queue_status == "disabled":
            raise PipelineInvalid(f"The build definition {definition.name} is disabled.")
        if repository.deleted_by is not None:
            raise PipelineInvalid(no_such_repository(repository.name).message)
        self._check_settable(definition, variables)
        ref = branch or definition.default_ref
        ref = ref if ref.startswith("refs/") else HEADS + ref
        try:
            commit = repository.resolve(commit, "commit") if commit else repository.resolve(ref, "branch")
        except DevOpsError as error:
            raise PipelineInvalid(error.message) from error
        predefined = self.predefined(definition, repository, ref, commit, "manual", requester)
        bound = self.bound(definition, repository, commit, variables, predefined, template_parameters)
        build = self._begin(definition, ref, commit, "manual", requester, bound, parameters)
        build.template_parameters = dict(template_parameters or {})
        return build

    def _check_settable(self, definition: Definition, variables: dict[str, Variable]) -> None:
        """Variables that the request sets: docs/reference/azure_devops.md#settable-at-queue-time.

        :raises PipelineInvalid: the project limits them to those that the definition marks.
        """
        project = self.projects.get(definition.project_id)
        settable = {name.lower() for name, one in definition.variables.items() if one.allow_override} | ALWAYS_SETTABLE
        refused = [name for name in variables if name.lower() not in settable]
        if refused and self.settings.of(project)["enforceSettableVar"]:
            raise PipelineInvalid(NOT_SETTABLE.format(names=",".join(refused)))

    def triggered(self, repository: Repository, update: RefUpdate, pusher: Principal) -> None:
        """Runs of the definitions that watch the branch; what cannot run fails at once, for all to see."""
        if not update.name.startswith(HEADS) or skips_runs(_message(repository, update.new)):
            return
        for definition in self.definitions.of_repository(repository):
            if definition.queue_status == "disabled":
                continue
            try:
                trigger = self._trigger(definition, repository, update.new)
                bound = None
                if trigger and trigger.fires(update.name):
                    own = self.predefined(definition, repository, update.name, update.new, "individualCI", pusher)
                    bound = self.bound(definition, repository, update.new, {}, own)
            except PipelineInvalid as invalid:
                build = self._fail_to_begin(definition, update, pusher, invalid.reasons)
            else:
                if bound is None:
                    continue
                build = self._begin(definition, update.name, update.new, "individualCI", pusher, bound, None)
            build.trigger = self._set_off_by(repository, update)

    @staticmethod
    def _set_off_by(repository: Repository, update: RefUpdate) -> dict[str, str]:
        """Names and values: docs/reference/azure_devops.md#trigger-info."""
        message = _message(repository, update.new)
        return {
            "ci.sourceBranch": update.name,
            "ci.sourceSha": update.new,
            "ci.message": message.strip().partition("\n")[0],
            "ci.triggerRepository": repository.id,
        }

    def _trigger(self, definition: Definition, repository: Repository, commit: str) -> Trigger | None:
        """:raises PipelineInvalid: the file that has the trigger cannot be read."""
        if definition.file_trigger():
            if definition.yaml_path not in repository.git.entries(commit):
                return None
            return self.read(definition, repository, commit).trigger
        filters = definition.branch_filters()
        if filters is None:
            return None
        include = tuple(one.removeprefix("+") for one in filters if not one.startswith("-"))
        return Trigger(include, tuple(one.removeprefix("-") for one in filters if one.startswith("-")))

    def _begin(
        self,
        definition: Definition,
        ref: str,
        commit: str,
        reason: str,
        requester: Principal,
        bound: ResolvedPipeline,
        parameters: str | None,
    ) -> Build:
        siblings = [one.number for one in self.builds.all() if one.definition_id == definition.id]
        build = self.builds.add(definition, bound.queue, reason, requester, ref, commit, bound, parameters)
        pattern = bound.pipeline.number_format or definition.more.get("buildNumberFormat")
        if pattern:
            variables = {name.lower(): one.value for name, one in bound.variables.items()}
            repository = self.definitions.repository(definition)
            known = self.predefined(definition, repository, ref, commit, reason, requester) | {"Build.BuildId": str(build.id)}
            shorter = {name.removeprefix("Build."): value for name, value in known.items()}
            variables |= {name.lower(): value for name, value in (shorter | known).items()}
            build.number = build_number(pattern, datetime.fromtimestamp(build.queued_at, UTC), variables, siblings)
        if definition.is_yaml:
            build.log(self.yaml(definition, self.definitions.repository(definition), commit).splitlines(), build.queued_at)
        lay_out(build, bound, self.runtime.ids, bool(definition.is_yaml and self._waits_for(build)))
        timer = Timer(self.runtime.takes("run_start"), self._begins, [build])
        timer.daemon = True
        timer.start()
        return build

    def _fail_to_begin(self, definition: Definition, update: RefUpdate, pusher: Principal, reasons: list[str]) -> Build:
        project = self.projects.get(definition.project_id)
        queue = self.resources.queues.get(project, definition.queue_id)
        build = self.builds.add(definition, queue, "individualCI", pusher, update.name, update.new, None, None)
        build.problems = reasons
        self.finish(build, "failed", "failed")
        return build

    def _begins(self, build: Build) -> None:
        with self.runtime.lock:
            if self.is_current() and self.builds.has(build):
                self.advance()

    # -- moving on ------------------------------------------------------------------------------------------------

    def _waits_for(self, build: Build) -> list[str]:
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
        if self._waits_for(build):
            self._hold(build, now)
            return
        self._release(build, now)
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
        """Where there is an agent for it."""
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

    def _hold(self, build: Build, now: float) -> None:
        """Created, then waiting: not refused (docs/reference/azure_devops.md#checkpoint)."""
        if build.status == "inProgress":
            return
        build.status, build.started_at = "inProgress", now
        build.changed(now)
        for record in build.of_type("Checkpoint") + build.of_type("Checkpoint.Authorization"):
            record.state = "inProgress" if record.type == "Checkpoint" else "pending"
            record.started_at = record.changed_at = now

    def _release(self, build: Build, now: float) -> None:
        for record in build.of_type("Checkpoint") + build.of_type("Checkpoint.Authorization"):
            if record.state != "completed":
                record.state, record.result, record.finished_at, record.changed_at = "completed", "succeeded", now, now

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
        """What a job can know before an agent has it."""
        definition = self.definitions.by_number(build.definition_id)
        assert definition is not None
        assert build.bound is not None
        repository, pipeline, authored = self.definitions.repository(definition), build.bound.pipeline, job.resolved.authored
        return self.predefined(definition, repository, build.branch, build.commit, build.reason, build.requester) | {
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

    # -- tokens of a job ------------------------------------------------------------------------------------------

    def oidc_token(self, project: Project, plan_id: str, job_id: str, connection_id: str, token: str) -> str:
        """An assertion for a connection that the running job may use.

        :raises DevOpsError: 404, no such running job or no such connection; 403, not permitted for this pipeline.
        """
        build = self.builds.running_with(token)
        running = build.running if build else None
        if build is None or running is None or (build.plan_id, running.id, build.project_id) != (plan_id, job_id, project.id):
            raise DevOpsError(404, "TaskOrchestrationPlanNotFoundException", f"No plan found for identifier {plan_id}.")
        endpoint = self.resources.endpoints.find(project, connection_id)
        if endpoint is None or self.resources.endpoints.state(endpoint) != "Ready":
            raise DevOpsError(
                404, "ServiceEndpointNotFoundException", f"Service connection with id {connection_id} is not found."
            )
        assert build.bound is not None
        if endpoint.id not in {one.id for one in build.bound.all_endpoints}:
            raise DevOpsError(
                403,
                "ServiceEndpointAccessDeniedException",
                f"The pipeline is not authorized to use the service connection {connection_id}.",
            )
        return self.federation.token(endpoint, project)


def _message(repository: Repository, commit: str) -> str:
    return str(repository.git.commit(commit).message.decode(errors="replace"))
