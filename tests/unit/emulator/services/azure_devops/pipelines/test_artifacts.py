# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Artifacts of a run (docs/reference/azure_devops.md#artifacts)."""

from __future__ import annotations

import io
import zipfile

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import Agent, LocalDevOps
from ansible_collections.vaultpipe.azure.tests.support.emulator.pipelines import FILE, HELLO
from emulator.core.request import Request
from emulator.job_protocol.jobs import Job, JobReporter
from emulator.server.snapshot import restore, take


@pytest.fixture
def published(devops: LocalDevOps, agent: Agent) -> int:
    """A run with the artifact `drop`."""

    def work(job: Job, reporter: JobReporter) -> str:
        reporter.upload_artifact("drop", {"secret.txt": b"value\n"})
        reporter.upload_artifact("drop", {"more/a.txt": b"a"})
        return "succeeded"

    agent.work = work
    devops.push(FILE, HELLO)
    number = int(devops.queue(devops.definition()).body["id"])
    devops.until(number, "completed")
    return number


def names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_an_artifact_downloads_as_zip_below_its_name(devops: LocalDevOps, published: int) -> None:
    path = f"/demo/_apis/build/builds/{published}/artifacts"
    artifact = devops.get(path)["value"][0]
    assert (artifact["name"], artifact["resource"]["type"]) == ("drop", "Container")
    by_format = devops.ask("GET", f"{path}?artifactName=drop&$format=zip").body
    by_accept = devops.ask("GET", f"{path}?artifactName=drop", accept="application/zip;api-version=7.1").body
    assert names(by_format) == names(by_accept) == ["drop/more/a.txt", "drop/secret.txt"]
    url = artifact["resource"]["downloadUrl"].partition("/vaultpipe")[2]
    assert zipfile.ZipFile(io.BytesIO(devops.ask("GET", url).body)).read("drop/secret.txt") == b"value\n"
    assert devops.ask("GET", f"{path}?artifactName=none").status == 404


def test_its_files_are_in_the_builds_container(devops: LocalDevOps, published: int) -> None:
    data = devops.get(f"/demo/_apis/build/builds/{published}/artifacts?artifactName=drop")["resource"]["data"]
    container = data.split("/")[1]
    items = devops.get(f"/_apis/resources/Containers/{container}?itemPath=drop")["value"]
    assert [(one["path"], one["itemType"]) for one in items] == [
        ("drop", "folder"),
        ("drop/more", "folder"),
        ("drop/more/a.txt", "file"),
        ("drop/secret.txt", "file"),
    ]
    content = devops.ask("GET", f"/_apis/resources/Containers/{container}?itemPath=drop/secret.txt", accept="*/*")
    assert content.body == b"value\n"


def test_a_signed_address_needs_no_token_and_expires(devops: LocalDevOps, published: int) -> None:
    pipeline = devops.build(published)["definition"]["id"]
    path = f"/demo/_apis/pipelines/{pipeline}/runs/{published}/artifacts?artifactName=drop&$expand=signedContent"
    url = devops.get(path)["signedContent"]["url"]
    reply = devops.cloud.ask(Request.to("GET", url))
    assert names(reply.body) == ["drop/more/a.txt", "drop/secret.txt"]
    devops.azure.pass_time(7200)
    assert devops.cloud.ask(Request.to("GET", url)).status == 404


def test_the_newer_api_misses_an_artifact_in_its_own_words(devops: LocalDevOps, published: int) -> None:
    pipeline = devops.build(published)["definition"]["id"]
    error = devops.ask("GET", f"/demo/_apis/pipelines/{pipeline}/runs/{published}/artifacts?artifactName=none")
    home = "Microsoft.Azure.Pipelines.WebApi"
    assert (error.status, error.body["message"]) == (404, 'An Artifact with name "none" was not found.')
    assert error.body["typeName"] == f"{home}.ArtifactNotFoundException, {home}"


def test_a_snapshot_brings_everything_back(devops: LocalDevOps, agent: Agent, published: int) -> None:
    devops.connection()
    before = devops.cloud.state()
    snapshot = take(devops.cloud)
    devops.cloud.reset()
    assert devops.ask("GET", "/_apis/projects/demo").status in (401, 404)
    restore(devops.cloud, snapshot)
    assert devops.cloud.state() == before
    assert devops.tip() != "0" * 40
    path = f"/demo/_apis/build/builds/{published}/artifacts?artifactName=drop&$format=zip"
    assert names(devops.ask("GET", path).body) == ["drop/more/a.txt", "drop/secret.txt"]
    assert devops.queue(devops.build(published)["definition"]["id"]).status == 200
