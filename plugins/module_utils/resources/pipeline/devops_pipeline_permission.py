# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of pipelines to use a resource; those of several are read and written by one request."""

from __future__ import annotations

import functools
import time
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.locations import PIPELINE_PERMISSIONS
from ...clients.devops.lookup import find_pipelines, missing_in_project, pipeline_ids
from ...clients.devops.pipeline_permissions import granted_in
from ...clients.devops.service_endpoints import ADMINISTRATOR, USER, asking_for
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import UsageError
from ...known_after_apply import KNOWN_AFTER_APPLY
from ...wait import wait_for
from ..shared.devops_resource import CONNECTED, DevOpsResource
from .protected_resources import LABELS, find_resource_id

SEND_EVERY = 5.0
"""Seconds after which a change that does not show is sent once more; not sooner, since each is an entry in the audit log."""


class DevOpsPipelinePermission(DevOpsResource):
    """`{"project", "resource_type", "resource", "resource_id", "pipeline", "pipeline_id", "all_pipelines"}`
    (docs/reference/azure_devops.md#pipeline-permissions)."""

    never_empty = (("resource", "Give a name."), ("pipeline", "Give a name."))
    label = "pipeline permission"
    key = "pipeline_permission"
    spec = CONNECTED + ArgumentSpec(
        {
            "project": {"type": "str", "required": True},
            "resource_type": {"type": "str", "required": True, "choices": sorted(LABELS)},
            "resource": {"type": "str", "required": True},
            "pipeline": {"type": "str"},
            "pipelines": {"type": "list", "elements": "str"},
            "folder": {"type": "str"},
            "all_pipelines": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 60},
        },
        mutually_exclusive=(("pipeline", "pipelines"),),
        required_if=(("all_pipelines", False, ("pipeline", "pipelines"), True),),
    )

    @property
    def what(self) -> str:
        return f"the {LABELS[self.options['resource_type']]} {self.options['resource']}"

    @property
    def who(self) -> str:
        if self.options["all_pipelines"]:
            return "all pipelines"
        return f"the pipeline{'s' if self._several else ''} {', '.join(self._names)}"

    @property
    def _several(self) -> bool:
        return self.options.get("pipelines") is not None

    @property
    def _names(self) -> list[str]:
        """The pipelines as the options name them; none where it is about all."""
        named = self.options["pipelines"] if self._several else [self.options.get("pipeline")]
        return [name for name in dict.fromkeys(named) if name]

    def validate(self) -> None:
        super().validate()
        if self._several and not (self._names and all(name.strip() for name in self.options["pipelines"])):
            raise UsageError("pipelines is empty, or has an empty name.", "Give names.")
        given = "pipelines" if self._several else "pipeline"
        if self.options["all_pipelines"] and self.options.get(given):
            raise UsageError(
                f"{given} is {self.options[given]!r} and all_pipelines is true, but a permission is for "
                f"{'those' if self._several else 'one'} or for all.",
                "Leave one of them out.",
            )

    @functools.cached_property
    def _resource_id(self) -> str | None:
        return find_resource_id(self.devops, self.options["project"], self.options["resource_type"], self.options["resource"])

    @functools.cached_property
    def _pipelines(self) -> dict[str, t.Any]:
        """The pipelines with their ids, or None, as the options name them."""
        project, folder = self.options["project"], self.options.get("folder")
        if self._several:
            return find_pipelines(self.devops, project, self._names, folder)
        return {name: pipeline_ids(self.devops, project, name, folder) for name in self._names}

    def read(self) -> Observed[Json] | Absent[None]:
        there = [name for name, pipeline in self._pipelines.items() if pipeline] if self._resource_id else []
        if self._resource_id is None or not (there or self.options["all_pipelines"]):
            return Absent(None)
        answer = self._granted()
        everyone, ids = granted_in(answer)
        if self.options["all_pipelines"]:
            return Observed(self._state(True, []), answer) if everyone else Absent(None)
        allowed = [name for name in there if self._pipelines[name]["id"] in ids]
        if everyone:
            self.context.warn(f"All pipelines of the project {self.options['project']} may use {self.what}.")
            allowed = there if self.options["state"] == "present" else allowed
        return Observed(self._state(everyone, allowed), answer) if allowed else Absent(None)

    def _granted(self) -> Json:
        return t.cast(Json, self.devops.get(PIPELINE_PERMISSIONS, f"read who may use {self.what}", **self._route) or {})

    @property
    def _route(self) -> Json:
        return {
            "project": self.options["project"],
            "resourceType": self.options["resource_type"],
            "resourceId": self._resource_id,
        }

    def _state(self, everyone: bool, names: t.Iterable[str]) -> State:
        """:param names: the pipelines that may use it, as the options name them."""
        pipelines = [self._shown(name) for name in names]
        one = pipelines[0] if pipelines and not self._several else {"name": None, "id": None}
        return {
            "project": self.options["project"],
            "resource_type": self.options["resource_type"],
            "resource": self.options["resource"],
            "resource_id": self._resource_id or KNOWN_AFTER_APPLY,
            "pipeline": one["name"],
            "pipeline_id": one["id"],
            **({"pipelines": pipelines} if self._several else {}),
            "all_pipelines": everyone,
        }

    def _shown(self, name: str) -> Json:
        pipeline = self._pipelines.get(name) or {"name": name, "id": KNOWN_AFTER_APPLY}
        return {"name": pipeline["name"], "id": pipeline["id"]}

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        if isinstance(observed, Observed):
            return {**observed.state, **({"pipelines": [self._shown(name) for name in self._names]} if self._several else {})}
        if self.options["all_pipelines"]:
            self.context.warn(
                f"Every pipeline of the project {self.options['project']}, also any that comes later, may use {self.what}."
            )
        return self._state(self.options["all_pipelines"], self._names)

    def create(self, desired: State, observed: Observed[Json] | Absent[None]) -> State:
        """:raises UsageError: the resource or a pipeline is missing."""
        missing = [(self.what, "resource")] if self._resource_id is None else []
        missing += [(f"the pipeline {name}", "pipelines" if self._several else "pipeline") for name in self._missing]
        for what, option in missing:
            remedy = f"Create it first, or correct {option}."
            raise missing_in_project(self.devops, self.options["project"], what.removeprefix("the "), remedy)
        self._change(True, self._ids - _ids_in(observed.state))
        return self._state(self.options["all_pipelines"], self._names)

    @property
    def _ids(self) -> set[int]:
        return {pipeline["id"] for pipeline in self._pipelines.values() if pipeline}

    @property
    def _missing(self) -> list[str]:
        return [name for name, pipeline in self._pipelines.items() if not pipeline]

    def update(self, observed: Observed[Json], desired: State) -> State:
        """Lets those of several that may not use it yet."""
        return {**self.create(desired, observed), "all_pipelines": observed.state["all_pipelines"]}

    def delete(self, observed: Observed[Json]) -> None:
        self._change(False, _ids_in(observed.state) if self._several else self._ids)

    @property
    def _missing_right(self) -> str:
        if self.options["resource_type"] != "endpoint":
            return f"Give the signed-in identity the role Administrator on {self.what}, or let a Project Administrator do this."
        return ADMINISTRATOR if self.options["all_pipelines"] else USER

    def _change(self, allowed: bool, ids: t.Collection[int]) -> None:
        """Sends it, and now and then again, until it shows: the service is eventually consistent and merges, so that repeating is
        safe."""
        grant: Json = {"authorized": allowed}
        body: Json = {"pipelines": [{"id": number, **grant} for number in sorted(ids)]} if ids else {"allPipelines": grant}
        verb = "let" if allowed else "stop letting"

        sent_at: float | None = None

        def shown() -> bool | None:
            nonlocal sent_at
            if sent_at is None or time.monotonic() - sent_at >= SEND_EVERY:
                with asking_for(self._missing_right):
                    self.devops.patch(PIPELINE_PERMISSIONS, f"{verb} {self.who} use {self.what}", body, **self._route)
                sent_at = time.monotonic()
            return True if self._holds(self.read(), allowed) else None

        wait_for(
            f"the permission of {self.who} to use {self.what} to change",
            shown,
            timeout=self.options["timeout"],
            report=self.context.reporter,
        )

    def _holds(self, observed: Observed[Json] | Absent[None], allowed: bool) -> bool:
        """Tells whether all of them may use it, or none may."""
        if isinstance(observed, Absent) or not allowed:
            return isinstance(observed, Absent) != allowed
        return not self._several or len(observed.state["pipelines"]) == len(self._names)


def _ids_in(state: State | None) -> set[int]:
    """Numbers of those of several pipelines that a state has."""
    return {one["id"] for one in (state or {}).get("pipelines", ())}
