# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real git against the emulator's port (docs/reference/clients.md#git)."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

REMOTE = "https://vaultpipe@dev.azure.com/vaultpipe/demo/_git/demo"
Git = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def api(emulator: EmulatorProcess) -> Callable[..., Any]:
    """REST of the organization by PAT, through the proxy; the project `demo` is there."""
    session = requests.Session()
    session.proxies = {"https": emulator.environment["HTTPS_PROXY"]}
    session.verify = emulator.environment["REQUESTS_CA_BUNDLE"]
    session.trust_env = False
    session.auth = ("", emulator.environment["AZURE_DEVOPS_EXT_PAT"])

    def ask(method: str, path: str, body: Any = None) -> Any:
        return session.request(method, f"https://dev.azure.com/vaultpipe{path}", json=body, timeout=10).json()

    ask("POST", "/_apis/projects", {"name": "demo", "capabilities": {"versioncontrol": {"sourceControlType": "git"}}})
    emulator.clock(60)
    return ask


@pytest.fixture
def git(emulator: EmulatorProcess, tmp_path: Path) -> Git:
    """git with the caller's PAT; `signed_in=False` without."""
    pat = base64.b64encode(f":{emulator.environment['AZURE_DEVOPS_EXT_PAT']}".encode()).decode()

    def run(*arguments: str, folder: Path = tmp_path, signed_in: bool = True) -> subprocess.CompletedProcess[str]:
        config = {"user.name": "Tester", "user.email": "tester@example.com", "init.defaultBranch": "main"}
        config |= {"http.extraHeader": f"Authorization: Basic {pat}"} if signed_in else {}
        pairs = [f"GIT_CONFIG_{kind}_{n}" for n in range(len(config)) for kind in ("KEY", "VALUE")]
        values = [text for item in config.items() for text in item]
        environment = {
            **os.environ,
            **emulator.environment,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_COUNT": str(len(config)),
            **dict(zip(pairs, values, strict=True)),
        }
        return subprocess.run(
            ["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    return run


def commit(git: Git, folder: Path, name: str, content: bytes = b"content") -> None:
    (folder / name).write_bytes(content)
    assert git("add", ".", folder=folder).returncode == 0
    assert git("commit", "-qm", name, folder=folder).returncode == 0


def clone(git: Git, folder: Path, *more: str) -> Path:
    done = git("clone", *more, REMOTE, str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.usefixtures("api")
def test_clone_push_fetch_with_tags_branches_and_a_big_file(api: Callable[..., Any], git: Git, tmp_path: Path) -> None:
    one = clone(git, tmp_path / "one")
    commit(git, one, "big.bin", os.urandom(2_000_000))
    assert git("push", "-u", "origin", "HEAD:main", folder=one).returncode == 0
    assert api("GET", "/demo/_apis/git/repositories/demo")["defaultBranch"] == "refs/heads/main"
    two = clone(git, tmp_path / "two", "--depth", "1")
    assert (two / "big.bin").read_bytes() == (one / "big.bin").read_bytes()
    assert git("tag", "v1", folder=one).returncode == 0
    assert git("push", "origin", "v1", "HEAD:refs/heads/topic", folder=one).returncode == 0
    assert git("push", "origin", ":topic", folder=one).returncode == 0
    refs = api("GET", "/demo/_apis/git/repositories/demo/refs")["value"]
    assert [ref["name"] for ref in refs] == ["refs/heads/main", "refs/tags/v1"]


@pytest.mark.usefixtures("api")
def test_a_stale_push_is_rejected(git: Git, tmp_path: Path) -> None:
    one = clone(git, tmp_path / "one")
    commit(git, one, "a.txt")
    git("push", "origin", "HEAD:main", folder=one)
    two = clone(git, tmp_path / "two")
    commit(git, one, "b.txt")
    assert git("push", "origin", "HEAD:main", folder=one).returncode == 0
    commit(git, two, "c.txt")
    rejected = git("push", "origin", "HEAD:main", folder=two)
    assert rejected.returncode != 0
    assert "rejected" in rejected.stderr


def test_a_branch_policy_rejects_with_azures_code(
    emulator: EmulatorProcess, api: Callable[..., Any], git: Git, tmp_path: Path
) -> None:
    one = clone(git, tmp_path / "one")
    commit(git, one, "a.txt")
    git("push", "origin", "HEAD:main", folder=one)
    emulator.rules(protected_branches=["refs/heads/main"])
    commit(git, one, "b.txt")
    rejected = git("push", "origin", "HEAD:main", folder=one)
    assert rejected.returncode != 0
    assert "TF402455" in rejected.stderr
    emulator.rules(protected_branches=[])


@pytest.mark.usefixtures("api")
def test_nobody_clones_without_signing_in_and_nothing_is_at_other_names(git: Git) -> None:
    anonymous = git("clone", REMOTE, "anonymous", signed_in=False)
    assert anonymous.returncode != 0
    assert "could not read Password" in anonymous.stderr
    missing = git("clone", REMOTE.replace("_git/demo", "_git/none"), "none")
    assert missing.returncode != 0
    assert "TF401019" in missing.stderr


def test_a_push_by_git_starts_the_pipeline_that_watches(api: Callable[..., Any], git: Git, tmp_path: Path) -> None:
    one = clone(git, tmp_path / "one")
    commit(git, one, "azure-pipelines.yml", b"trigger:\n- main\npool: Nowhere\nsteps:\n- script: echo\n")
    git("push", "origin", "HEAD:main", folder=one)
    repository = api("GET", "/demo/_apis/git/repositories/demo")["id"]
    definition = {
        "name": "watching",
        "process": {"type": 2, "yamlFilename": "azure-pipelines.yml"},
        "repository": {"id": repository, "type": "TfsGit"},
        "triggers": [{"settingsSourceType": 2, "triggerType": 2}],
    }
    api("POST", "/demo/_apis/build/definitions", definition)
    commit(git, one, "b.txt")
    assert git("push", "origin", "HEAD:main", folder=one).returncode == 0
    assert [one["reason"] for one in api("GET", "/demo/_apis/build/builds")["value"]] == ["individualCI"]


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("wanted", ["blob:none", "tree:0", "blob:limit=1k"])
def test_a_partial_clone_becomes_a_whole_one(git: Git, tmp_path: Path, wanted: str) -> None:
    """And so does a shallow fetch with a filter, as agents do it."""
    one = clone(git, tmp_path / "one")
    commit(git, one, "a.txt", b"one")
    assert git("push", "-u", "origin", "HEAD:main", folder=one).returncode == 0
    two = clone(git, tmp_path / "two", f"--filter={wanted}")
    assert (two / "a.txt").read_bytes() == b"one"
    three = tmp_path / "three"
    for arguments in (
        ("init", "-q", "three"),
        ("-C", "three", "remote", "add", "origin", REMOTE),
        ("-C", "three", "fetch", f"--filter={wanted}", "--depth", "1", "origin", "main"),
        ("-C", "three", "checkout", "-q", "FETCH_HEAD"),
    ):
        done = git(*arguments)
        assert done.returncode == 0, done.stderr
    assert (three / "a.txt").read_bytes() == b"one"
