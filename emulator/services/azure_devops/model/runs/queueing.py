# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds from a request or a push: the checks before them, and those that fail at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.errors import DevOpsError
from emulator.services.azure_devops.errors.git import no_such_repository
from emulator.services.azure_devops.model.git.store import HEADS
from emulator.services.azure_devops.model.pipelines.pipeline import PipelineInvalid
from emulator.services.azure_devops.model.pipelines.resolver import ResolvedPipeline
from emulator.services.azure_devops.model.runs.build_numbers import build_number
from emulator.services.azure_devops.model.runs.builds import Build, Builds
from emulator.services.azure_devops.model.runs.runs import Runs
from emulator.services.azure_devops.model.runs.skipping import skips_runs
from emulator.services.azure_devops.model.runs.sources import PipelineSources
from emulator.services.azure_devops.model.runs.timeline import lay_out

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.connections.checks import Checks
    from emulator.services.azure_devops.model.git.repositories import RefUpdate, Repository
    from emulator.services.azure_devops.model.pipelines.definitions import Definition, Definitions
    from emulator.services.azure_devops.model.projects.build_settings import BuildSettings
    from emulator.services.azure_devops.model.projects.projects import Projects
    from emulator.services.entra.model.principals import Principal

NOT_SETTABLE = (
    "See https://aka.ms/AzPipelines/SettingVariablesAtQueueTime - You can't set the following variables ({names}). If you want "
    "to be able to set these variables, then edit the pipeline and select Settable at queue time on the variables tab of the "
    "pipeline editor."
)
ALWAYS_SETTABLE = {"system.debug"}


class Queueing:
    """Makes builds, and hands them to the runs."""

    def __init__(
        self,
        runtime: Runtime,
        runs: Runs,
        *,
        sources: PipelineSources,
        projects: Projects,
        definitions: Definitions,
        builds: Builds,
        settings: BuildSettings,
        checks: Checks,
    ) -> None:
        self.runtime, self.runs, self.sources = runtime, runs, sources
        self.projects, self.definitions, self.builds = projects, definitions, builds
        self.settings, self.checks = settings, checks

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
        predefined = self.sources.predefined(definition, repository, ref, commit, "manual", requester)
        bound = self.sources.bound(definition, repository, commit, variables, predefined, template_parameters)
        self._refuse_checks(definition, bound)
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

    def _refuse_checks(self, definition: Definition, bound: ResolvedPipeline) -> None:
        """:raises PipelineInvalid: a check would hold the run up, which is not emulated."""
        needed = [("endpoint", one.id) for one in bound.endpoints]
        needed += [("variablegroup", str(one.id)) for one in bound.groups]
        if any(not one.is_disabled for one in self.checks.on(definition.project_id, needed)):
            raise PipelineInvalid("The local Azure does not emulate runs that use a resource with checks.")

    def triggered(self, repository: Repository, update: RefUpdate, pusher: Principal) -> None:
        """Runs of the definitions that watch the branch; what cannot run fails at once, for all to see."""
        if not update.name.startswith(HEADS) or skips_runs(_message(repository, update.new)):
            return
        for definition in self.definitions.of_repository(repository):
            if definition.queue_status == "disabled":
                continue
            try:
                trigger = self.sources.trigger(definition, repository, update.new)
                bound = None
                if trigger and trigger.fires(update.name):
                    own = self.sources.predefined(definition, repository, update.name, update.new, "individualCI", pusher)
                    bound = self.sources.bound(definition, repository, update.new, {}, own)
                    self._refuse_checks(definition, bound)
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
            known = self.sources.predefined(definition, repository, ref, commit, reason, requester)
            known["Build.BuildId"] = str(build.id)
            shorter = {name.removeprefix("Build."): value for name, value in known.items()}
            variables |= {name.lower(): value for name, value in (shorter | known).items()}
            build.number = build_number(pattern, datetime.fromtimestamp(build.queued_at, UTC), variables, siblings)
        if definition.is_yaml:
            text = self.sources.yaml(definition, self.definitions.repository(definition), commit)
            build.log(text.splitlines(), build.queued_at)
        lay_out(build, bound, self.runtime.ids, bool(definition.is_yaml and self.runs.waits_for(build)))
        self.runs.begin(build)
        return build

    def _fail_to_begin(self, definition: Definition, update: RefUpdate, pusher: Principal, reasons: list[str]) -> Build:
        project = self.projects.get(definition.project_id)
        queue = self.sources.resources.queues.get(project, definition.queue_id)
        build = self.builds.add(definition, queue, "individualCI", pusher, update.name, update.new, None, None)
        build.problems = reasons
        self.runs.finish(build, "failed", "failed")
        return build


def _message(repository: Repository, commit: str) -> str:
    return str(repository.git.commit(commit).message.decode(errors="replace"))
