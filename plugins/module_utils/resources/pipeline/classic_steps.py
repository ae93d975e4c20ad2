# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of classic pipelines, as options and results have them and as definitions hold them
(docs/reference/azure_devops.md#classic-process)."""

from __future__ import annotations

import copy
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.pipeline_tasks import PipelineTask, PipelineTasks, with_version
from ...errors import UsageError
from ...known_after_apply import KNOWN_AFTER_APPLY

Step = dict[str, t.Any]
"""A step in the shape of the result: `{"task", "display_name", "inputs", "env", "enabled", "condition"}`."""
STEPS: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "task": {"type": "str", "required": True},
        "display_name": {"type": "str"},
        "inputs": {"type": "dict"},
        "env": {"type": "dict"},
        "enabled": {"type": "bool"},
        "condition": {"type": "str"},
    },
}
FIELDS = {"display_name": "displayName", "env": "environment", "enabled": "enabled", "condition": "condition"}
"""Fields of a step besides its task and inputs: in options, in definitions."""


class ClassicSteps:
    """Keeps what the user does not name in a step that is there.

    :param connection_id: the id of a service connection by name or id; None when there is none. Definitions hold the id, as
        the classic editor writes it (no source confirms that a name would do).
    """

    def __init__(self, tasks: PipelineTasks, connection_id: t.Callable[[str], str | None]) -> None:
        self._tasks, self._connection_id = tasks, connection_id
        self._missing: list[str] = []

    def overlaid(self, current: list[Step], given: list[Step]) -> list[Step]:
        """The steps to reach, in the shape of the result.

        :raises UsageError: a task is not installed.
        """
        self._missing = []
        tasks = [self._tasks.find(one["task"], f"steps[{number}].task") for number, one in enumerate(given)]
        wanted = [(task.title, one.get("display_name")) for task, one in zip(tasks, given, strict=True)]
        partners = aligned(wanted, [_key(one) for one in current])
        return [
            self._step(task, one, None if partner is None else current[partner])
            for task, one, partner in zip(tasks, given, partners, strict=True)
        ]

    def refuse_missing(self) -> None:
        """:raises UsageError: a service connection that the steps name is not there."""
        if self._missing:
            raise UsageError(
                f"There is no service connection {', '.join(self._missing)} in the project.",
                "Create it first (vaultpipe.azure.devops_service_connection), or correct the inputs of steps.",
            )

    def _step(self, task: PipelineTask, given: Step, partner: Step | None) -> Step:
        fields = {name: given[name] for name in FIELDS if given.get(name) is not None}
        if "env" in fields:
            fields["env"] = _texts(fields["env"])
        if partner is None:
            # All inputs, as the classic editor writes them: there is nothing left for the service to add.
            defaults = {one["name"]: one.get("defaultValue") or "" for one in task.definition["inputs"]}
            partner = {
                "task": with_version(task.title, task.newest_spec),
                "display_name": task.definition["friendlyName"],
                "inputs": defaults,
                "env": {},
                "enabled": True,
                "condition": "succeeded()",
            }
        written = with_version(task.title, task.version_spec) if task.version_spec else partner["task"]
        inputs = {**partner["inputs"], **self._inputs(task, given.get("inputs") or {}, partner["inputs"])}
        return {**partner, **fields, "task": written, "inputs": inputs}

    def _inputs(self, task: PipelineTask, given: Step, current: Step) -> dict[str, str]:
        """Inputs by the task's own names, which classic pipelines need, whatever case or alias was written; values as text."""
        described = {one["name"]: one for one in task.definition["inputs"]}
        names = {alias.casefold(): name for name, one in described.items() for alias in (name, *(one.get("aliases") or ()))}
        names |= {name.casefold(): name for name in current}
        inputs = {}
        for written, value in given.items():
            name = names.get(written.casefold(), written)
            kind = str(described.get(name, {}).get("type", ""))
            inputs[name] = self._value(kind, "" if value is None else value)
        return inputs

    def _value(self, kind: str, given: t.Any) -> str:
        if isinstance(given, bool) or kind == "boolean":
            return str(given).lower()
        value = str(given)
        if not kind.startswith("connectedService") or not value or "$(" in value or value == KNOWN_AFTER_APPLY:
            return value
        found = self._connection_id(value)
        if found is None:
            self._missing.append(value)
        return found or KNOWN_AFTER_APPLY

    def body(self, found: list[Json], wanted: list[Step]) -> list[Json]:
        """The steps of a definition, of which `found` are there; what the shape of the result has no place for stays."""
        keys = [_key(one) for one in shown_steps(found, self._tasks)]
        partners = aligned([_key(one) for one in wanted], keys)
        return [
            self._in_definition(step, {} if partner is None else found[partner])
            for step, partner in zip(wanted, partners, strict=True)
        ]

    def _in_definition(self, step: Step, partner: Json) -> Json:
        body: Json = copy.deepcopy(partner)
        if "task" not in body or self._tasks.written(body["task"]) != step["task"]:
            task = self._tasks.find(step["task"], "task")
            spec = task.version_spec or task.newest_spec
            body["task"] = {"id": task.definition["id"], "versionSpec": spec, "definitionType": "task"}
        body["inputs"] = dict(step["inputs"])
        body.update({key: step[name] for name, key in FIELDS.items()})
        return body


def shown_steps(steps: t.Iterable[Json], tasks: PipelineTasks) -> list[Step]:
    """In the shape of the result."""
    return [
        {
            "task": tasks.written(step["task"]),
            "display_name": step.get("displayName") or "",
            "inputs": _texts(step.get("inputs") or {}),
            "env": _texts(step.get("environment") or {}),
            "enabled": step.get("enabled", True),
            "condition": step.get("condition") or "succeeded()",
        }
        for step in steps
    ]


def _texts(values: Step) -> dict[str, str]:
    """Definitions hold texts only."""
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _key(step: Step) -> tuple[str, str]:
    """The key of a step: its task, in any version, and its display name."""
    return step["task"].partition("@")[0], step["display_name"]


def aligned(wanted: t.Sequence[tuple[str, str | None]], present: t.Sequence[tuple[str, str]]) -> list[int | None]:
    """For each wanted step the one that it is now: of its task and display name, or else of its task, each in their order.

    :return: positions in `present`; None for a step to add.
    """
    found: list[int | None] = [None] * len(wanted)
    free = list(range(len(present)))
    for parts in (2, 1):
        for number, step in enumerate(wanted):
            if found[number] is None:
                found[number] = next((one for one in free if present[one][:parts] == step[:parts]), None)
                free = [one for one in free if one != found[number]]
    return found
