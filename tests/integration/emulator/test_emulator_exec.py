# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`emulator exec` leaves its command no way past the emulator and no credential but the emulated caller's."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

COLLECTION = Path(__file__).resolve().parents[3]
EXEC_BOUND = 120

THEIRS = {
    "AZURE_TENANT_ID": "11111111-real-real-real-111111111111",
    "AZURE_TENANT": "11111111-real-real-real-111111111111",
    "AZURE_CLIENT_ID": "22222222-real-real-real-222222222222",
    "AZURE_CLIENT_SECRET": "a-real-looking-client-secret",
    "AZURE_SECRET": "another-real-looking-secret",
    "AZURE_SUBSCRIPTION_ID": "33333333-real-real-real-333333333333",
    "AZURE_CONFIG_DIR": "/home/somebody/.azure",
    "AZURE_DEVOPS_EXT_PAT": "a-real-looking-personal-access-token",
    "AZURE_DEVOPS_ORG_URL": "https://dev.azure.com/somebody",
    "ANSIBLE_AZURE_AUTH_SOURCE": "cli",
    "ARM_CLIENT_ID": "44444444-real-real-real-444444444444",
    "ARM_CLIENT_SECRET": "a-real-looking-terraform-secret",
    "ARM_USE_OIDC": "true-looking-switch",
    "AZDO_PERSONAL_ACCESS_TOKEN": "a-real-looking-azdo-token",
    "AZDO_ORG_SERVICE_URL": "https://dev.azure.com/somebody-else",
    "MSI_ENDPOINT": "http://169.254.169.254/real-looking",
    "IDENTITY_ENDPOINT": "http://169.254.169.254/real-looking-too",
    "IDENTITY_HEADER": "a-real-looking-identity-header",
    "SYSTEM_ACCESSTOKEN": "a-real-looking-system-token",
    "SYSTEM_OIDCREQUESTURI": "https://dev.azure.com/somebody/real-looking",
}

HOSTS = {
    "requests": "management.azure.com",
    "urllib": "management.azure.com",
    "azure-identity": "login.microsoftonline.com",
    "git": "dev.azure.com",
    "ansible": "management.azure.com",
}
CLIENTS = {
    "requests": """
import requests
requests.get("https://management.azure.com/subscriptions?api-version=2022-12-01", timeout=20)
""",
    "urllib": """
import urllib.request, urllib.error
try:
    urllib.request.urlopen("https://management.azure.com/subscriptions?api-version=2022-12-01", timeout=20)
except urllib.error.HTTPError:
    pass
""",
    "azure-identity": """
import azure.identity
azure.identity.EnvironmentCredential().get_token("https://management.azure.com/.default")
""",
    "git": """
import os, subprocess
os.environ["GIT_TERMINAL_PROMPT"] = "0"
subprocess.run(["git", "ls-remote", "https://dev.azure.com/vaultpipe/none/_git/none"], timeout=20)
""",
    "ansible": """
import subprocess, sys, pathlib
ansible = pathlib.Path(sys.executable).with_name("ansible")
subprocess.run([ansible, "localhost", "-m", "vaultpipe.azure.resource_group", "-a", "name=rg-hostile location=westeurope"],
               check=True, timeout=60)
""",
}

SHOW_ENVIRONMENT = "import json, os; print(json.dumps(dict(os.environ)))"
SHOW_REQUESTS = """
import os, urllib.request
print(urllib.request.urlopen(os.environ["VAULTPIPE_EMULATOR"] + "/requests").read().decode())
"""


@pytest.fixture
def their_proxy() -> Iterator[str]:
    """A proxy of the user's own; the test fails if anybody connects to it."""
    reached = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                reached.set()
                connection.close()

        listener = Thread(target=listen)
        listener.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        listener.join(timeout=10)
    assert not reached.is_set(), "A request went to the user's own proxy."


@pytest.fixture
def hostile(their_proxy: str) -> dict[str, str]:
    """An environment full of other ways to Azure."""
    names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    return {**os.environ, **dict.fromkeys(names, their_proxy), "NO_PROXY": "*", "no_proxy": "*", **THEIRS}


