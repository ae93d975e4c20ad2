# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps told apart, and the tasks that names stand for, in organizations with more tasks than the local one."""

from __future__ import annotations

from typing import Any, cast

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.clients.devops.client import DevOpsClient
from ansible_collections.vaultpipe.azure.plugins.module_utils.clients.devops.pipeline_tasks import PipelineTasks
from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import UsageError
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.classic_steps import aligned


def installed(task_id: str, name: str, version: str, **more: Any) -> dict[str, Any]:
    numbers = zip(("major", "minor", "patch"), map(int, version.split(".")), strict=True)
    return {"id": task_id, "name": name, "version": dict(numbers), **more}


class Organization:
    """Has two versions of a task and a preview of a third, and two publishers' tasks of one name."""

    def list(self, *_asked: Any, **_more: Any) -> list[dict[str, Any]]:
        return [
            installed("id-copy", "Copy", "1.9.0"),
            installed("id-copy", "Copy", "2.10.0"),
            installed("id-copy", "Copy", "3.0.1", preview=True),
            installed("id-one", "Deploy", "1.0.0"),
            installed("id-two", "deploy", "1.0.0"),
        ]


@pytest.fixture
def tasks() -> PipelineTasks:
    return PipelineTasks(cast(DevOpsClient, Organization()))


@pytest.mark.parametrize(
    ("written", "spec", "newest"),
    [("copy", None, "2.*"), ("Copy@1", "1.*", "1.*"), ("Copy@3", "3.*", "3.*"), ("ID-COPY@2.10.0", "2.10.0", "2.*")],
)
def test_a_name_with_or_without_version(tasks: PipelineTasks, written: str, spec: str | None, newest: str) -> None:
    found = tasks.find(written, "task")
    assert (found.title, found.version_spec, found.newest_spec) == ("Copy", spec, newest)


def test_a_name_of_several_tasks_is_refused_and_their_ids_are_not(tasks: PipelineTasks) -> None:
    with pytest.raises(UsageError, match="several tasks have that name: id-one, id-two"):
        tasks.find("Deploy@1", "task")
    assert tasks.find("id-two@1", "task").title == "id-two"


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        ({"id": "ID-COPY", "versionSpec": "2.*"}, "Copy@2"),
        ({"id": "id-copy", "versionSpec": "2.10.0"}, "Copy@2.10.0"),
        ({"id": "id-one", "versionSpec": "1.*"}, "id-one@1"),
        ({"id": "removed", "versionSpec": "4.*"}, "removed@4"),
    ],
)
def test_a_reference_as_people_write_it(tasks: PipelineTasks, reference: dict[str, Any], written: str) -> None:
    assert tasks.written(reference) == written


@pytest.mark.parametrize(
    ("wanted", "present", "partners"),
    [
        ([("A", "x"), ("A", "y")], [("A", "y"), ("A", "x")], [1, 0]),
        ([("A", "new"), ("A", "x")], [("A", "x")], [None, 0]),
        ([("A", None), ("A", None)], [("A", "x"), ("A", "y")], [0, 1]),
        ([("A", None), ("A", "x")], [("A", "x"), ("A", "y")], [1, 0]),
        ([("A", "renamed")], [("B", "renamed"), ("A", "x")], [1]),
        ([("C", None)], [("A", "x")], [None]),
        ([("A", "x"), ("A", "x")], [("A", "x")], [0, None]),
    ],
)
def test_which_step_is_which(wanted: Any, present: Any, partners: list[int | None]) -> None:
    assert aligned(wanted, present) == partners
