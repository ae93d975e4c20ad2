# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pipeline in the shape of the result."""

from __future__ import annotations

import typing as t

from ...clients.devops.lookup import same_name, short_branch
from ...clients.devops.pipeline_tasks import PipelineTasks
from .classic_process import agent_steps, vm_image
from .classic_steps import shown_steps
from .definition import CLASSIC, queue_status, type_of
from .variables import fixed_variables, secret_names, settable_variables


class PipelineState(t.TypedDict):
    """A pipeline; None stands for what its type does not have."""

    id: int
    name: str
    project: str
    folder: str
    url: str
    web_url: str
    revision: int
    queue: str | None
    type: str
    yaml_path: str | None
    steps: list[dict[str, t.Any]] | None
    vm_image: str | None
    status: str
    queue_time_variables: dict[str, str]
    variables: dict[str, str]
    secret_variable_names: list[str]
    repository: str | None
    repository_id: str
    branch: str


def alike(name: str, wanted: t.Any, found: t.Any) -> bool:
    """Tells whether the service takes both for one: file paths with and without leading slash, names in any case."""
    if name == "yaml_path":
        return bool(str(wanted).lstrip("/") == str(found).lstrip("/"))
    if name in ("name", "queue", "folder", "vm_image"):
        return same_name(str(wanted), str(found))
    return bool(wanted == found)


def state_of(found: t.Mapping[str, t.Any], project: str, tasks: PipelineTasks) -> PipelineState:
    """The state of a whole definition."""
    kind, process = type_of(found), found["process"]
    return {
        "id": found["id"],
        "name": found["name"],
        "project": project,
        "folder": found["path"],
        "url": found["url"].partition("?")[0],
        "web_url": found["_links"]["web"]["href"],
        "revision": found["revision"],
        "queue": (found.get("queue") or {}).get("name"),
        "type": kind,
        "yaml_path": process.get("yamlFilename"),
        "steps": shown_steps(agent_steps(process), tasks) if kind == CLASSIC else None,
        "vm_image": vm_image(process) if kind == CLASSIC else None,
        "status": queue_status(found),
        "queue_time_variables": settable_variables(found),
        "variables": fixed_variables(found),
        "secret_variable_names": secret_names(found),
        "repository": found["repository"].get("name"),
        "repository_id": found["repository"]["id"],
        "branch": short_branch(found["repository"].get("defaultBranch") or ""),
    }
