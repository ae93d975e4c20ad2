# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Artifacts from one job to another and from one run to the next (docs/reference/pipeline_task.md#download-artifacts)."""

from __future__ import annotations

import json
import time
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible

AT = {"project": "vaultpipe-demo"}
MAKE: dict[str, Any] = {
    "job": "Make",
    "steps": [
        {"script": "mkdir -p out/deep && echo one > out/one.txt && echo two > out/deep/two.md"},
        {"publish": "out", "artifact": "whole"},
        {"task": "PublishBuildArtifacts@1", "inputs": {"PathtoPublish": "out/deep", "ArtifactName": "part"}},
    ],
}


def download(task: str, shown: str, **inputs: str) -> list[dict[str, Any]]:
    """Steps that take an artifact and print the names of the files that came."""
    find = f"cd $(Pipeline.Workspace)/{shown} && echo \"came: $(find . -type f | sort | tr '\\n' ' ')\""
    return [{"task": task, "inputs": inputs}, {"script": find}]


def ran(ansible: Ansible, portal: Portal, *jobs: dict[str, Any]) -> tuple[str, list[str], str]:
    """Result, what the jobs' steps said came, and all issues."""
    pipeline = {"trigger": "none", "pool": {"vmImage": "ubuntu-latest"}, "jobs": jobs}
    play = ansible.play(
        [
            {"vaultpipe.azure.devops_project": {"name": AT["project"]}},
            {"vaultpipe.azure.devops_repository": {**AT, "name": "code", "files": {"a.yml": json.dumps(pipeline)}}},
            {"vaultpipe.azure.devops_pipeline": {**AT, "name": "p", "repository": "code", "yaml_path": "a.yml"}},
        ]
    )
    assert not any(outcome.failed for outcome in play), play.output
    base = f"/{AT['project']}/_apis/build"
    number = portal.devops("POST", f"{base}/builds", {"definition": {"id": play[-1]["pipeline"]["id"]}})["id"]
    until = time.monotonic() + 120
    while (build := portal.devops("GET", f"{base}/builds/{number}"))["status"] != "completed":
        assert time.monotonic() < until, build
        time.sleep(0.2)
    logs = [one["id"] for one in portal.devops("GET", f"{base}/builds/{number}/logs")["value"]][1:]
    lines = [line for log in logs for line in portal.devops("GET", f"{base}/builds/{number}/logs/{log}")["value"]]
    came = [line.partition(" came: ")[2].strip() for line in lines if " came: " in line and "find" not in line]
    records = portal.devops("GET", f"{base}/builds/{number}/timeline")["records"]
    issues = " ".join(issue["message"] for one in records for issue in one.get("issues") or [])
    return build["result"], list(dict.fromkeys(came)), issues


def test_a_job_takes_what_another_one_published(ansible: Ansible, portal: Portal) -> None:
    steps = [
        *download("DownloadBuildArtifacts@1", "a", artifactName="part", downloadPath="$(Build.ArtifactStagingDirectory)"),
        *download("DownloadPipelineArtifact@2", "p", artifact="whole", path="p", patterns="**/*.md"),
        *download("DownloadPipelineArtifact@2", "all", path="all"),
        *download("DownloadBuildArtifacts@0", "b0", downloadType="specific", itemPattern="whole/*.txt", downloadPath="b0"),
    ]
    result, came, issues = ran(ansible, portal, MAKE, {"job": "Take", "dependsOn": "Make", "steps": steps})
    assert result == "succeeded", issues
    assert came == [
        "./part/two.md",
        "./deep/two.md",
        "./part/two.md ./whole/deep/two.md ./whole/one.txt",
        "./whole/one.txt",
    ]


def test_a_run_takes_from_the_one_before(ansible: Ansible, portal: Portal) -> None:
    assert ran(ansible, portal, MAKE)[0] == "succeeded"
    specific = {"buildType": "specific", "project": AT["project"], "pipeline": "p"}
    steps = download("DownloadBuildArtifacts@1", "d", **specific, artifactName="whole", downloadPath="d")
    result, came, issues = ran(ansible, portal, {"job": "Take", "steps": steps})
    assert (result, came) == ("succeeded", ["./whole/deep/two.md ./whole/one.txt"]), issues


def test_what_is_not_there_is_named(ansible: Ansible, portal: Portal) -> None:
    steps = download("DownloadPipelineArtifact@2", "d", artifact="none", path="d")
    result, _came, issues = ran(ansible, portal, {"job": "Take", "steps": steps})
    assert result == "failed"
    assert "Artifact none was not found for build" in issues
