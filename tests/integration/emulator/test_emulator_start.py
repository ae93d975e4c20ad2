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
from requests import Session

from ansible_collections.vaultpipe.azure.tests.support.emulator.process import (
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
    (run_dir / "emulator.log").touch(mode=0o644)
    with emulator_process(Path(os.path.relpath(run_dir, COLLECTION))) as emulator:
        assert {path.name for path in run_dir.iterdir()} >= {"env", "ca.pem", "emulator.log"}
        assert {path.stat().st_mode & 0o777 for path in run_dir.iterdir() if path.is_file()} == {0o600}
        assert {path.stat().st_mode & 0o777 for path in (run_dir, run_dir / "azure", run_dir / "azure-devops")} == {0o700}
        assert Path(emulator.environment["REQUESTS_CA_BUNDLE"]) == run_dir / "ca.pem"
        # Set only after the emulator has started: the shell that reads the file drops them.
        for name in ("http_proxy", "ALL_PROXY", "AZURE_SECRET", "ARM_CLIENT_ID", "SYSTEM_ACCESSTOKEN"):
            monkeypatch.setenv(name, "theirs")
        assert "theirs" not in sourced(run_dir / "env").values()


CREDENTIALS = ("AZURE_CLIENT_SECRET", "AZURE_DEVOPS_EXT_PAT", "VAULTPIPE_EMULATOR")


def test_credentials_are_new_at_each_start_and_ids_follow_from_the_seed(emulator: EmulatorProcess, tmp_path: Path) -> None:
    with emulator_process(tmp_path / "run", "--seed", "0") as other:
        for name in CREDENTIALS:
            assert other.environment[name] != emulator.environment[name]
        for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_SUBSCRIPTION_ID"):
            assert other.environment[name] == emulator.environment[name]


def test_a_reset_keeps_them(emulator: EmulatorProcess) -> None:
    emulator.reset()
    assert signed_in(emulator) == 200


def signed_in(emulator: EmulatorProcess) -> int:
    """The status of a sign-in with what the environment says."""
    known = emulator.environment
    form = {
        "grant_type": "client_credentials",
        "client_id": known["AZURE_CLIENT_ID"],
        "client_secret": known["AZURE_CLIENT_SECRET"],
        "scope": "https://vault.azure.net/.default",
    }
    with Session() as session:
        session.trust_env = False
        session.proxies, session.verify = {"https": known["HTTPS_PROXY"]}, known["REQUESTS_CA_BUNDLE"]
        address = f"https://login.microsoftonline.com/{known['AZURE_TENANT_ID']}/oauth2/v2.0/token"
        return session.post(address, data=form, timeout=30).status_code


# -- the run directory ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_may_write_is_refused(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    folder.chmod(mode)
    ended = started("serve", "--run-dir", str(folder))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "make it private (chmod 700)" in ended.stderr
    assert list(folder.iterdir()) == []


def test_a_folder_of_other_things_that_others_may_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o755)
    (folder / "notes.txt").touch()
    assert started("serve", "--run-dir", str(folder)).returncode == 2
    assert folder.stat().st_mode & 0o777 == 0o755


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, 12345)
    ended = started("serve", "--run-dir", str(folder))
    assert (ended.returncode, "it belongs to somebody else" in ended.stderr) == (2, True)


def test_a_link_to_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    ended = started("serve", "--run-dir", str(tmp_path / "link"))
    assert (ended.returncode, "it is a link" in ended.stderr) == (2, True)


@pytest.mark.parametrize("name", ["env", "ca.pem", "emulator.log", "azure"])
def test_links_in_the_folder_are_not_followed(tmp_path: Path, name: str) -> None:
    folder, precious = tmp_path / "run", tmp_path / "precious"
    folder.mkdir(mode=0o700)
    precious.write_text("precious")
    (folder / name).symlink_to(precious)
    ended = started("serve", "--run-dir", str(folder))
    assert ended.returncode == 1
    assert "cannot start" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert precious.read_text() == "precious"


def test_a_second_emulator_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with emulator_process(tmp_path / "run") as first:
        certificate = (tmp_path / "run" / "ca.pem").read_bytes()
        ended = started("serve", "--run-dir", str(tmp_path / "run"))
        assert (ended.returncode, "another local Azure uses it" in ended.stderr) == (2, True)
        assert (tmp_path / "run" / "ca.pem").read_bytes() == certificate
        assert signed_in(first) == 200
    (tmp_path / "run" / "env").unlink()  # what tells the test that the next one is up
    with emulator_process(tmp_path / "run") as second:
        assert signed_in(second) == 200


def test_serve_says_what_steps_are(tmp_path: Path) -> None:
    ended = started("exec", "--", "true")
    assert "Steps of its pipelines run in real shells, with your rights." in ended.stderr


# -- its log ----------------------------------------------------------------------------------------------------------

SECRET = "p/a@ss"


@pytest.mark.parametrize(
    "message",
    [
        f"https://me:{SECRET}@github.com/a/b",
        f"git clone 'https://{SECRET}@127.0.0.1:1/x'",
        f"https://github.com/a?token={SECRET}",
    ],
)
def test_nothing_but_the_place_of_an_address_is_logged(tmp_path: Path, message: str) -> None:
    file = tmp_path / "emulator.log"
    script = (
        "import logging, os, sys\nfrom emulator.server.log import log_to\n"
        "log_to(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT))\n"
        "try: raise ValueError(sys.argv[2])\n"
        "except ValueError: logging.exception('It failed at %s', sys.argv[2])"
    )
    subprocess.run([sys.executable, "-c", script, str(file), message], cwd=COLLECTION, check=True)
    log = file.read_text()
    assert log.count("***") == 2
    assert SECRET not in log
    assert "ss@" not in log
