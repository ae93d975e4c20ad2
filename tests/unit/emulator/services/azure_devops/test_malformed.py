# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies and ids that no client should send are the client's error, never the service's."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps, change

REPOSITORY = "/demo/_apis/git/repositories/demo"
CLASSIC: dict[str, Any] = {"name": "x", "repository": {"id": "demo", "type": "TfsGit"}}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/_apis/projects", {"name": "x", "capabilities": 5}),
        ("PATCH", "/_apis/projects/demo", {"name": 5}),
        ("POST", "/demo/_apis/build/definitions", CLASSIC | {"process": {"type": 1, "phases": [5]}}),
        ("POST", "/demo/_apis/build/definitions", CLASSIC | {"process": {"type": 1, "phases": 5}}),
        ("POST", "/demo/_apis/build/builds", {"definition": 5}),
        ("POST", "/demo/_apis/pipelines/1/runs", {"resources": 5}),
        ("POST", "/demo/_apis/pipelines/1/runs", {"variables": {"a": 5}}),
        ("PATCH", "/demo/_apis/pipelines/pipelinePermissions/endpoint/x", {"pipelines": 5}),
        ("PATCH", "/demo/_apis/pipelines/pipelinePermissions/endpoint/x", {"pipelines": [5]}),
        ("PATCH", "/demo/_apis/pipelines/pipelinePermissions/endpoint/x", {"allPipelines": 5}),
        ("POST", f"{REPOSITORY}/pushes", {"refUpdates": 5, "commits": [{}]}),
        ("POST", f"{REPOSITORY}/importRequests", {"parameters": 5}),
        ("POST", "/demo/_git/demo/git-upload-pack", "not a packet line"),
        ("POST", "/demo/_git/demo/git-receive-pack", "not a packet line"),
    ],
)  # fmt: skip
def test_an_ill_formed_body_is_refused(devops: LocalDevOps, method: str, path: str, body: Any) -> None:
    devops.push("/azure-pipelines.yml", "steps:\n- script: echo\n")
    devops.definition()
    reply = devops.ask(method, path, body)
    assert reply.status == 400, reply.body


def test_ids_that_are_none_are_not_found(devops: LocalDevOps) -> None:
    devops.push("/a.txt", "text")
    blob = devops.get(f"{REPOSITORY}/items?path=/a.txt&$format=json")["objectId"]
    for commit in ("5", "z" * 40, blob):
        assert devops.ask("GET", f"{REPOSITORY}/commits/{commit}").status == 404


def test_a_ref_points_to_a_commit_or_nowhere(devops: LocalDevOps) -> None:
    assert devops.try_push(change("add", "/a.txt", "text")).status == 201
    update = {"name": "refs/heads/x", "oldObjectId": "0" * 40, "newObjectId": "5"}
    [result] = devops.ask("POST", f"{REPOSITORY}/refs", [update]).body["value"]
    assert result["updateStatus"] == "unresolvableToCommit"


def test_a_ref_has_a_name_that_git_takes(devops: LocalDevOps) -> None:
    commit = devops.try_push(change("add", "/a.txt", "text")).body["commits"][0]["commitId"]
    update = {"name": "refs/heads/bad branch~", "oldObjectId": "0" * 40, "newObjectId": commit}
    [result] = devops.ask("POST", f"{REPOSITORY}/refs", [update]).body["value"]
    assert result["updateStatus"] == "invalidRefName"
    body = {"refUpdates": [update], "commits": [{"comment": "c", "changes": [change("add", "/b.txt", "text")]}]}
    assert devops.ask("POST", f"{REPOSITORY}/pushes", body).status == 400
