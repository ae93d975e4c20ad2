# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`emulator serve` and `exec`: their options, the run directory, and what a shell takes from it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import (
    COLLECTION,
    EmulatorProcess,
    emulator_process,
    sourced,
)


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """One that ends by itself."""
    command = [sys.executable, "-m", "emulator", *arguments]
    return subprocess.run(command, cwd=COLLECTION, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("exec", "--latency", "nan", "--", "true"), "'nan' is not a number of milliseconds"),
        (("exec", "--latency", "-1", "--", "true"), "'-1' is not a number of milliseconds"),
        (("exec", "--snapshot", "/nonexistent", "--", "true"), "/nonexistent: No such file"),
        (("exec", "--snapshot", __file__, "--", "true"), "is no snapshot"),
        (("exec", "--"), "needs a command"),
        (("serve", "--port", "65536"), "'65536' is not a port"),
        (("serve", "--run-dir", f"{__file__}/below"), "--run-dir"),
    ],
)
def test_bad_arguments_are_named(arguments: tuple[str, ...], named: str) -> None:
    ended = started(*arguments)
    assert ended.returncode == 2
    assert named in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_taken_port_is_named_and_its_owners_files_stay(emulator: EmulatorProcess, tmp_path: Path) -> None:
    port = emulator.environment["HTTPS_PROXY"].rpartition(":")[2]
    ended = started("serve", "--port", port, "--run-dir", str(tmp_path))
    assert ended.returncode == 1
    assert f"port {port}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("command", "status"), [("exit 3", 3), ("kill -TERM $$", 143), ("kill -KILL $$", 137)])
def test_exec_ends_as_its_command_does(command: str, status: int) -> None:
    assert started("exec", "--", "sh", "-c", command).returncode == status


def test_exec_of_no_such_command_says_so() -> None:
    ended = started("exec", "--", "/no/such/command")
    assert ended.returncode == 127
    assert "/no/such/command" in ended.stderr


def test_the_run_directory_works_from_anywhere_and_keeps_its_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_dir = tmp_path / "run"
    run_dir.mkdir()
    (run_dir / "env").touch(mode=0o644)
    with emulator_process(Path(os.path.relpath(run_dir, COLLECTION))) as emulator:
        assert {path.name for path in run_dir.iterdir()} >= {"env", "ca.pem", "emulator.log"}
        assert (run_dir / "env").stat().st_mode & 0o777 == 0o600
        assert Path(emulator.environment["REQUESTS_CA_BUNDLE"]) == run_dir / "ca.pem"
        # Set only after the emulator has started: the shell that reads the file drops them.
        for name in ("http_proxy", "ALL_PROXY", "AZURE_SECRET", "ARM_CLIENT_ID", "SYSTEM_ACCESSTOKEN"):
            monkeypatch.setenv(name, "theirs")
        assert "theirs" not in sourced(run_dir / "env").values()
