# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tarball, installed offline into a bare folder, works from there without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.helpers.tarball import build

TOOLS = Path(sys.executable).parent
SETUP_BOUND = 300


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `ansible_collections`."""
    folder = tmp_path_factory.mktemp("installed")
    tarball = build(folder)
    # Forced, since the linked checkout counts as installed already.
    install = [str(TOOLS / "ansible-galaxy"), "collection", "install", "--offline", "--force", "-p", str(folder), str(tarball)]
    subprocess.run(install, check=True)
    return folder


def run_there(installed: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command under the installed collection's own emulator, with the installed collection first in every path."""
    emulator = [sys.executable, "-m", "ansible_collections.vaultpipe.azure.emulator", "exec", "--"]
    paths = {"ANSIBLE_COLLECTIONS_PATH": str(installed), "PYTHONPATH": str(installed)}
    return subprocess.run(
        [*emulator, *command],
        cwd=installed,
        env={**os.environ, **paths},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SETUP_BOUND,
        check=False,
    )


def test_the_tarball_holds_nothing_of_the_checkout_s_own(installed: Path) -> None:
    packed = {path.name for path in (installed / "ansible_collections/vaultpipe/azure").iterdir()}
    assert {"plugins", "roles", "playbooks", "emulator", "requirements.txt", "LICENSE"} <= packed
    assert not packed & {".venv", ".git", ".ci", "build", "collections"}


def test_the_collection_comes_from_the_folder(installed: Path) -> None:
    shown = run_there(installed, str(TOOLS / "ansible-galaxy"), "collection", "list", "vaultpipe.azure")
    assert str(installed) in shown.stdout, shown.stdout + shown.stderr


def test_setup_runs_from_the_folder(installed: Path, tmp_path: Path) -> None:
    artifact = ["--extra-vars", f"vaultpipe_artifact_dir={tmp_path / 'artifact'}"]
    ran = run_there(installed, str(TOOLS / "ansible-playbook"), "vaultpipe.azure.setup", *artifact)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (tmp_path / "artifact/drop/secret.txt").read_text().endswith("\n")
