# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects of an Azure DevOps organization."""

from __future__ import annotations

import functools
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.locations import PROCESSES, PROJECTS
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import State
from ...errors import ServiceError, Unreachable, UsageError
from ...known_after_apply import KNOWN_AFTER_APPLY
from ...wait import wait_for
from ..shared.devops_resource import CONNECTED, DevOpsResource
from ..shared.ownership import NOT_OURS, ONLY_MANAGED_AND_EMPTY, is_marked, marked, marked_as, others, unmarked
from .project_contents import things_in_project

WELL_FORMED = "wellFormed"
TAKEN = "TF200019"
"""Begins the service's text for a name that is in use (docs/reference/azure_devops.md#project-exists)."""


class DevOpsProject(DevOpsResource):
    """`{"id", "name", "description", "visibility", "process", "url", "web_url"}` (docs/reference/azure_devops.md#projects)."""

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

    def read(self) -> State | None:
        found = self._get(self.options["name"])
        return None if found is None else _state(found)

    def _get(self, name_or_id: str) -> Json | None:
        query = {"includeCapabilities": True}
        found: Json | None = self.devops.get(PROJECTS, f"read {self.what}", query=query, projectId=name_or_id)
        self._lifecycle = found["state"] if found else None
        self._description = (found or {}).get("description")
        return found

    _lifecycle: str | None = None
    _description: str | None = None
    """With the mark, which the state does not show."""

    def desired(self, current: State | None) -> State:
        """:raises UsageError: the process is unknown, or another than the project's."""
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

    def create(self, desired: State) -> State:
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
        current = self._settled()
        wanted = self.desired(current)
        return current if wanted == current else self.update(current, wanted)

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

    def _settled(self) -> State:
        """As soon as GET knows it, which may be seconds after the operation
        (docs/reference/azure_devops.md#project-shows-later)."""

        def probe() -> State | None:
            found = self._get(self.options["name"])
            return _state(found) if found is not None and found["state"] == WELL_FORMED else None

        return self._wait("to appear", probe)

    def _shown(self, desired: State) -> State:
        """As soon as GET shows what was asked for."""
        asked = ("description", "visibility")

        def probe() -> State | None:
            state = self.read()
            return (
                state if state and self._lifecycle == WELL_FORMED and all(state[one] == desired[one] for one in asked) else None
            )

        return self._wait("to show what was asked for", probe)

    def _wait(self, for_what: str, probe: t.Callable[[], State | None]) -> State:
        return wait_for(f"{self.what} {for_what}", probe, timeout=self.options["timeout"], report=self.context.reporter)

    def wait_until_usable(self, state: State) -> State:
        """Somebody else may be creating it right now."""
        return state if self._lifecycle == WELL_FORMED else self._settled()

    def update(self, current: State, desired: State) -> State:
        body = {name: desired[name] for name in ("description", "visibility") if desired[name] != current[name]}
        if "description" in body:
            body["description"] = marked_as(self._description, body["description"])
        operation = self.devops.patch(PROJECTS, f"change {self.what}", body, projectId=current["id"])
        self.devops.finish(operation, f"change {self.what}", self.options["timeout"])
        return self._shown(desired)

    def why_left(self, current: State) -> list[str]:
        if not is_marked(self._description):
            return [NOT_OURS]
        besides = self.options["ignoring"]
        return others(things_in_project(self.devops, current, besides), besides)

    def delete(self, current: State) -> None:
        operation = self.devops.delete(PROJECTS, f"delete {self.what}", projectId=current["id"])
        if operation is not None:
            self.devops.finish(operation, f"delete {self.what}", self.options["timeout"])

        def gone() -> bool | None:
            return True if self._get(current["id"]) is None else None

        wait_for(f"{self.what} to be gone", gone, timeout=self.options["timeout"], report=self.context.reporter)


def _state(found: t.Mapping[str, t.Any]) -> State:
    return {
        "id": found["id"],
        "name": found["name"],
        "description": unmarked(found.get("description")),
        "visibility": found["visibility"],
        "process": found["capabilities"]["processTemplate"]["templateName"],
        "url": found["url"],
        "web_url": found["_links"]["web"]["href"],
    }
