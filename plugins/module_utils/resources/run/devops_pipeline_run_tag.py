# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tag of a run."""

from __future__ import annotations

import typing as t

from ...clients.devops.locations import RUN_TAGS
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import UsageError
from ...known_after_apply import is_unknown
from ..shared.devops_resource import CONNECTED, DevOpsResource


class DevOpsPipelineRunTag(DevOpsResource):
    """`{"project", "run", "tag"}` (docs/reference/azure_devops.md#build-tags)."""

    label = "run tag"
    key = "run_tag"
    spec = CONNECTED + ArgumentSpec(
        {
            "project": {"type": "str", "required": True},
            "run": {"type": "str", "required": True},
            "tag": {"type": "str", "required": True},
        }
    )

    def validate(self) -> None:
        super().validate()
        run, tag = self.options["run"], self.options["tag"]
        if not run.isdecimal() and not is_unknown(run):
            raise UsageError(f"run is {run!r}, but the id of a run is a number.", "Give pipeline_run.id of a run.")
        # Tags stand in addresses, and in lists with commas between them.
        if not tag.strip() or set(tag) & set("/,"):
            raise UsageError(f"tag is {tag!r}, but a tag is not empty and has no '/' or ','.", "Choose another tag.")

    @property
    def what(self) -> str:
        return f"the run {self.options['run']}"

    @property
    def _route(self) -> dict[str, t.Any]:
        return {"project": self.options["project"], "buildId": self.options["run"]}

    def read(self) -> Observed[list[str]] | Absent[list[str] | None]:
        """Looks among the run's tags; without the run there are none."""
        tags = self._tags()
        # The service does not tell the case of tags apart; no source confirms it.
        there = {tag.casefold() for tag in tags or []}
        return Observed(self._state(), tags or []) if self.options["tag"].casefold() in there else Absent(tags)

    def _tags(self) -> list[str] | None:
        if is_unknown(self.options["run"]):
            return None
        answer = self.devops.get(RUN_TAGS, f"read the tags of {self.what}", **self._route)
        return None if answer is None else list(answer["value"])

    def _state(self) -> State:
        return {name: self.options[name] for name in ("project", "run", "tag")}

    def desired(self, observed: Observed[list[str]] | Absent[list[str] | None]) -> State:
        return self._state()

    def create(self, desired: State, observed: Absent[list[str] | None]) -> State:
        """:raises UsageError: there is no such run."""
        if observed.raw is None:
            raise UsageError(f"There is no run {self.options['run']} in {self.options['project']}.", "Correct run or project.")
        self.devops.put(RUN_TAGS, f"tag {self.what}", None, tag=self.options["tag"], **self._route)
        return desired

    def delete(self, observed: Observed[list[str]]) -> None:
        self.devops.delete(RUN_TAGS, f"take a tag from {self.what}", tag=self.options["tag"], **self._route)
