# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of a pipeline, as something that is there or not."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import time

from ...clients.devops.builds import LOOKED_AT, BuildsClient
from ...clients.devops.client import Json
from ...clients.devops.lookup import short_branch
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import ServiceError, Unreachable, UsageError, VaultpipeError, sentence_case
from ...known_after_apply import KNOWN_AFTER_APPLY
from ...lock import exclusive
from ..shared.devops_resource import DevOpsResource
from .artifact import RunArtifact
from .failure import failure_of
from .following import RunFollower
from .inputs import RunInputs
from .remedies import remedy_of
from .secret_age import SECRETS, SecretAges, SecretMissing, parse_timestamp
from .state import state_of
from .target import RunTarget

UNDER_WAY = ("notStarted", "inProgress", "postponed")
OF_THE_SERVICE = ("id", "number", "url", "commit", "reason", "started", "finished")


@dataclasses.dataclass(frozen=True)
class RunReading:
    """The outcome of a look at a pipeline's runs and secrets."""

    present: Json | None = None
    """The run that is there."""
    not_before: datetime.datetime | None = None
    """Time at which the newest version of the secrets was made."""
    missing_secret: SecretMissing | None = None


class DevOpsPipelineRun(DevOpsResource):
    """A run of a pipeline.

    It is present when the newest succeeded run of the pipeline is of the branch's newest commit (a classic pipeline's: also of
    its newest steps), began after the newest version of every secret that it reads, and still has its artifact.
    """

    never_empty = (("pipeline", "Give a name or a number."),)
    label = "pipeline run"
    key = "pipeline_run"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "pipeline": {"type": "str", "required": True},
                "folder": {"type": "str"},
                "branch": {"type": "str", "aliases": ["ref"]},
                "run": {"type": "str", "choices": ["when_needed", "always", "never"], "default": "when_needed"},
                "variables": {"type": "dict", "default": {}},
                "parameters": {"type": "dict", "default": {}},
                "accept_partial": {"type": "bool", "default": False},
                "secrets": SECRETS,
                "required_tags": {"type": "list", "elements": "str", "default": []},
                "artifact": {"type": "str"},
                "artifact_dir": {"type": "path"},
                "timeout": {"type": "int", "default": 3600},
            },
            required_by={"artifact_dir": ["artifact"]},
        )
    )

    @functools.cached_property
    def builds(self) -> BuildsClient:
        return BuildsClient(self.devops, self.options["project"])

    @functools.cached_property
    def target(self) -> RunTarget:
        return RunTarget(self.options, self.devops)

    @functools.cached_property
    def artifact(self) -> RunArtifact:
        return RunArtifact(self.options, self.builds)

    @functools.cached_property
    def inputs(self) -> RunInputs:
        return RunInputs(self.options)

    @functools.cached_property
    def secrets(self) -> SecretAges:
        return SecretAges(self.options.get("secrets") or [], self.context)

    def validate(self) -> None:
        super().validate()
        self.artifact.validate()

    # -- reading ------------------------------------------------------------------------------------------------------

    def read(self) -> Observed[RunReading] | Absent[RunReading]:
        if self.target.definition is None:
            return Absent(RunReading())
        if self.options["run"] == "never":
            if not self._newest:
                return Absent(RunReading())
            newest = self._newest[0]
            return Observed({**state_of(newest), "artifact": self.artifact.shown(None)}, RunReading(newest))
        try:
            not_before = self.secrets.newest()
        except SecretMissing as error:
            return Absent(RunReading(missing_secret=error))
        absent = RunReading(not_before=not_before)
        if self.options["run"] == "always":
            return Absent(absent)
        build = self._newest_accepted(self.target.definition)
        if build is None or not self._counts(build, not_before) or not self.artifact.is_there(build):
            return Absent(absent)
        return Observed({**state_of(build), "artifact": self.artifact.here(build)}, RunReading(build, not_before))

    @property
    def _accepted(self) -> tuple[str, ...]:
        """Results that count as success."""
        return ("succeeded", "partiallySucceeded") if self.options["accept_partial"] else ("succeeded",)

    def _newest_accepted(self, definition: Json) -> Json | None:
        """The newest run with an accepted result and the parameters."""
        branch, tags = self.target.branch, self.options["required_tags"]
        most = LOOKED_AT if self.inputs.parameters else 1
        found = [one for result in self._accepted for one in self.builds.newest_of(definition, branch, result, tags, most)]
        return max((one for one in found if self.inputs.parametrized(one)), key=lambda one: int(one["id"]), default=None)

    @functools.cached_property
    def _newest(self) -> list[Json]:
        return self.builds.newest(self.target.require(), self.target.branch)

    def _counts(self, build: Json, not_before: datetime.datetime | None) -> bool:
        """Tells whether it is of the newest commit and reads, or will read, the newest secrets."""
        if build["sourceVersion"] != self.target.head or not self.target.describes(build):
            return False
        started = parse_timestamp(build.get("startTime"))
        return started is None or not_before is None or started >= not_before

    def _planned(self, reading: RunReading) -> Json | None:
        """The run to adopt, as far as the plan knows."""
        return None if self.target.definition is None else self._adoptable(self._newest, reading)

    def _adoptable(self, newest: list[Json], reading: RunReading) -> Json | None:
        """A run under way that will be what is wanted, such as the one that our own push has started."""
        if self.options["run"] != "when_needed" or reading.missing_secret is not None:
            return None
        under_way = (one for one in newest if one["status"] in UNDER_WAY and self._carries_tags(one) and self.inputs.equal(one))
        return next((build for build in under_way if self._counts(build, reading.not_before)), None)

    def _carries_tags(self, build: Json) -> bool:
        return {tag.casefold() for tag in self.options["required_tags"]} <= {tag.casefold() for tag in build.get("tags") or []}

    @property
    def what(self) -> str:
        return f"the pipeline {self.options['pipeline']} of {self.options['project']}"

    # -- planning -----------------------------------------------------------------------------------------------------

    def desired(self, observed: Observed[RunReading] | Absent[RunReading]) -> State | None:
        """Plans a run; None when nothing is there and nothing is to run."""
        if self.options["run"] == "never":
            return observed.state
        if isinstance(observed, Observed) and observed.raw.present is not None:
            return {**observed.state, "artifact": self.artifact.whole(observed.raw.present)}
        planned = self._planned(observed.raw)
        known: State = state_of(planned) if planned else {}
        return {
            **dict.fromkeys(OF_THE_SERVICE, KNOWN_AFTER_APPLY),
            **{name: value for name, value in known.items() if value is not None},
            "branch": self.target.branch if self.target.definition else KNOWN_AFTER_APPLY,
            "state": "completed",
            "result": KNOWN_AFTER_APPLY if self.options["accept_partial"] else "succeeded",
            "artifact": self.artifact.shown(KNOWN_AFTER_APPLY),
            "adopted": bool(known),
        }

    def action(self, observed: Observed[RunReading] | Absent[RunReading], desired: State) -> str:
        if isinstance(observed, Observed):
            return "download"
        return "adopt" if self._planned(observed.raw) else "run"

    # -- running ------------------------------------------------------------------------------------------------------

    def create(self, desired: State, observed: Absent[RunReading]) -> State:
        """Runs, or follows what runs, to its end.

        :raises RunFailed: it did not succeed.
        """
        reading = observed.raw
        self._refuse_impossible(reading)
        # Nothing keeps two from queueing the same run, so whoever had to wait looks again.
        with exclusive(self.what, f"other tasks to start {self.what}", self.context.reporter):
            newest = self.builds.newest(self.target.require(), self.target.branch)
            adopted = self._adoptable(newest, reading)
            if adopted is None:
                reading = self.read().raw  # what was under way may have ended
                adopted = reading.present
            started = adopted or self._queued(newest, reading.not_before)
        follower = RunFollower(self.builds, started, self.options["pipeline"], self.context.reporter)
        ended = follower.follow(self.options["timeout"])
        state = {**state_of(ended), "adopted": adopted is not None, "artifact": self.artifact.shown(None)}
        if ended.get("result") not in self._accepted:
            raise failure_of(self.builds, ended, follower.what, state)
        if not self.artifact.is_there(ended):
            raise VaultpipeError(
                f"{sentence_case(follower.what)} succeeded, but published no artifact {self.artifact.name}.",
                "Correct artifact, or let a step publish it (PublishBuildArtifacts@1).",
                pipeline_run=state,
            )
        self.artifact.unpack(ended)
        return {**state, "artifact": self.artifact.whole(ended)}

    def _refuse_impossible(self, reading: RunReading) -> None:
        """:raises UsageError: no pipeline or branch, or a secret gives no value, which the run itself might not even notice."""
        self.target.require()
        self.target.refuse_stopped()
        if reading.missing_secret is not None:
            raise reading.missing_secret
        if self.options["run"] == "when_needed" and self.target.head is None:
            if not self.options.get("branch"):
                raise UsageError(
                    f"The pipeline's own branch is {short_branch(self.target.branch)!r}, but its repository has no such branch, "
                    "as when the default branch was renamed.",
                    "Give the pipeline the branch that is there (vaultpipe.azure.devops_pipeline with branch), or set branch.",
                )
            raise UsageError(
                f"branch is {short_branch(self.target.branch)!r}, but the pipeline's repository has no such branch.",
                "Correct branch, or push it first (vaultpipe.azure.devops_repository).",
            )
        if self.secrets.disabled:
            raise UsageError(
                f"The pipeline reads {', '.join(self.secrets.disabled)}, disabled in its newest version, so it gives no value.",
                "Enable it (vaultpipe.azure.keyvault_secret with enabled: true), or take it out of secrets.",
            )

    def _queued(self, newest: list[Json], not_before: datetime.datetime | None) -> Json:
        """Queues a run; after a lost answer the run that is there and was not before counts
        (docs/reference/azure_devops.md#lost-answers)."""
        if not_before is not None:
            # Secrets count whole seconds: a run that begins in the same one could not be told from one before it.
            ahead = not_before - datetime.datetime.now(datetime.timezone.utc)
            time.sleep(min(max(ahead.total_seconds(), 0.0), 1.0))
        definition, branch = self.target.require(), self.target.branch
        before = {one["id"] for one in newest}
        try:
            return self.builds.queue(definition, branch, self.inputs.variables, self.inputs.parameters)
        except Unreachable:
            newest = self.builds.newest(definition, branch)
            fresh = [one for one in newest if one["id"] not in before and self.inputs.equal(one)]
            if not fresh:
                raise
            return fresh[0]
        except ServiceError as error:
            raise error.with_remedy(error.remedy or remedy_of(error.said)) from error

    def update(self, observed: Observed[RunReading], desired: State) -> State:
        """Unpacks the files that are missing on this machine; the run is there."""
        if observed.raw.present is not None:
            self.artifact.unpack(observed.raw.present)
        return desired
