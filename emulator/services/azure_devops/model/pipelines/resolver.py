# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pipeline with everything in it looked up: tasks, service connections, variable groups, the agent queue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from emulator.job_protocol.expressions import ExpressionError, Surroundings, evaluated, text_of, truth
from emulator.job_protocol.jobs import Step, Variable
from emulator.job_protocol.tasks import find_task
from emulator.services.azure_devops.model.pipelines.pipeline import AuthoredStep, Pipeline, PipelineInvalid

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
class ResolvedPipeline:
    pipeline: Pipeline
    steps: tuple[Step, ...]
    endpoints: tuple[ServiceEndpoint, ...]
    groups: tuple[VariableGroup, ...]
    group_endpoints: tuple[ServiceEndpoint, ...]
    """Connections of groups that are linked to a vault: who may use the group may use them. No source confirms it."""
    queue: Queue
    variables: dict[str, Variable] = field(repr=False)
    """Variables of the definition, the queue request, the groups and the file: the later wins."""
    runs: bool = True
    """False: the condition of the stage or of the job does not hold."""

    @property
    def all_endpoints(self) -> tuple[ServiceEndpoint, ...]:
        return tuple({one.id: one for one in (*self.endpoints, *self.group_endpoints)}.values())


class Resources:
    """Things that a pipeline may refer to by name, and the ids that its steps get."""

    def __init__(self, runtime: Runtime, endpoints: ServiceEndpoints, queues: Queues, variable_groups: VariableGroups) -> None:
        self.ids, self.endpoints, self.queues, self.variable_groups = runtime.ids, endpoints, queues, variable_groups


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
    endpoints: dict[str, ServiceEndpoint] = {}
    of_groups: dict[str, ServiceEndpoint] = {}
    names: set[str] = set()
    reasons: list[str] = []
    steps = []
    for authored in pipeline.steps:
        try:
            steps.append(_step(resources, project, pipeline, authored, endpoints, names, known))
        except PipelineInvalid as invalid:
            reasons += invalid.reasons
    groups, downloads = [], []
    for name in pipeline.groups:
        group = resources.variable_groups.named(project, name)
        if group is None:
            reasons.append(f"Variable group {name} could not be found. The variable group {NOT_AUTHORIZED}")
            continue
        groups.append(group)
        if group.is_linked:
            try:
                downloads.append(_step(resources, project, pipeline, _download(group), of_groups, names, known))
            except PipelineInvalid as invalid:
                reasons += invalid.reasons
    queue = _queue(resources, project, definition, pipeline, reasons)
    if reasons:
        raise PipelineInvalid(*reasons)
    variables = by_definition
    for group in groups:
        if group.is_linked:
            continue
        variables |= {name: Variable(one.value or "", one.is_secret) for name, one in group.variables.items()}
    everything = variables | pipeline.variables
    known = Known(own | everything)
    everything = known.with_results(everything)
    return ResolvedPipeline(
        pipeline,
        (*downloads, *steps),
        tuple(endpoints.values()),
        tuple(groups),
        tuple(of_groups.values()),
        queue,
        everything,
        runs=all(holds(condition, known) for condition in pipeline.conditions),
    )


def holds(condition: str, known: Known) -> bool:
    """Whether a stage or a job runs when nothing has run before.

    :raises PipelineInvalid: no expression.
    """
    refuse_condition("The pipeline", condition)
    return truth(evaluated(condition, Surroundings(known.get, "succeeded")))


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


def _queue(resources: Resources, project: Project, definition: Definition, pipeline: Pipeline, reasons: list[str]) -> Queue:
    """The queue that the pipeline names, hosted agents for a vmImage, else the definition's."""
    if pipeline.pool is None:
        if pipeline.vm_image and definition.is_yaml:
            return resources.queues.hosted(project)
        return resources.queues.get(project, definition.queue_id)
    found = resources.queues.named(project, pipeline.pool)
    if found is None:
        reasons.append(f"Could not find a pool with name {pipeline.pool}. The pool {NOT_AUTHORIZED}")
    return found or resources.queues.hosted(project)


def _step(
    resources: Resources,
    project: Project,
    pipeline: Pipeline,
    authored: AuthoredStep,
    endpoints: dict[str, ServiceEndpoint],
    names: set[str],
    known: Known,
) -> Step:
    """The step with its connections by id; adds them to `endpoints` and its name to `names`."""
    task = find_task(authored.task, authored.version_spec)
    if task is None:
        raise PipelineInvalid(
            f"A task is missing. The pipeline references a task called '{authored.task}'. This usually indicates the "
            "task isn't installed, and you may be able to install it from the Marketplace: "
            f"https://marketplace.visualstudio.com. (Task version {authored.version_spec}, job '{pipeline.job}', step ''.)"
        )
    inputs = task.named(authored.inputs)
    name = authored.name or _free_name(task.name, names)
    names.add(name.lower())
    refuse_condition(f"Job {pipeline.job}: Step {name}", authored.condition)
    for wanted in task.connection_inputs():
        if wanted.name not in inputs:
            if wanted.required:
                raise PipelineInvalid(
                    f"Job {pipeline.job}: Step {name} input {wanted.name} is required, and no value was given for it."
                )
            continue
        inputs[wanted.name] = known.expand(inputs[wanted.name])
        found = resources.endpoints.usable_by_name_or_id(project, inputs[wanted.name])
        if found is None:
            raise PipelineInvalid(
                f"Job {pipeline.job}: Step {name} input {wanted.name} references service connection "
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


def refuse_condition(place: str, condition: str) -> None:
    """:raises PipelineInvalid: no expression (text: MicrosoftDocs/azure-devops-docs#6024)."""
    try:
        evaluated(condition.strip() or "succeeded()", Surroundings(lambda _name: "", "succeeded"))
    except ExpressionError as error:
        raise PipelineInvalid(f"{place} specifies condition {condition} which is not valid. Reason: {error}") from error


class Known:
    """Variables that have a value when a run is queued, by names in any case."""

    def __init__(self, variables: Mapping[str, Variable]) -> None:
        self._values = {name.lower(): one.value for name, one in variables.items()}

    def get(self, name: str) -> str | None:
        return self._values.get(name.lower())

    def expand(self, text: str) -> str:
        """Puts in what `$(name)` stands for; an unknown name stays as it is written."""
        return re.sub(r"\$\(([^()]+)\)", lambda macro: self._values.get(macro[1].lower(), macro[0]), text)

    def with_results(self, variables: Mapping[str, Variable]) -> dict[str, Variable]:
        """The variables with the results of those that are an expression, `$[ ]`.

        :raises PipelineInvalid: one that is none.
        """
        results = {}
        for name, one in variables.items():
            found = re.fullmatch(r"\s*\$\[(.*)\]\s*", one.value, re.DOTALL)
            if found:
                try:
                    value = text_of(evaluated(found[1], Surroundings(self.get)))
                except ExpressionError as error:
                    raise PipelineInvalid(f"The expression of variable {name} is not valid. Reason: {error}") from error
                self._values[name.lower()] = value
                results[name] = Variable(value, one.is_secret, one.is_read_only)
            else:
                results[name] = one
        return results


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 0, name
    while free.lower() in taken:
        number += 1
        free = f"{name}{number}"
    return free
