# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""git over smart HTTP against the local Azure (docs/reference/clients.md#git)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import run
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import DEVOPS, Portal
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

PROJECT = "demo"
ADDRESS = f"https://vaultpipe@dev.azure.com/vaultpipe/{PROJECT}/_git/{PROJECT}"


class Git:
    """Signed in by a header, as pipelines and scripts do it."""

    def __init__(self, emulator: EmulatorProcess, folder: Path, *authorization: str) -> None:
        """:param authorization: the header's value; none: not signed in."""
        self._folder = folder
        self._environment = {
            **emulator.environment,
            "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
            "GIT_TERMINAL_PROMPT": "0",
        }
        headers = [("http.extraHeader", f"Authorization: {value}") for value in authorization]
        for name, value in [*headers, ("user.name", "A"), ("user.email", "a@example.com")]:
            self("config", "--global", name, value)

    def __call__(self, *arguments: str, into: str = ".", refused: bool = False) -> str:
        return run("git", "-C", into, *arguments, environment=self._environment, cwd=self._folder, refused=refused)

    def commit(self, clone: str, name: str, content: str | bytes) -> None:
        file = self._folder / clone / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self("add", ".", into=clone)
        self("commit", "-qm", f"Change {name}", into=clone)


def basic(token: str) -> str:
    return f"Basic {base64.b64encode(f':{token}'.encode()).decode()}"


@pytest.fixture
def project(emulator: EmulatorProcess, portal: Portal) -> str:
    process = portal.devops("GET", "/_apis/process/processes")["value"][0]["id"]
    capabilities = {"versioncontrol": {"sourceControlType": "Git"}, "processTemplate": {"templateTypeId": process}}
    portal.devops("POST", "/_apis/projects", {"name": PROJECT, "visibility": "private", "capabilities": capabilities})
    emulator.clock(60)
    return PROJECT


@pytest.fixture(params=["personal access token", "Entra token"])
def git(
    request: pytest.FixtureRequest, emulator: EmulatorProcess, portal: Portal, tmp_path: Path, version: Callable[[str], None]
) -> Git:
    """Signed in either way, in a project with an empty repository."""
    request.getfixturevalue("project")
    version(run("git", "--version", environment=emulator.environment, cwd=tmp_path).strip())
    if request.param == "Entra token":
        return Git(emulator, tmp_path, f"Bearer {portal.token(DEVOPS)}")
    return Git(emulator, tmp_path, basic(emulator.environment["AZURE_DEVOPS_EXT_PAT"]))


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


@pytest.mark.usefixtures("project")
def test_nobody_gets_in_without_a_token(emulator: EmulatorProcess, portal: Portal, tmp_path: Path) -> None:
    """Git that gets a 401 asks for a password, which is forbidden here."""
    another = f"Bearer {portal.token('https://management.azure.com')}"
    for number, authorization in enumerate([(), (basic("not-a-token"),), ("Bearer not.a.token",), (another,)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        stranger = Git(emulator, folder, *authorization)
        assert "could not read Password" in stranger("clone", "-q", ADDRESS, "first", refused=True)
        stranger("init", "-q", "first")
        stranger.commit("first", "a.txt", "one\n")
        assert "could not read Password" in stranger("push", ADDRESS, "HEAD:main", into="first", refused=True)
    assert portal.devops("GET", f"/{PROJECT}/_apis/git/repositories/{PROJECT}/refs")["value"] == []
