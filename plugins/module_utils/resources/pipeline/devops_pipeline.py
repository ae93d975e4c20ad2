# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML and classic pipelines."""

from __future__ import annotations

import functools
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.locations import DEFINITIONS, GENERAL_SETTINGS
from ...clients.devops.lookup import (
    find_repository,
    folder_path,
    get_pipeline,
    made_once,
    missing_in_project,
    repository_ids,
    short_branch,
)
from ...clients.devops.pipeline_tasks import PipelineTasks
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import Conflict, Unreachable, UsageError, VaultpipeError, sentence_case
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ..shared.devops_resource import CONNECTED, DevOpsResource
from ..shared.ownership import NOT_OURS, ONLY_MANAGED, is_marked
from .classic_process import agent_steps
from .classic_steps import STEPS, ClassicSteps
from .definition import CLASSIC, DISABLED, ENABLED, PAUSED, YAML, new_definition, with_changes
from .protected_resources import find_resource_id
from .queues import find_queue
from .state import alike, state_of
from .variables import HIDDEN, VARIABLES, WantedVariables

WRITE_TRIES = 3
OPTIONS_OF = {YAML: ("yaml_path",), CLASSIC: ("steps", "vm_image")}
"""Options that only one type has; a new pipeline needs the first."""


class DevOpsPipeline(DevOpsResource):
    """A pipeline, YAML or classic (docs/reference/azure_devops.md#pipeline-definitions)."""

    label = "pipeline"
    key = "pipeline"
    hidden = ("secret_values",)
    spec = (
        CONNECTED
        + ONLY_MANAGED
        + VARIABLES
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "name": {"type": "str", "aliases": ["pipeline"]},
                "id": {"type": "str"},
                "folder": {"type": "str"},
                "type": {"type": "str", "choices": [YAML, CLASSIC], "default": YAML},
                "repository": {"type": "str"},
                "branch": {"type": "str"},
                "yaml_path": {"type": "str", "aliases": ["yaml_filename"]},
                "steps": STEPS,
                "vm_image": {"type": "str"},
                "queue": {"type": "str"},
                "status": {"type": "str", "choices": [ENABLED, PAUSED, DISABLED]},
            },
            required_one_of=(("name", "id"),),
        )
    )

    @property
    def what(self) -> str:
        return f"the pipeline {self.options.get('name') or self.options['id']} of the project {self.options['project']}"

    def validate(self) -> None:
        super().validate()
        self._variables.validate()
        name, number = self.options.get("name"), self.options.get("id")
        if name and (name.isdecimal() or set(name) & set("/\\")):
            raise UsageError(
                f"name is {name!r}, but a pipeline's name has no slashes, and is not a number, which would be read as an id.",
                "Choose another name, or use id and folder.",
            )
        if number and not number.isdecimal() and not is_unknown(number):
            raise UsageError(f"id is {number!r}, but a pipeline's id is a number.", "Use name for a name.")
        kind = self.options["type"]
        for other, names in OPTIONS_OF.items():
            for option in self.given(*names) if other != kind else ():
                raise UsageError(
                    f"type is {kind}, but {option} is for {other} pipelines.", f"Leave one of them out, or set type to {other}."
                )
        if self.options.get("steps") == []:
            raise UsageError("steps is empty, but a classic pipeline has at least one.", "Give a step, or leave steps out.")

    def read(self) -> Observed[Json] | Absent[None]:
        number = self.options.get("id")
        if is_unknown(number):
            return Absent(None)
        folder = None if number else self.options.get("folder")
        definition = get_pipeline(self.devops, self.options["project"], number or self.options["name"], folder)
        return Absent(None) if definition is None else Observed(self._state(definition), definition)

    def _state(self, definition: Json) -> State:
        state = state_of(definition, self.options["project"], self._tasks)
        return {**state, "secret_values": dict.fromkeys(state["secret_variable_names"], HIDDEN)}

    @functools.cached_property
    def _variables(self) -> WantedVariables:
        return WantedVariables(self.options)

    @functools.cached_property
    def _tasks(self) -> PipelineTasks:
        return PipelineTasks(self.devops)

    @functools.cached_property
    def _steps(self) -> ClassicSteps:
        return ClassicSteps(self._tasks, lambda name: find_resource_id(self.devops, self.options["project"], "endpoint", name))

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        """:raises UsageError: a new pipeline without file or steps, or one of the other type."""
        current = observed.state
        given = self.given("name", "yaml_path", "vm_image", "queue", "status")
        if not given.get("queue"):
            given.pop("queue", None)  # an empty one is none
        if self.options.get("folder") is not None:
            given["folder"] = folder_path(self.options["folder"])
        if self.options.get("branch") is not None:
            given["branch"] = short_branch(self.options["branch"])
        if current is not None and current["type"] != self.options["type"]:
            raise UsageError(
                f"type is {self.options['type']}, but {self.what} is a {current['type']} pipeline, and types do not change.",
                f"Set type to {current['type']}, choose another name or folder, or delete it first.",
            )
        new = self._new() if current is None else {}
        given.update(self._variables.overlaid(current or new))
        if self.options.get("steps") is not None:
            given["steps"] = self._steps.overlaid((current or new)["steps"], self.options["steps"])
        if current is None:
            return {**new, **given}
        if self.options.get("repository") and self._repository_id != current["repository_id"]:
            given.update(repository=self._repository_name, repository_id=self._repository_id)
        changed = {name: value for name, value in given.items() if not alike(name, value, current[name])}
        return {**current, **changed, **({"revision": KNOWN_AFTER_APPLY} if changed else {})}

    def _new(self) -> State:
        number = self.options.get("id")
        if number and not is_unknown(number):
            raise UsageError(
                f"The project {self.options['project']} has no pipeline with the id {number}.", "Use name to create one."
            )
        needed = OPTIONS_OF[self.options["type"]][0]
        if not self.options.get(needed):
            raise UsageError(f"There is no {self.what[4:]} yet, and {needed} is not given.", f"Set {needed}.")
        if self.options["type"] == CLASSIC:
            self._refuse_forbidden()
        return {
            "id": KNOWN_AFTER_APPLY,
            "name": self.options.get("name"),
            "project": self.options["project"],
            "folder": folder_path(""),
            "url": KNOWN_AFTER_APPLY,
            "web_url": KNOWN_AFTER_APPLY,
            "revision": KNOWN_AFTER_APPLY,
            "queue": KNOWN_AFTER_APPLY,
            "type": self.options["type"],
            "yaml_path": None,
            "steps": [] if self.options["type"] == CLASSIC else None,
            "vm_image": None,
            "status": ENABLED,
            "queue_time_variables": {},
            "variables": {},
            "secret_variable_names": [],
            "secret_values": {},
            "repository": self._repository_name,
            "repository_id": self._repository_id,
            "branch": short_branch((self._repository or {}).get("defaultBranch") or KNOWN_AFTER_APPLY),
        }

    def _refuse_forbidden(self) -> None:
        """:raises UsageError: nobody may create classic pipelines here (docs/reference/azure_devops.md#classic-disabled)."""
        project = self.options["project"]
        settings = self.devops.get(GENERAL_SETTINGS, f"read the pipeline settings of {project}", project=project) or {}
        if settings.get("disableClassicBuildPipelineCreation"):
            raise UsageError(
                f"type is classic, but the organization or the project {project} does not let anybody create classic pipelines.",
                "Set type to yaml, or have 'Disable creation of classic build pipelines' switched off (Settings of Pipelines).",
            )

    @functools.cached_property
    def _repository(self) -> Json | None:
        """A project's own repository is named like the project."""
        name = self.options.get("repository") or self.options["project"]
        return find_repository(self.devops, self.options["project"], name)

    @functools.cached_property
    def _repository_ids(self) -> t.Mapping[str, t.Any]:
        name = self.options.get("repository") or self.options["project"]
        return repository_ids(self.devops, self.options["project"], name) or {}

    @property
    def _repository_name(self) -> str:
        return str(self._repository_ids.get("name") or self.options.get("repository") or self.options["project"])

    @property
    def _repository_id(self) -> str:
        return str(self._repository_ids.get("id") or KNOWN_AFTER_APPLY)

    def create(self, desired: State, observed: Absent[None]) -> Observed[Json]:
        """:raises UsageError: the repository or the queue is missing, or no branch can be told."""
        repository = self._existing_repository()
        if is_unknown(desired["branch"]):
            raise UsageError(
                f"branch is not given, and the repository {self._repository_name} shows no default branch: it is empty.",
                "Push the pipeline's file first (vaultpipe.azure.devops_repository), or set branch.",
            )
        queue = find_queue(self.devops, self.options["project"], self.options.get("queue"))
        if desired["type"] == CLASSIC and not desired["vm_image"] and (queue.get("pool") or {}).get("isHosted"):
            raise UsageError(
                f"vm_image is not given, but the queue {queue['name']} has Microsoft's agents, which need it.",
                "Set vm_image, such as ubuntu-latest, or set queue.",
            )
        body = new_definition(desired, repository, queue, self._steps_for([], desired), self._variables.written({}, desired))

        def send() -> Json:
            asked = f"create {self.what}"
            return t.cast(Json, self.devops.post(DEFINITIONS, asked, body, project=self.options["project"]))

        def find() -> Json | None:
            return get_pipeline(self.devops, self.options["project"], desired["name"], desired["folder"])

        made = made_once(send, find)
        return Observed(self._state(made), made)

    def _existing_repository(self) -> Json:
        """:raises UsageError: there is none of that name."""
        if self._repository is None:
            raise missing_in_project(
                self.devops,
                self.options["project"],
                f"repository {self._repository_name}",
                "Create it first (vaultpipe.azure.devops_repository), or correct repository.",
            )
        return self._repository

    def update(self, observed: Observed[Json], desired: State) -> State:
        """Changes it; when somebody else did meanwhile, or the answer was lost, looks again and decides anew."""
        for tries_left in reversed(range(WRITE_TRIES)):
            observed = self._by_number(observed.raw["id"])
            desired = self.desired(observed)
            if desired == observed.state:
                break
            try:
                return self._state(self._replaced(observed, desired))
            except (Conflict, Unreachable):
                if not tries_left:
                    raise
        return observed.state

    def _by_number(self, number: int) -> Observed[Json]:
        """The definition by itself: a change sends all of it back, and of what a list gives nobody promises that it is all."""
        definition = get_pipeline(self.devops, self.options["project"], str(number))
        if definition is None:
            raise VaultpipeError(f"{sentence_case(self.what)} has disappeared.", "Run again.")
        return Observed(self._state(definition), definition)

    def _replaced(self, observed: Observed[Json], desired: State) -> Json:
        definition = observed.raw
        changed = {name: desired[name] for name in desired if desired[name] != observed.state[name]}
        repository = self._existing_repository() if "repository_id" in changed else None
        queue = find_queue(self.devops, self.options["project"], desired["queue"]) if "queue" in changed else None
        steps = self._steps_for(agent_steps(definition["process"]), changed)
        body = with_changes(definition, changed, repository, queue, steps, self._variables)
        route = {"project": self.options["project"], "definitionId": definition["id"]}
        return t.cast(Json, self.devops.put(DEFINITIONS, f"change {self.what}", body, **route))

    def _steps_for(self, found: list[Json], wanted: State) -> list[Json]:
        """:raises UsageError: a service connection that they name is missing."""
        if not wanted.get("steps"):
            return []
        self._steps.refuse_missing()
        return self._steps.body(found, wanted["steps"])

    def why_left(self, observed: Observed[Json]) -> list[str]:
        return [] if is_marked(observed.raw.get("description")) else [NOT_OURS]

    def delete(self, observed: Observed[Json]) -> None:
        route = {"project": self.options["project"], "definitionId": observed.raw["id"]}
        self.devops.delete(DEFINITIONS, f"delete {self.what}", **route)
