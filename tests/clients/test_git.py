# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""git over smart HTTP against the local Azure (facts/clients.md §6)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import run
from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.helpers.portal import Portal

PROJECT = "demo"
ADDRESS = f"https://vaultpipe@dev.azure.com/vaultpipe/{PROJECT}/_git/{PROJECT}"


class Git:
    """Signed in by a header, as pipelines and scripts do it."""

    def __init__(self, emulator: EmulatorProcess, folder: Path, token: str) -> None:
        header = base64.b64encode(f":{token}".encode()).decode()
        self._folder = folder
        self._environment = {
            **emulator.environment,
            "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
            "GIT_TERMINAL_PROMPT": "0",
        }
        settings = ("http.extraHeader", f"Authorization: Basic {header}"), ("user.name", "A"), ("user.email", "a@example.com")
        for name, value in settings:
            self("config", "--global", name, value)

    def __call__(self, *arguments: str, into: str = ".", refused: bool = False) -> str:
        return run("git", "-C", into, *arguments, environment=self._environment, cwd=self._folder, refused=refused)

    def commit(self, clone: str, name: str, content: str | bytes) -> None:
        file = self._folder / clone / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self("add", ".", into=clone)
        self("commit", "-qm", f"Change {name}", into=clone)


@pytest.fixture
def project(emulator: EmulatorProcess, portal: Portal) -> str:
    process = portal.devops("GET", "/_apis/process/processes")["value"][0]["id"]
    capabilities = {"versioncontrol": {"sourceControlType": "Git"}, "processTemplate": {"templateTypeId": process}}
    portal.devops("POST", "/_apis/projects", {"name": PROJECT, "visibility": "private", "capabilities": capabilities})
    emulator.clock(60)
    return PROJECT


@pytest.fixture
def git(emulator: EmulatorProcess, project: str, tmp_path: Path, version: Callable[[str], None]) -> Git:
    version(run("git", "--version", environment=emulator.environment, cwd=tmp_path).strip())
    return Git(emulator, tmp_path, emulator.environment["AZURE_DEVOPS_EXT_PAT"])


def test_clone_commit_push(git: Git, tmp_path: Path) -> None:
    git("clone", "-q", ADDRESS, "first")
    git("checkout", "-qb", "main", into="first")
    git.commit("first", "a.txt", "one\n")
    git("push", "-q", "origin", "main", into="first")
    git.commit("first", "big.bin", bytes(range(256)) * 12_000)
    git("tag", "v1", into="first")
    git("push", "-q", "origin", "main", "v1", into="first")
    git("clone", "-q", "--depth", "1", ADDRESS, "second")
    assert (tmp_path / "second" / "a.txt").read_text() == "one\n"
    assert (tmp_path / "second" / "big.bin").stat().st_size == 256 * 12_000
    assert git("ls-remote", "--tags", "origin", into="first").split()[1] == "refs/tags/v1"


def test_a_stale_push_is_refused(git: Git) -> None:
    git("clone", "-q", ADDRESS, "first")
    git("checkout", "-qb", "main", into="first")
    git.commit("first", "a.txt", "one\n")
    git("push", "-q", "origin", "main", into="first")
    git("clone", "-q", ADDRESS, "second")
    git.commit("first", "a.txt", "two\n")
    git("push", "-q", "origin", "main", into="first")
    git.commit("second", "a.txt", "three\n")
    assert "rejected" in git("push", "origin", "HEAD:main", into="second", refused=True)
    git("push", "-q", "origin", "HEAD:refs/heads/next", into="second")
    git("push", "-q", "origin", ":refs/heads/next", into="second")
    assert git("ls-remote", "--heads", "origin", into="first").split()[1:] == ["refs/heads/main"]


def test_nobody_gets_in_without_a_token(emulator: EmulatorProcess, project: str, tmp_path: Path) -> None:
    stranger = Git(emulator, tmp_path, "not-a-token")
    assert "could not read Password" in stranger("clone", "-q", ADDRESS, "first", refused=True)
