# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pipeline with everything in it looked up: tasks, service connections, variable groups, the agent queue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from emulator.job_protocol.expressions import Jobs
from emulator.job_protocol.jobs import Step, Variable
from emulator.job_protocol.microsoft_tasks import missing
from emulator.job_protocol.tasks import find_task
from emulator.services.azure_devops.model.pipelines.job_graph import ancestors, problems
from emulator.services.azure_devops.model.pipelines.known_variables import Known, refuse_condition
from emulator.services.azure_devops.model.pipelines.pipeline import AuthoredJob, AuthoredStep, Pipeline, PipelineInvalid

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.connections.endpoint import ServiceEndpoint
    from emulator.services.azure_devops.model.connections.endpoints import ServiceEndpoints
    from emulator.services.azure_devops.model.pipelines.definitions import Definition
    from emulator.services.azure_devops.model.pipelines.pools import Queue, Queues
    from emulator.services.azure_devops.model.pipelines.variable_groups import VariableGroup, VariableGroups
    from emulator.services.azure_devops.model.projects.projects import Project

NOT_AUTHORIZED = (
    "does not exist, has been disabled or has not been authorized for use. For authorization details, refer to "
    "https://aka.ms/yamlauthz."
)


@dataclass(frozen=True)
class ResolvedJob:
    authored: AuthoredJob
    steps: tuple[Step, ...]
    queue: Queue
    variables: dict[str, Variable] = field(repr=False)
    """Variables of the definition, the queue request, the groups and the file: the later wins. Expressions of the stage and
    of the job itself are still in them, since they may ask about jobs before this one."""


@dataclass(frozen=True)
class ResolvedPipeline:
    pipeline: Pipeline
    jobs: tuple[ResolvedJob, ...]
    endpoints: tuple[ServiceEndpoint, ...]
    groups: tuple[VariableGroup, ...]
    group_endpoints: tuple[ServiceEndpoint, ...]
    """Connections of groups that are linked to a vault: who may use the group may use them. No source confirms it."""
    variables: dict[str, Variable] = field(repr=False)
    """Variables of the definition, the queue request and the file's root."""
    runs: bool = True
    """False: the stage's condition does not hold."""

    @property
    def queue(self) -> Queue:
        """The queue of the first job, which is also what is said of the whole run."""
        return self.jobs[0].queue

    @property
    def all_endpoints(self) -> tuple[ServiceEndpoint, ...]:
        return tuple({one.id: one for one in (*self.endpoints, *self.group_endpoints)}.values())


class Resources:
    """Things that a pipeline may refer to by name, and the ids that its steps get."""

    def __init__(self, runtime: Runtime, endpoints: ServiceEndpoints, queues: Queues, variable_groups: VariableGroups) -> None:
        self.ids, self.endpoints, self.queues, self.variable_groups = runtime.ids, endpoints, queues, variable_groups


@dataclass
class Found:
    """Resources that the jobs of one pipeline refer to, so far."""

    endpoints: dict[str, ServiceEndpoint] = field(default_factory=dict)
    of_groups: dict[str, ServiceEndpoint] = field(default_factory=dict)
    groups: dict[int, VariableGroup] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    """Reasons why the pipeline cannot run."""


def resolve(
    resources: Resources,
    project: Project,
    definition: Definition,
    pipeline: Pipeline,
    at_queue: dict[str, Variable],
    predefined: dict[str, str],
) -> ResolvedPipeline:
    """:raises PipelineInvalid: something in the pipeline is not there."""
    by_definition = {name: Variable(one.value or "", one.is_secret) for name, one in definition.variables.items()} | at_queue
    of_root = (resources.variable_groups.named(project, name) for name in pipeline.root_groups)
    shared = {name: Variable(one.value or "") for group in of_root if group for name, one in group.variables.items()}
    own = {name: Variable(value) for name, value in predefined.items()}
    known = Known(own | by_definition | shared | pipeline.root_variables)
    found = Found(reasons=problems(pipeline))
    resolution = Resolution(resources, project, definition, found, known)
    jobs = [] if found.reasons else [resolution.job(pipeline, job, by_definition) for job in pipeline.jobs]
    if found.reasons:
        raise PipelineInvalid(*found.reasons)
    refuse_condition("The pipeline", pipeline.stage_condition)
    of_root_only = by_definition | pipeline.root_variables
    at_root = Known(own | shared | of_root_only)
    results = at_root.with_results(of_root_only)
    return ResolvedPipeline(
        pipeline,
        tuple(replace(job, variables=_evaluated(job, results, own, pipeline)) for job in jobs),
        tuple(found.endpoints.values()),
        tuple(found.groups.values()),
        tuple(found.of_groups.values()),
        results,
        runs=at_root.holds(pipeline.stage_condition),
    )


def _evaluated(job: ResolvedJob, root: dict[str, Variable], own: dict[str, Variable], pipeline: Pipeline) -> dict[str, Variable]:
    """The job's variables with those of the root evaluated, which is done once, when the run is queued.

    :raises PipelineInvalid: an expression or a condition that is none.
    """
    unchanged = {name for name, one in job.variables.items() if pipeline.root_variables.get(name) is one}
    variables = {name: root[name] if name in unchanged else one for name, one in job.variables.items()}
    before = Jobs.succeeded([one.name for one in ancestors(pipeline.jobs, job.authored)], job.authored.depends_on)
    Known(own | variables, before).with_results(variables)
    refuse_condition(f"Job {job.authored.name}", job.authored.condition, before)
    return variables


