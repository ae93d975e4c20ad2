# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of pipelines to use a resource."""

from __future__ import annotations

import functools
import time
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.locations import PIPELINE_PERMISSIONS
from ...clients.devops.lookup import missing_in_project, pipeline_ids
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
            "folder": {"type": "str"},
            "all_pipelines": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 60},
        },
        required_if=(("all_pipelines", False, ("pipeline",)),),
    )

    @property
    def what(self) -> str:
        return f"the {LABELS[self.options['resource_type']]} {self.options['resource']}"

    @property
    def who(self) -> str:
        return "all pipelines" if self.options["all_pipelines"] else f"the pipeline {self.options['pipeline']}"

    def validate(self) -> None:
        super().validate()
        if self.options["all_pipelines"] and self.options.get("pipeline"):
            raise UsageError(
                f"pipeline is {self.options['pipeline']!r} and all_pipelines is true, but a permission is for one or for all.",
                "Leave one of them out.",
            )

    @functools.cached_property
    def _resource_id(self) -> str | None:
        return find_resource_id(self.devops, self.options["project"], self.options["resource_type"], self.options["resource"])

    @functools.cached_property
    def _pipeline(self) -> t.Mapping[str, t.Any] | None:
        if self.options["all_pipelines"]:
            return None
        return pipeline_ids(self.devops, self.options["project"], self.options["pipeline"], self.options.get("folder"))

    def read(self) -> Observed[Json] | Absent[None]:
        if self._resource_id is None or (self._pipeline is None and not self.options["all_pipelines"]):
            return Absent(None)
        granted = self._granted()
        everyone = bool((granted.get("allPipelines") or {}).get("authorized"))
        if self.options["all_pipelines"]:
            allowed = everyone
        else:
            ids = [one["id"] for one in granted.get("pipelines") or [] if one["authorized"]]
            allowed = self._pipeline is not None and self._pipeline["id"] in ids
            if everyone:
                self.context.warn(f"All pipelines of the project {self.options['project']} may use {self.what}.")
                allowed = allowed or self.options["state"] == "present"
        return Observed(self._state(everyone), granted) if allowed else Absent(None)

    def _granted(self) -> Json:
        return t.cast(Json, self.devops.get(PIPELINE_PERMISSIONS, f"read who may use {self.what}", **self._route) or {})

    @property
    def _route(self) -> Json:
        return {
            "project": self.options["project"],
            "resourceType": self.options["resource_type"],
            "resourceId": self._resource_id,
        }

    def _state(self, everyone: bool) -> State:
        pipeline = self._pipeline or {}
        missing = None if self.options["all_pipelines"] else KNOWN_AFTER_APPLY
        return {
            "project": self.options["project"],
            "resource_type": self.options["resource_type"],
            "resource": self.options["resource"],
            "resource_id": self._resource_id or KNOWN_AFTER_APPLY,
            "pipeline": pipeline.get("name", self.options.get("pipeline")),
            "pipeline_id": pipeline.get("id", missing),
            "all_pipelines": everyone,
        }

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        if isinstance(observed, Observed):
            return observed.state
        if self.options["all_pipelines"]:
            self.context.warn(
                f"Every pipeline of the project {self.options['project']}, also any that comes later, may use {self.what}."
            )
        return self._state(self.options["all_pipelines"])

    def create(self, desired: State, observed: Absent[None]) -> State:
        """:raises UsageError: the resource or the pipeline is missing."""
        for found, name, option in ((self._resource_id, self.what, "resource"), (desired["pipeline_id"], self.who, "pipeline")):
            if found in (None, KNOWN_AFTER_APPLY) and not (option == "pipeline" and self.options["all_pipelines"]):
                remedy = f"Create it first, or correct {option}."
                raise missing_in_project(self.devops, self.options["project"], name.removeprefix("the "), remedy)
        self._change(True)
        return self._state(self.options["all_pipelines"])

    def delete(self, observed: Observed[Json]) -> None:
        self._change(False)

    @property
    def _missing_right(self) -> str:
        if self.options["resource_type"] != "endpoint":
            return f"Give the signed-in identity the role Administrator on {self.what}, or let a Project Administrator do this."
        return ADMINISTRATOR if self.options["all_pipelines"] else USER

    def _change(self, allowed: bool) -> None:
        """Sends it, and now and then again, until it shows: the service is eventually consistent and merges, so that repeating is
        safe."""
        grant: Json = {"authorized": allowed}
        body: Json = {"allPipelines": grant} if self._pipeline is None else {"pipelines": [{"id": self._pipeline["id"], **grant}]}
        verb = "let" if allowed else "stop letting"

        sent_at: float | None = None

        def shown() -> bool | None:
            nonlocal sent_at
            if sent_at is None or time.monotonic() - sent_at >= SEND_EVERY:
                with asking_for(self._missing_right):
                    self.devops.patch(PIPELINE_PERMISSIONS, f"{verb} {self.who} use {self.what}", body, **self._route)
                sent_at = time.monotonic()
            return True if isinstance(self.read(), Observed) == allowed else None

        wait_for(
            f"the permission of {self.who} to use {self.what} to change",
            shown,
            timeout=self.options["timeout"],
            report=self.context.reporter,
        )
