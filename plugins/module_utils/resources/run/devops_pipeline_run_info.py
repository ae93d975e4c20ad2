# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The newest runs of a pipeline."""

from __future__ import annotations

from ...clients.devops.builds import BuildsClient
from ...clients.devops.client import Json
from ...clients.devops.lookup import existing_project, full_ref, missing_in_project, pipeline_ids
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ...errors import UsageError
from ..shared.devops_resource import InOrganization
from .state import state_of

RESULTS = ["succeeded", "partiallySucceeded", "failed", "canceled"]
MOST = 1000
"""Runs that one task may ask for; each takes a request for its artifacts."""


class DevOpsPipelineRunInfo(InOrganization, Info):
    """Lists those of one pipeline, the newest first, or the one of an id. Variables, which may be secret, are in none of them."""

    never_empty = (("pipeline", "Give a name or a number."), ("branch", "Give a name, or leave it out."))
    key = "pipeline_runs"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "pipeline": {"type": "str"},
                "folder": {"type": "str"},
                "branch": {"type": "str", "aliases": ["ref"]},
                "result": {"type": "str", "choices": RESULTS},
                "limit": {"type": "int", "default": 10},
                "run": {"type": "str", "aliases": ["run_id", "build_id"]},
            },
            required_one_of=(("pipeline", "run"),),
            mutually_exclusive=(("pipeline", "run"),),
            required_by={"folder": ["pipeline"], "branch": ["pipeline"], "result": ["pipeline"]},
        )
    )

    @property
    def builds(self) -> BuildsClient:
        return BuildsClient(self.devops, self.options["project"])

    def validate(self) -> None:
        super().validate()
        run, limit = self.options.get("run"), self.options["limit"]
        if run is not None and not run.isdecimal():
            raise UsageError(f"run is {run!r}, but the id of a run is a number.", "Give pipeline_run.id of a run.")
        if not 1 <= limit <= MOST:
            raise UsageError(f"limit is {limit}, but it is 1 to {MOST}.", "Correct limit.")

    def gather(self) -> list[State]:
        """:raises UsageError: there is no such project or pipeline."""
        return [self._state(one) for one in self._found()]

    def _found(self) -> list[Json]:
        project, run, name = self.options["project"], self.options.get("run"), self.options.get("pipeline")
        if run is not None:
            build = self.builds.numbered(run)
            if build is None:
                existing_project(self.devops, project)
            return [build] if build else []
        pipeline = pipeline_ids(self.devops, project, str(name), self.options.get("folder"))
        if pipeline is None:
            remedy = "Create it first (vaultpipe.azure.devops_pipeline), or correct pipeline and folder."
            raise missing_in_project(self.devops, project, f"pipeline {name}", remedy)
        branch = full_ref(self.options["branch"]) if self.options.get("branch") else None
        return self.builds.some(dict(pipeline), branch, self.options.get("result"), self.options["limit"])

    def _state(self, build: Json) -> State:
        state = {name: value for name, value in state_of(build).items() if name != "adopted"}
        names = sorted(one["name"] for one in self.builds.artifacts(build))
        return {**state, "pipeline": build["definition"]["name"], "queued": build.get("queueTime"), "artifacts": names}
