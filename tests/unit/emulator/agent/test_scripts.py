# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bash@3 with a file, and PublishPipelineArtifact@1, by their inputs."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import JobRecord, run, script, step

FILES = {
    "sub/it's.sh": b'echo "got $# $1|$2 in ${PWD##*/} with $MINE"\n',
    "loud.sh": b"echo oh >&2\n",
    "start.sh": b"MINE=started\n",
}


def bash(**inputs: str) -> JobRecord:
    return run(step("Bash", "Bash", inputs=inputs, env={"MINE": "$(Build.BuildId)"}), files=FILES)


def test_a_file_is_run_with_its_arguments() -> None:
    record = bash(filePath="sub/it's.sh", arguments="'a b' $MINE", workingDirectory="sub")
    assert record["Bash"].result == "succeeded", record.everything
    assert "got 2 a b|7 in sub with 7" in record["Bash"].log
    (formatted,) = [line for line in record["Bash"].log if line.startswith("Formatted command: ")]
    assert formatted.startswith("Formatted command: exec bash '")
    assert formatted.endswith("sub/it'\\''s.sh' 'a b' $MINE")


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"filePath": "none.sh"}, "ENOENT: no such file or directory, stat '"),
        ({"filePath": "sub"}, "Invalid file path '"),
        ({}, "Input required: filePath"),
        ({"filePath": "loud.sh", "failOnStderr": "true"}, "oh"),
        ({"filePath": "loud.sh", "workingDirectory": "none"}, "Not found workingDirectory: "),
    ],
)
def test_how_a_file_fails(inputs: dict[str, str], said: str) -> None:
    record = bash(**inputs)
    assert record["Bash"].result == "failed"
    assert said in record["Bash"].issues[-1].message


def test_a_start_file_is_read_first() -> None:
    record = bash(targetType="inline", script="echo mine=$MINE", bashEnvValue="start.sh")
    assert "mine=started" in record["Bash"].log


def publish(name: str, *again: str, path: str = "sub") -> JobRecord:
    steps = [
        step(f"Publish {number}", "PublishPipelineArtifact", inputs={"path": path, "artifactName": name})
        for number in (1, *again)
    ]
    return run(*steps, files=FILES)


def test_a_pipeline_artifact_is_published_once() -> None:
    record = publish("drop", "2")
    assert record.artifacts == {"drop": {"it's.sh": FILES["sub/it's.sh"]}}
    assert (record["Publish 1"].result, record["Publish 2"].result) == ("succeeded", "failed")
    assert record["Publish 2"].issues[-1].message == "Artifact drop already exists for build 7."


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("a:b", "sub", "Artifact name is not valid: a:b."),
        ("a", "none", "Path does not exist: "),
        ("a", "/etc", "stay in the job's folder"),
    ],
)
def test_pipeline_artifacts_that_cannot_be(name: str, path: str, said: str) -> None:
    record = publish(name, path=path)
    assert said in record["Publish 1"].issues[-1].message
    assert not record.artifacts


def test_without_a_name_it_has_the_jobs() -> None:
    record = run(step("P", "PublishPipelineArtifact", inputs={"path": "sub"}), script("S", "true"), files=FILES,
                 predefined={"System.StageName": "__default", "System.JobName": "My_Job"})  # fmt: skip
    assert list(record.artifacts) == ["default.MyJob"]
