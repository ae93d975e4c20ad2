# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports of other repositories (docs/reference/azure_devops.md#import)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps, until
from ansible_collections.vaultpipe.azure.tests.support.emulator.repositories import REPOSITORY, content

SAMPLE = "https://github.com/MicrosoftDocs/pipelines-dotnet-core"


def start_import(devops: LocalDevOps, url: str) -> Any:
    return devops.ask("POST", f"{REPOSITORY}/importRequests", {"parameters": {"gitSource": {"url": url}}})


def finished(devops: LocalDevOps, number: int) -> Any:
    devops.azure.pass_time(60)
    return until(
        lambda: devops.get(f"{REPOSITORY}/importRequests/{number}"), lambda one: one["status"] in ("completed", "failed")
    )


def test_the_tutorials_sample_has_a_stand_in(devops: LocalDevOps) -> None:
    started = start_import(devops, SAMPLE)
    assert (started.status, started.body["status"]) == (201, "queued")
    path = f"{REPOSITORY}/importRequests/{started.body['importRequestId']}"
    assert devops.get(path)["status"] == "inProgress"
    done = finished(devops, started.body["importRequestId"])
    assert (done["status"], done["detailedStatus"]["currentStep"]) == ("completed", 6)
    assert devops.get(REPOSITORY)["defaultBranch"] == "refs/heads/main"
    assert "trigger" in content(devops, "azure-pipelines.yml")


def test_what_stands_in_for_any_other_public_repository_says_so(devops: LocalDevOps) -> None:
    url = "https://github.com/somebody/else"
    assert finished(devops, start_import(devops, url).body["importRequestId"])["status"] == "completed"
    assert f"in the place of {url}" in content(devops, "README.md")


def test_the_default_branch_comes_later_than_the_import() -> None:
    devops = LocalDevOps(eventual=True)
    started = start_import(devops, SAMPLE)
    devops.azure.pass_time(9)
    assert devops.get(f"{REPOSITORY}/importRequests/{started.body['importRequestId']}")["status"] == "completed"
    assert "defaultBranch" not in devops.get(REPOSITORY)
    devops.azure.pass_time(5)
    assert devops.get(REPOSITORY)["defaultBranch"] == "refs/heads/main"


@pytest.fixture
def source(tmp_path: Path) -> Iterator[str]:
    """The address of a folder with a real repository; below /away it redirects to another machine, below /here to itself."""
    work, author = tmp_path / "work", ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "-q", "-b", "trunk", str(work)], check=True)
    (work / "file.txt").write_text("imported")
    subprocess.run(["git", "-C", str(work), "add", "."], check=True)
    subprocess.run(["git", "-C", str(work), *author, "commit", "-qm", "first"], check=True)
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(tmp_path / "source.git")], check=True)
    subprocess.run(["git", "-C", str(tmp_path / "source.git"), "update-server-info"], check=True)

    class Files(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            for begin, to in (("/away", "http://192.0.2.1"), ("/here", "")):
                if self.path.startswith(begin):
                    self.send_response(302)
                    self.send_header("Location", to + self.path.removeprefix(begin))
                    self.end_headers()
                    return
            super().do_GET()

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("way", ["", "/here"])
def test_what_this_machine_serves_is_imported_for_real(devops: LocalDevOps, source: str, way: str) -> None:
    done = finished(devops, start_import(devops, f"{source}{way}/source.git").body["importRequestId"])
    assert done["status"] == "completed", done
    assert devops.get(REPOSITORY)["defaultBranch"] == "refs/heads/trunk"
    assert content(devops, "file.txt") == "imported"


def test_an_import_follows_no_redirect_off_this_machine(devops: LocalDevOps, source: str) -> None:
    done = finished(devops, start_import(devops, f"{source}/away/source.git").body["importRequestId"])
    assert done["status"] == "failed"
    assert "reaches nothing but this machine" in done["detailedStatus"]["errorMessage"]


@pytest.mark.parametrize(
    "url", ["{folder}", "file://{folder}", "FILE://localhost{folder}", "ssh://127.0.0.1{folder}", "git://127.0.0.1/x"]
)
def test_folders_are_no_address(devops: LocalDevOps, tmp_path: Path, url: str) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    refused = start_import(devops, url.format(folder=tmp_path))
    assert (refused.status, refused.body["typeKey"]) == (400, "GitImportForbiddenException")


@pytest.mark.parametrize("url", ["https://git.example.com/somebody/else", "http://127.0.0.1:9/none"])
def test_an_unreachable_source_fails_and_says_why(devops: LocalDevOps, url: str) -> None:
    done = finished(devops, start_import(devops, url).body["importRequestId"])
    assert done["status"] == "failed"
    assert done["detailedStatus"]["errorMessage"]
    assert "defaultBranch" not in devops.get(REPOSITORY)


def test_imports_need_an_address_and_an_empty_repository(devops: LocalDevOps) -> None:
    assert start_import(devops, "pipelines-dotnet-core").status == 400
    devops.push("a.txt", "one")
    assert start_import(devops, SAMPLE).status == 409


@pytest.mark.parametrize(
    "url",
    [
        "https://dev.azure.com/vaultpipe/demo/_git/demo",
        "https://me@dev.azure.com/Vaultpipe/b/_git/c",
        "https://vaultpipe.visualstudio.com/b/_git/c",
    ],
)
def test_nobody_imports_from_azure_devops_without_credentials(devops: LocalDevOps, url: str) -> None:
    refused = start_import(devops, url)
    assert (refused.status, refused.body["typeKey"]) == (400, "GitImportForbiddenException")
    assert "Clone URL requires authorization." in refused.body["message"]
    assert devops.get(f"{REPOSITORY}/importRequests")["count"] == 0
