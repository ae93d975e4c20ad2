# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects of an Azure DevOps organization."""

from __future__ import annotations

import functools
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.locations import PROCESSES, PROJECTS
from ...clients.devops.lookup import find_project
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import ServiceError, Unreachable, UsageError
from ...known_after_apply import KNOWN_AFTER_APPLY
from ...wait import wait_for
from ..shared.devops_resource import CONNECTED, DevOpsResource
from ..shared.ownership import NOT_OURS, ONLY_MANAGED_AND_EMPTY, is_marked, marked, marked_as, others, unmarked
from .project_contents import things_in_project

T = t.TypeVar("T")

WELL_FORMED = "wellFormed"
TAKEN = "TF200019"
"""Begins the service's text for a name that is in use (docs/reference/azure_devops.md#project-exists)."""


class ProjectState(t.TypedDict):
    id: str
    name: str
    description: str
    visibility: str
    process: str
    url: str
    web_url: str


class DevOpsProject(DevOpsResource):
    """A project (docs/reference/azure_devops.md#projects)."""

    without_slash = ("name",)
    label = "project"
    key = "project"
    spec = (
        CONNECTED
        + ONLY_MANAGED_AND_EMPTY
        + ArgumentSpec(
            {
                "name": {"type": "str", "required": True, "aliases": ["project"]},
                "description": {"type": "str"},
                "visibility": {"type": "str", "choices": ["private", "public"]},
                "process": {"type": "str"},
                "timeout": {"type": "int", "default": 300},
            }
        )
    )

    def read(self) -> Observed[Json] | Absent[None]:
        project = self._get(self.options["name"])
        return Absent(None) if project is None else Observed(state_of(project), project)

    def _get(self, name_or_id: str) -> Json | None:
        return find_project(self.devops, name_or_id, {"includeCapabilities": True})

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        """:raises UsageError: the process is unknown, or another than the project's."""
        current = observed.state
        given = self.given("description", "visibility")
        if current is None:
            return {
                "id": KNOWN_AFTER_APPLY,
                "name": self.options["name"],
                "description": "",
                "visibility": "private",
                "process": self._process["name"],
                "url": KNOWN_AFTER_APPLY,
                "web_url": KNOWN_AFTER_APPLY,
                **given,
            }
        wanted = self.options.get("process")
        if wanted and current["process"] not in (wanted, self._process["name"]):
            raise UsageError(
                f"process is {wanted!r}, but {self.what} has the process {current['process']}, and changing it changes its work "
                "items.",
                "Leave process out, or change the process in the organization's settings.",
            )
        return {**current, **given}

    @functools.cached_property
    def _process(self) -> Json:
        """The process that is asked for, by name or id; without one the organization's default.

        :raises UsageError: there is none of that name; names those that there are.
        """
        wanted = self.options.get("process")
        processes = self.devops.list(PROCESSES, "list the processes of the organization")
        for process in processes:
            if wanted.lower() in (process["name"].lower(), process["id"]) if wanted else process["isDefault"]:
                return process
        names = ", ".join(sorted(process["name"] for process in processes))
        raise UsageError(f"process is {wanted!r}, but the organization has {names}.", "Choose one of them.")

    def create(self, desired: State, observed: Absent[None]) -> State | Observed[Json]:
        body = {
            "name": desired["name"],
            "description": marked(desired["description"]),
            "visibility": desired["visibility"],
            "capabilities": {
                "versioncontrol": {"sourceControlType": "git"},
                "processTemplate": {"templateTypeId": self._process["id"]},
            },
        }
        operation = self._started(body)
        if operation is not None:
            self.devops.finish(operation, f"create {self.what}", self.options["timeout"])
            return self._shown(desired)
        return self._well_formed()

    def _started(self, body: Json) -> Json | None:
        """The operation that creates the project; None when the name is taken meanwhile, by us or by somebody else.

        After a lost answer it is sent again: names are unique, so that this never makes a second one.
        """
        for sent_before in (False, True):
            try:
                operation: Json = self.devops.post(PROJECTS, f"create {self.what}", body)
                return operation
            except Unreachable:
                if sent_before:
                    raise
            except ServiceError as error:
                if TAKEN not in error.said:
                    raise
                break
        return None

    def _well_formed(self) -> Observed[Json]:
        """The project as soon as GET knows it, which may be seconds after the operation
        (docs/reference/azure_devops.md#project-shows-later)."""

        def probe() -> Observed[Json] | None:
            observed = self.read()
            return observed if isinstance(observed, Observed) and observed.raw["state"] == WELL_FORMED else None

        return self._wait("to appear", probe)

    def _shown(self, desired: State) -> State:
        """The state as soon as GET shows what was asked for."""

        def probe() -> State | None:
            observed = self.read()
            if isinstance(observed, Absent) or observed.raw["state"] != WELL_FORMED:
                return None
            state = observed.state
            return state if all(state[field] == desired[field] for field in ("description", "visibility")) else None

        return self._wait("to show what was asked for", probe)

    def _wait(self, for_what: str, probe: t.Callable[[], T | None]) -> T:
        return wait_for(f"{self.what} {for_what}", probe, timeout=self.options["timeout"], report=self.context.reporter)

    def wait_until_usable(self, state: State, observed: Observed[Json] | Absent[None]) -> State:
        """Waits for a project that somebody else is creating right now."""
        if isinstance(observed, Absent) or observed.raw["state"] == WELL_FORMED:
            return state
        return self._well_formed().state

    def update(self, observed: Observed[Json], desired: State) -> State:
        current = observed.state
        body = {name: desired[name] for name in ("description", "visibility") if desired[name] != current[name]}
        if "description" in body:
            body["description"] = marked_as(observed.raw.get("description"), body["description"])
        operation = self.devops.patch(PROJECTS, f"change {self.what}", body, projectId=current["id"])
        self.devops.finish(operation, f"change {self.what}", self.options["timeout"])
        return self._shown(desired)

    def why_left(self, observed: Observed[Json]) -> list[str]:
        if not is_marked(observed.raw.get("description")):
            return [NOT_OURS]
        besides = self.options["ignoring"]
        return others(things_in_project(self.devops, observed.state, besides), besides)

    def delete(self, observed: Observed[Json]) -> None:
        current = observed.state
        operation = self.devops.delete(PROJECTS, f"delete {self.what}", projectId=current["id"])
        if operation is not None:
            self.devops.finish(operation, f"delete {self.what}", self.options["timeout"])

        def gone() -> bool | None:
            return True if self._get(current["id"]) is None else None

        wait_for(f"{self.what} to be gone", gone, timeout=self.options["timeout"], report=self.context.reporter)


def state_of(found: t.Mapping[str, t.Any]) -> ProjectState:
    return {
        "id": found["id"],
        "name": found["name"],
        "description": unmarked(found.get("description")),
        "visibility": found["visibility"],
        "process": found["capabilities"]["processTemplate"]["templateName"],
        "url": found["url"],
        "web_url": found["_links"]["web"]["href"],
    }
