# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON of a pipeline's definition (docs/reference/azure_devops.md#pipeline-definitions)."""

from __future__ import annotations

import copy
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.lookup import full_ref
from ..shared.ownership import marked
from .classic_process import put_steps, put_vm_image
from .variables import WantedVariables

YAML, CLASSIC = "yaml", "classic"
"""Types of pipelines: one runs a file of its repository, the other the steps in its definition."""
ENABLED, PAUSED, DISABLED = "enabled", "paused", "disabled"
"""Statuses, in which runs start, wait, or are refused (docs/reference/azure_devops.md#queue-status)."""
VARIABLE_FIELDS = {"queue_time_variables", "variables", "secret_values"}
PROCESS_TYPES = {YAML: 2, CLASSIC: 1}
FILE_DECIDES: Json = {"settingsSourceType": 2, "triggerType": "continuousIntegration"}
"""A trigger so that the file's own `trigger:` counts (docs/reference/azure_devops.md#yaml-trigger)."""


def type_of(definition: t.Mapping[str, t.Any]) -> str:
    return YAML if definition["process"]["type"] == PROCESS_TYPES[YAML] else CLASSIC


def yaml_path_of(definition: t.Mapping[str, t.Any]) -> str | None:
    """The file that it runs, without a slash in front, which the service keeps as it was given; None for a classic one."""
    path = definition["process"].get("yamlFilename")
    return str(path).lstrip("/") if path else None


def queue_status(definition: t.Mapping[str, t.Any]) -> str:
    """The status; a definition that leaves it out takes runs."""
    return str(definition.get("queueStatus") or ENABLED)


def new_definition(desired: t.Mapping[str, t.Any], repository: Json, queue: Json, steps: list[Json], variables: Json) -> Json:
    """The body of the request that creates it. No push starts a classic one, as the classic editor leaves it.

    :param desired: name, folder, type, branch, status, and yaml_path or vm_image.
    :param steps: of a classic one, as definitions hold them.
    :param variables: as definitions hold them.
    """
    process: Json = {"type": PROCESS_TYPES[desired["type"]]}
    if desired["type"] == YAML:
        process["yamlFilename"] = desired["yaml_path"]
    else:
        put_steps(process, steps)
        if desired["vm_image"]:
            put_vm_image(process, desired["vm_image"])
    return {
        "name": desired["name"],
        "path": desired["folder"],
        "description": marked(""),
        "type": "build",
        "process": process,
        "repository": _repository(repository, desired["branch"]),
        "queue": {"id": queue["id"]},
        "triggers": [dict(FILE_DECIDES)] if desired["type"] == YAML else [],
        **({"variables": variables} if variables else {}),
        **({"queueStatus": desired["status"]} if desired["status"] != ENABLED else {}),
    }


def with_changes(
    found: Json,
    changed: t.Mapping[str, t.Any],
    repository: Json | None,
    queue: Json | None,
    steps: list[Json],
    wanted: WantedVariables,
) -> Json:
    """The whole definition as it was read, with the changes: a PUT replaces everything
    (docs/reference/azure_devops.md#definition-put).

    Secret values are read as null; without the key the service keeps them.

    :param changed: fields of the module's state.
    :param repository: the new one, if it changes.
    :param queue: the new one, if it changes.
    :param steps: the new ones as definitions hold them, if they change.
    :param wanted: tells the values of variables that change.
    """
    body: Json = copy.deepcopy(found)
    for variable in (body.get("variables") or {}).values():
        if variable.get("isSecret") and variable.get("value") is None:
            variable.pop("value", None)
    for field, key in (("name", "name"), ("folder", "path"), ("status", "queueStatus")):
        if field in changed:
            body[key] = changed[field]
    if "yaml_path" in changed:
        body["process"]["yamlFilename"] = changed["yaml_path"]
    if "steps" in changed:
        put_steps(body["process"], steps)
    if VARIABLE_FIELDS & set(changed):
        body["variables"] = wanted.written(body.get("variables") or {}, changed)
    if "vm_image" in changed:
        put_vm_image(body["process"], changed["vm_image"])
    if repository is not None:
        kept = {name: body["repository"].get(name) for name in ("clean", "checkoutSubmodules") if name in body["repository"]}
        body["repository"] = {**kept, **_repository(repository, body["repository"].get("defaultBranch"))}
    if "branch" in changed:
        body["repository"]["defaultBranch"] = full_ref(changed["branch"])
    if queue is not None:
        body["queue"] = {"id": queue["id"]}
    return body


def _repository(repository: Json, branch: str | None) -> Json:
    return {
        "id": repository["id"],
        "name": repository["name"],
        "type": "TfsGit",
        "defaultBranch": branch and full_ref(branch),
    }
