# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CmdLine@2, Bash@3, CopyFiles@2 and PublishBuildArtifacts@1 by their inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import JobRecord, run, script, step

FILES = dict.fromkeys(("a.txt", "b.md", ".dot", "src/c.txt", "src/deep/d.txt", "src/deep/e.md", "[1].txt"), b"x")


def copied(**inputs: str) -> JobRecord:
    given = {"TargetFolder": "$(Build.ArtifactStagingDirectory)", **inputs}
    return run(
        step("Copy", "CopyFiles", inputs=given),
        step("Publish", "PublishBuildArtifacts", condition="always()"),
        files=FILES,
    )


@pytest.mark.parametrize(
    ("contents", "names"),
    [
        ("**", set(FILES)),
        ("*.txt", {"a.txt", "[1].txt"}),
        ("**/*.txt", {"a.txt", "[1].txt", "src/c.txt", "src/deep/d.txt"}),
        ("src/**\n!**/*.md", {"src/c.txt", "src/deep/d.txt"}),
        ("src/*/?.txt", {"src/deep/d.txt"}),
        ("# a comment\n\n[ab].*", {"a.txt", "b.md"}),
        ("*.@(md|txt)", {"a.txt", "b.md", "[1].txt"}),
        ("src", set()),
        ("*.!(md|@(x|t*))", {".dot"}),
        ("**/!(*.@(txt|md))", {".dot"}),
        ("!(*.md)\n**/d.*", {"src/deep/d.txt"}),
        ("./a.txt", set()),
        ("src//c.txt", {"src/c.txt"}),
        ("{a.txt,b.md}", set()),
        ("!!a.txt", {"a.txt"}),
        ("\\[1].txt", {"[1].txt"}),
        ("@(a|b", set()),
    ],
)
def test_patterns_choose_files(contents: str, names: set[str]) -> None:
    record = copied(Contents=contents)
    assert set(record.artifacts.get("drop", {})) == names
    assert f"found {len(names)} files" in record["Copy"].log


def test_folders_can_be_flattened_and_start_elsewhere() -> None:
    assert set(copied(SourceFolder="src", Contents="**", flattenFolders="true").artifacts["drop"]) == {"c.txt", "d.txt", "e.md"}


@pytest.mark.parametrize(("overwrite", "content"), [("false", b"old\n"), ("true", b"x")])
def test_what_is_there_stays_unless_overwriting_is_asked(overwrite: str, content: bytes) -> None:
    record = run(
        script("Make", "echo old > $(Build.ArtifactStagingDirectory)/a.txt"),
        step(
            "Copy", "CopyFiles", inputs={"contents": "a.txt", "targetfolder": "$(Build.StagingDirectory)", "OverWrite": overwrite}
        ),
        step("Publish", "PublishBuildArtifacts"),
        files=FILES,
    )
    assert record.artifacts["drop"]["a.txt"] == content


@pytest.mark.parametrize(
    ("inputs", "text"),
    [
        ({"TargetFolder": ""}, "Error: Input required: TargetFolder"),
        ({"Contents": ""}, "Error: Input required: Contents"),
        ({"SourceFolder": "/no/such"}, "Error: Not found SourceFolder: /no/such"),
    ],
)
def test_copying_names_what_is_wrong(inputs: dict[str, str], text: str) -> None:
    assert copied(**inputs)["Copy"].issues[0].message == text


@pytest.mark.parametrize(
    ("inputs", "text"),
    [
        ({"PathtoPublish": "/no/such"}, "Publishing build artifacts failed with an error: Not found PathtoPublish: /no/such"),
        ({"ArtifactName": ""}, "Publishing build artifacts failed with an error: Input required: ArtifactName"),
        ({"publishLocation": "FilePath"}, "Publishing artifacts from a Linux or macOS agent to a file share is not supported."),
        ({"ArtifactName": "a/b"}, "Artifact name is not valid: a/b."),
    ],
)
def test_publishing_names_what_is_wrong(inputs: dict[str, str], text: str) -> None:
    record = run(step("Publish", "PublishBuildArtifacts", inputs=inputs))
    assert text in record["Publish"].issues[-1].message
    assert record.results == ["failed"]


@pytest.mark.parametrize("clean", ["true", "false"])
@pytest.mark.parametrize("way", ["{outside}", "link", "link/deeper"])
@pytest.mark.parametrize("name", ["TargetFolder", "SourceFolder"])
def test_copying_stays_in_the_jobs_folder(tmp_path: Path, name: str, way: str, clean: str) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "deeper").mkdir()
    given = {name: way.format(outside=tmp_path), "CleanTargetFolder": clean}
    record = run(
        script("Link", f"ln -s {tmp_path} link"),
        step("Copy", "CopyFiles", inputs={"TargetFolder": "$(Build.ArtifactStagingDirectory)", "Contents": "**", **given}),
        files=FILES,
    )
    assert record["Copy"].issues[0].message.startswith(f"Error: {name} is ")
    assert "stay in the job's folder" in record["Copy"].issues[0].message
    assert record.results == ["failed"]
    assert {path.name for path in tmp_path.iterdir()} == {"precious", "deeper"}


def test_nothing_from_outside_of_the_jobs_folder_is_published(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    by_task = run(step("Publish", "PublishBuildArtifacts", inputs={"PathtoPublish": str(tmp_path)}))
    assert "stay in the job's folder" in by_task["Publish"].issues[0].message
    by_command = run(script("Say", f"echo '##vso[artifact.upload artifactname=drop;containerfolder=drop]{tmp_path}'"))
    assert by_task.artifacts == by_command.artifacts == {}
    assert by_task.results == ["failed"]


def test_a_single_file_is_published_under_its_name() -> None:
    record = run(step("Publish", "PublishBuildArtifacts", inputs={"PathtoPublish": "src/c.txt"}), files=FILES)
    assert record.artifacts == {"drop": {"c.txt": b"x"}}


def test_bash_runs_inline_scripts_in_the_folder_asked_for() -> None:
    given = {"targetType": "inline", "script": "basename $PWD", "workingDirectory": "src"}
    assert "src" in run(step("Go", "Bash", inputs=given), files=FILES)["Go"].log
    record = run(script("Gone", "true"), step("Go", "Bash", inputs={**given, "workingDirectory": "gone"}))
    assert record["Go"].issues[0].message.startswith("Not found workingDirectory: ")


def test_words_on_standard_error_fail_a_step_only_when_asked() -> None:
    for asked, result in (("false", "succeeded"), ("true", "failed")):
        given = {"script": "echo oops >&2", "failOnStderr": asked}
        assert run(step("Go", "CmdLine", inputs=given))["Go"].result == result
