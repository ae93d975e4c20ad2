# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An artifact that comes damaged, too large or with a way out writes nothing; a write that fails leaves no part of it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

PROJECT = "shop"
ZIP = {"method": "GET", "host": "dev.azure.com", "path": ".*/artifacts"}
PIPELINE = """
trigger: none
pool: {vmImage: ubuntu-latest}
steps:
- script: %s
- task: PublishBuildArtifacts@1
  inputs: {PathtoPublish: out, ArtifactName: drop}
"""


def ascii_zip(path: str) -> str:
    """An archive whose bytes are characters too, so that an order for a fault can hold it."""
    for number in range(1000):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o400 << 16
            archive.writestr(entry, f"the secret {number}")
        if packed.getvalue().isascii():
            return packed.getvalue().decode()
    raise AssertionError("one in sixteen has such a checksum")


def fault(action: dict[str, Any] | None) -> dict[str, Any]:
    """A task that orders it for what is downloaded, the first request to that path; None takes the orders back."""
    address = "{{ lookup('ansible.builtin.env', 'VAULTPIPE_EMULATOR') }}/faults"
    order = {"body": {"match": {**ZIP, "nth": 1}, "action": action}} if action else {}
    how = {"method": "POST" if action else "DELETE", "body_format": "json", "status_code": [200, 204]}
    return {"ansible.builtin.uri": {"url": address, **how, **order}}


def made(script: str) -> list[dict[str, Any]]:
    return [
        given("devops_project", name=PROJECT),
        given("devops_repository", project=PROJECT, name=PROJECT, files={"azure-pipelines.yml": PIPELINE % script}),
        given("devops_pipeline", project=PROJECT, name="ci", repository=PROJECT, yaml_path="azure-pipelines.yml"),
        given("devops_pipeline_run", project=PROJECT, pipeline="ci", timeout=60),
    ]


def fetched(place: Path) -> dict[str, Any]:
    options = {"project": PROJECT, "pipeline": "ci", "timeout": 60, "artifact": "drop", "artifact_dir": str(place)}
    return {**step("devops_pipeline_run", **options), "ignore_errors": True}


def files(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def test_what_cannot_be_unpacked_is_refused_by_name(ansible: Ansible, tmp_path: Path) -> None:
    place = tmp_path / "deep" / "artifact"
    good = ascii_zip("drop/out.txt")
    unreadable = "does not come as a readable zip file"
    refused: dict[str, tuple[dict[str, Any], str]] = {
        "half of it": ({"mangle": "truncated"}, unreadable),
        "none": ({"status": 200, "body": "<html>sign in</html>"}, unreadable),
        "another checksum": (
            {"status": 200, "body": good.replace("the secret", "the sacred")},
            "does not come as a readable zip file",
        ),
        "a way up": ({"status": 200, "body": ascii_zip("drop/../../../out.txt")}, "which would leave the folder"),
        "from the root on": ({"status": 200, "body": ascii_zip(f"{tmp_path}/out.txt")}, "which would leave the folder"),
        "the folder itself": ({"status": 200, "body": ascii_zip(".")}, "which would leave the folder"),
    }
    turns = [task for action, _why in refused.values() for task in (fault(None), fault(action), fetched(place))]
    play = ansible.play([*made("mkdir out && echo made > out/out.txt"), *turns, fault(None), fetched(place)])
    for (case, (_action, why)), outcome in zip(refused.items(), play[6 : 4 + len(turns) : 3], strict=True):
        assert outcome.failed, case
        assert "The artifact drop" in outcome.msg, (case, outcome.msg)
        assert why in outcome.msg, (case, outcome.msg)
    assert (play[-1].failed, files(tmp_path / "deep"), files(place)) == (False, ["artifact/drop/out.txt"], ["drop/out.txt"])


def test_what_unpacks_to_more_than_the_limit_is_refused(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    outcome = ansible.play([*made("mkdir out && truncate -s 257M out/zeros"), fetched(tmp_path / "artifact")])[-1]
    assert outcome.failed
    assert "1 files of 257 MiB together, but at most 10000 files of 256 MiB are unpacked" in outcome.msg, outcome.msg
    assert not (tmp_path / "artifact").exists()


def test_a_write_that_fails_leaves_nothing(ansible: Ansible, tmp_path: Path) -> None:
    """A folder is where the file shall be."""
    place = tmp_path / "artifact"
    (place / "drop" / "out.txt" / "mine").mkdir(parents=True)
    outcome = ansible.play([*made("mkdir out && echo made > out/out.txt"), fetched(place)])[-1]
    assert outcome.failed
    assert f"artifact_dir is '{place}', where drop/out.txt cannot be written" in outcome.msg, outcome.msg
    assert files(place) == []


def test_a_link_leads_nowhere(ansible: Ansible, tmp_path: Path) -> None:
    """A link in place of a folder is refused, one in place of a file is replaced."""
    outside, place = tmp_path / "outside", tmp_path / "artifact"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    place.mkdir()
    (place / "drop").symlink_to(outside)
    prepared = made("mkdir out && echo made > out/mine.txt")
    outcome = ansible.play([*prepared, fetched(place)])[-1]
    assert outcome.failed
    assert "is a link that leads out of artifact_dir" in outcome.msg, outcome.msg
    (place / "drop").unlink()
    (place / "drop").mkdir()
    (place / "drop" / "mine.txt").symlink_to(outside / "mine.txt")
    (again,) = ansible.play([fetched(place)])
    assert not again.failed, again.msg
    assert ((outside / "mine.txt").read_text(), (place / "drop" / "mine.txt").read_text()) == ("mine", "made\n")