@dataclass
class Resolution:
    """Looks up what the jobs of one pipeline name."""

    resources: Resources
    project: Project
    definition: Definition
    found: Found
    known: Known

    def job(self, pipeline: Pipeline, job: AuthoredJob, variables: dict[str, Variable]) -> ResolvedJob:
        """:param variables: those that every job starts with."""
        steps = self._steps(job, job.steps, self.found.endpoints, set())
        downloads = []
        names = {step.name.lower() for step in steps}
        for name in job.groups:
            group = self.resources.variable_groups.named(self.project, name)
            if group is None:
                self.found.reasons.append(f"Variable group {name} could not be found. The variable group {NOT_AUTHORIZED}")
                continue
            self.found.groups[group.id] = group
            if group.is_linked:
                downloads += self._steps(job, (_download(group),), self.found.of_groups, names)
            else:
                variables = variables | {name: Variable(one.value or "", one.is_secret) for name, one in group.variables.items()}
        return ResolvedJob(job, (*downloads, *steps), self._queue(job), variables | job.variables)

    def _steps(
        self, job: AuthoredJob, steps: tuple[AuthoredStep, ...], endpoints: dict[str, ServiceEndpoint], names: set[str]
    ) -> list[Step]:
        """The steps with their connections by id; adds those to `endpoints` and the steps' names to `names`."""
        resolved = []
        for authored in steps:
            try:
                resolved.append(_step(self.resources, self.project, job, authored, endpoints, names, self.known))
            except PipelineInvalid as invalid:
                self.found.reasons += invalid.reasons
        return resolved

    def _queue(self, job: AuthoredJob) -> Queue:
        """The queue that the job names, hosted agents for a vmImage, else the definition's."""
        queues = self.resources.queues
        if job.pool is None:
            if job.vm_image and self.definition.is_yaml:
                return queues.hosted(self.project)
            return queues.get(self.project, self.definition.queue_id)
        found = queues.named(self.project, job.pool)
        if found is None:
            self.found.reasons.append(f"Could not find a pool with name {job.pool}. The pool {NOT_AUTHORIZED}")
        return found or queues.hosted(self.project)


def _download(group: VariableGroup) -> AuthoredStep:
    """The step that Azure Pipelines puts before a job's own for a linked group. No source confirms more than its name."""
    link = group.provider_data or {}
    inputs = {
        "ConnectedServiceName": str(link.get("serviceEndpointId") or ""),
        "KeyVaultName": str(link.get("vault") or ""),
        "SecretsFilter": ",".join(group.variables),
        "RunAsPreJob": "true",
    }
    return AuthoredStep("AzureKeyVault", "2", inputs, display_name=f"Download secrets: {group.name}")


def _step(
    resources: Resources,
    project: Project,
    job: AuthoredJob,
    authored: AuthoredStep,
    endpoints: dict[str, ServiceEndpoint],
    names: set[str],
    known: Known,
) -> Step:
    """The step with its connections by id; adds them to `endpoints` and its name to `names`."""
    task = find_task(authored.task, authored.version_spec)
    if task is None:
        raise PipelineInvalid(missing(authored.task, authored.version_spec, job.name))
    inputs = task.named(authored.inputs)
    if refused := task.refuse(inputs):
        raise PipelineInvalid(f"Job {job.name}: The local Azure does not emulate {refused} of {task.name}@{task.major}.")
    if authored.name and authored.name.lower() in names:
        # Text: Azure/data-landing-zone#53.
        raise PipelineInvalid(
            f"Job {job.name}: The step name {authored.name} appears more than once. Step names must be unique within a job."
        )
    name = authored.name or _free_name(task.name, names)
    names.add(name.lower())
    refuse_condition(f"Job {job.name}: Step {name}", authored.condition)
    for wanted in task.connection_inputs():
        if wanted.name not in inputs:
            if wanted.required:
                raise PipelineInvalid(
                    f"Job {job.name}: Step {name} input {wanted.name} is required, and no value was given for it."
                )
            continue
        inputs[wanted.name] = known.expand(inputs[wanted.name])
        found = resources.endpoints.usable_by_name_or_id(project, inputs[wanted.name])
        if found is None:
            raise PipelineInvalid(
                f"Job {job.name}: Step {name} input {wanted.name} references service connection "
                f"{inputs[wanted.name]} which could not be found. The service connection {NOT_AUTHORIZED}"
            )
        endpoints[found.id] = found
        inputs[wanted.name] = found.id
    return Step(
        id=resources.ids.guid(),
        name=name,
        display_name=authored.display_name or task.name,
        task_name=task.name,
        task_version=task.version,
        inputs=inputs,
        condition=authored.condition,
        enabled=authored.enabled,
        continue_on_error=authored.continue_on_error,
        env=authored.env,
        timeout_in_minutes=authored.timeout_in_minutes,
        retries=authored.retries,
        is_script=authored.is_script,
    )


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 0, name
    while free.lower() in taken:
        number += 1
        free = f"{name}{number}"
    return free