def under_exec(environment: dict[str, str], script: str) -> Any:
    """Runs `script` under `exec` and returns what it prints in its last line, read as JSON."""
    ended = subprocess.run(
        [sys.executable, "-m", "emulator", "exec", "--", sys.executable, "-c", script],
        cwd=COLLECTION,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=EXEC_BOUND,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def test_nothing_of_theirs_is_left(hostile: dict[str, str]) -> None:
    inside = under_exec(hostile, SHOW_ENVIRONMENT)
    left = {name: value for name, value in inside.items() if value in THEIRS.values()}
    assert left == {}
    assert {inside[name] for name in ("NO_PROXY", "no_proxy")} == {"127.0.0.1,localhost"}
    assert {inside[name] for name in ("HTTPS_PROXY", "https_proxy")} == {inside["VAULTPIPE_EMULATOR"].rsplit("/", 2)[0]}
    assert not {"HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"} & inside.keys()


def test_home_stays(hostile: dict[str, str]) -> None:
    assert under_exec(hostile, SHOW_ENVIRONMENT)["HOME"] == hostile["HOME"]


@pytest.mark.parametrize("client", CLIENTS)
def test_every_client_reaches_the_emulator(hostile: dict[str, str], client: str) -> None:
    requests = under_exec(hostile, CLIENTS[client] + SHOW_REQUESTS)
    assert HOSTS[client] in {request["host"] for request in requests}


def test_status_of_the_command_is_passed_on() -> None:
    ended = subprocess.run([sys.executable, "-m", "emulator", "exec", "--", "sh", "-c", "exit 7"], cwd=COLLECTION, check=False)
    assert ended.returncode == 7


# -- interrupts -------------------------------------------------------------------------------------------------------

COUNTING = """
import os, signal, sys, time
came = []
signal.signal(signal.SIGINT, lambda *_: came.append("INT"))
signal.signal(signal.SIGTERM, lambda *_: came.append("TERM"))
print("ready", flush=True)
end = time.monotonic() + 60
while not came and time.monotonic() < end:
    time.sleep(0.02)
end = time.monotonic() + 0.7
while time.monotonic() < end:
    time.sleep(0.02)
print("came", *came, flush=True)
"""
RECORD = ("record", "--out", "unused", "--name", "unused")
"""The command asks for nothing, so nothing is reached."""


def interrupted(way: Callable[[int, int], object], command: tuple[str, ...], folder: Path) -> str:
    """Interrupts a command below `exec` or `record` in a terminal of its own; `way` gets our side of it and the pid."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ["PYTHONPATH"] = str(COLLECTION)
        os.execv(sys.executable, [sys.executable, "-m", "emulator", *command, "--", sys.executable, "-c", COUNTING])  # noqa: S606
    output = b""
    with contextlib.suppress(OSError):  # which is how a terminal ends
        while part := os.read(terminal, 4096):
            output += part
            if b"ready" in part:
                way(terminal, pid)
    os.close(terminal)
    os.waitpid(pid, 0)
    return next(line for line in output.decode().splitlines()[::-1] if "came" in line).partition("came ")[2]


@pytest.mark.parametrize("command", [("exec",), RECORD], ids=lambda one: one[0])
def test_an_interrupt_in_a_terminal_comes_once(command: tuple[str, ...], tmp_path: Path) -> None:
    assert interrupted(lambda terminal, _pid: os.write(terminal, b"\x03"), command, tmp_path) == "INT"


def test_an_end_in_a_terminal_comes_once(tmp_path: Path) -> None:
    assert interrupted(lambda _terminal, pid: os.kill(pid, signal.SIGTERM), ("exec",), tmp_path) == "TERM"


@pytest.mark.parametrize("command", [("exec",), RECORD], ids=lambda one: one[0])
@pytest.mark.parametrize("name", ["INT", "TERM"])
@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to the process", "to its group"])
def test_without_a_terminal_it_comes_once_too(
    command: tuple[str, ...], send: Callable[[int, int], None], name: str, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "emulator", *command, "--", sys.executable, "-c", COUNTING],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(COLLECTION)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        send(process.pid, signal.Signals[f"SIG{name}"])
        assert process.stdout.readline() == f"came {name}\n"
    assert process.returncode == 0
