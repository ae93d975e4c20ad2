# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that an organization has installed, by the names that people write (docs/reference/azure_devops.md#tasks-by-name)."""

from __future__ import annotations

import difflib
import functools
import typing as t

from ...errors import UsageError
from .client import DevOpsClient, Json
from .locations import TASKS
from .lookup import same_name


class PipelineTask(t.NamedTuple):
    """One version of a task, as somebody wrote it."""

    title: str
    """The name; the id where several tasks have that name."""
    version_spec: str | None
    """`2.*` or a whole version; None when none was written."""
    definition: Json
    """The newest task that fits, as the service describes it."""

    @property
    def newest_spec(self) -> str:
        return f"{self.definition['version']['major']}.*"


class PipelineTasks:
    """Asks once, when it is first needed: the list cannot be filtered by name."""

    def __init__(self, devops: DevOpsClient) -> None:
        self._devops = devops

    @functools.cached_property
    def _installed(self) -> list[Json]:
        """All versions, what people should take first: no previews, the newest."""
        found = self._devops.list(TASKS, "list the tasks that pipelines can run")
        return sorted(found, key=_age, reverse=True)

    def find(self, written: str, option: str) -> PipelineTask:
        """The task of `AzureKeyVault@2`, `AzureKeyVault`, or with its id for the name.

        :param option: names the option in errors.
        :raises UsageError: there is none, or none in that version, or several have the name.
        """
        name, _at, version = written.partition("@")
        fitting = [one for one in self._installed if same_name(one["id"], name) or same_name(one["name"], name)]
        ids = list(dict.fromkeys(one["id"] for one in fitting))
        if not fitting:
            near = difflib.get_close_matches(name, {one["name"] for one in self._installed})
            raise UsageError(
                f"{option} is {written!r}, but the organization has no task of that name.",
                f"Did you mean {' or '.join(near)}?" if near else "Correct it, or install the task from the Marketplace.",
            )
        if len(ids) > 1:
            raise UsageError(f"{option} is {written!r}, but several tasks have that name: {', '.join(ids)}.", "Give the id.")
        major = version.partition(".")[0]
        versions = [one for one in fitting if not major or str(one["version"]["major"]) == major]
        if not versions:
            majors = ", ".join(dict.fromkeys(f"@{one['version']['major']}" for one in fitting))
            raise UsageError(
                f"{option} is {written!r}, but the organization has no such version of the task.", f"It has {majors}."
            )
        return PipelineTask(
            self._title(ids[0]), (version if "." in version else f"{version}.*") if version else None, versions[0]
        )

    def written(self, reference: Json) -> str:
        """A definition's reference to a task as people write it, such as `AzureKeyVault@2`."""
        return with_version(self._title(reference["id"]), reference["versionSpec"])

    def _title(self, task_id: str) -> str:
        """The name if there is one and it is the task's alone, else the id."""
        name = next((one["name"] for one in self._installed if same_name(one["id"], task_id)), None)
        namesakes = {one["id"] for one in self._installed if name and same_name(one["name"], name)}
        return str(name) if name and len(namesakes) == 1 else task_id


def with_version(title: str, version_spec: str) -> str:
    """`Name@2` for any version 2."""
    return f"{title}@{version_spec.removesuffix('.*')}"


def _age(task: Json) -> tuple[t.Any, ...]:
    version = task["version"]
    return not task.get("preview"), version["major"], version["minor"], version["patch"]
