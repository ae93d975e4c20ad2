# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of pipelines to use a resource (docs/reference/azure_devops.md#pipeline-permissions)."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps

RESOURCE = "/demo/_apis/pipelines/pipelinePermissions/queue/1"


def patch(devops: LocalDevOps, body: Any, path: str = RESOURCE) -> Any:
    reply = devops.ask("PATCH", path, body)
    assert reply.status == 200, reply.body
    return reply.body


def test_a_patch_merges_and_a_revoked_pipeline_disappears(devops: LocalDevOps) -> None:
    assert devops.get(RESOURCE) == {"resource": {"type": "queue", "id": "1"}, "pipelines": []}
    patch(devops, {"pipelines": [{"id": 6, "authorized": True}]})
    both = patch(devops, {"pipelines": [{"id": 16, "authorized": True}]})
    assert [one["id"] for one in both["pipelines"]] == [6, 16]
    assert both["pipelines"][0]["authorizedBy"]["id"] == devops.azure.caller.object_id
    left = patch(devops, {"pipelines": [{"id": 6, "authorized": False}]})
    assert [one["id"] for one in left["pipelines"]] == [16]


def test_all_pipelines_is_missing_where_it_is_not_granted(devops: LocalDevOps) -> None:
    assert "allPipelines" not in devops.get(RESOURCE)
    assert patch(devops, {"allPipelines": {"authorized": True}})["allPipelines"]["authorized"] is True
    assert "allPipelines" not in patch(devops, {"allPipelines": {"authorized": False}})


def test_many_resources_at_once(devops: LocalDevOps) -> None:
    wanted = [
        {"resource": {"type": kind, "id": "7"}, "pipelines": [{"id": 1, "authorized": True}]} for kind in ("queue", "endpoint")
    ]
    answer = patch(devops, wanted, "/demo/_apis/pipelines/pipelinePermissions")
    assert [one["resource"]["type"] for one in answer["value"]] == ["queue", "endpoint"]


def test_an_unknown_type_and_a_pipeline_that_is_no_number_are_refused(devops: LocalDevOps) -> None:
    assert devops.ask("GET", RESOURCE.replace("queue", "cake")).status == 400
    assert devops.ask("PATCH", RESOURCE, {"pipelines": [{"id": "one", "authorized": True}]}).status == 400


def test_the_older_api_answers_with_the_whole_picture(devops: LocalDevOps) -> None:
    path = "/demo/_apis/build/authorizedresources"
    entry = {"type": "variablegroup", "name": "x", "authorized": True}
    patch(devops, [{**entry, "id": "47"}], path)
    both = patch(devops, [{**entry, "id": "48"}], path)
    assert [one["id"] for one in both["value"]] == ["47", "48"]
    left = patch(devops, [{**entry, "id": "48", "authorized": False}], path)
    assert left["value"] == [{"type": "variablegroup", "id": "47", "authorized": True}]
    assert devops.get("/demo/_apis/pipelines/pipelinePermissions/variablegroup/47")["allPipelines"]["authorized"] is True


def test_a_change_shows_after_a_while() -> None:
    devops = LocalDevOps(eventual=True)
    one = {"pipelines": [{"id": 6, "authorized": True}]}
    assert [grant["id"] for grant in patch(devops, one)["pipelines"]] == [6]
    assert devops.get(RESOURCE)["pipelines"] == []
    devops.azure.pass_time(2)
    patch(devops, one)
    devops.azure.pass_time(2)
    assert [grant["id"] for grant in devops.get(RESOURCE)["pipelines"]] == [6]
