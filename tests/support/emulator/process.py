# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running local Azure as tests see it: its environment, its record of requests and its switches."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from requests import Response, Session

COLLECTION = Path(__file__).resolve().parents[3]
OVERHEARD = "ansible_collections.vaultpipe.azure.tests.support.emulator.secret_capturing"
"""The module that runs the emulator and notes each secret on the line."""
SETTLED = 60.0
"""Seconds after which no delay of the emulator's core/delays.py is left."""
START_BOUND = 120.0
"""Seconds after which an emulator that has not answered counts as failed: many times what it takes on a crowded machine."""


@dataclass(frozen=True)
class Request:
    """One request that the emulator answered (docs/docsite/rst/emulator.rst#control-api)."""

    n: int
    method: str
    host: str
    path: str
    status: int
    caller: str | None
    write: bool
    connection: int

    def __str__(self) -> str:
        return f"{self.method} https://{self.host}{self.path} -> {self.status}"


class EmulatorProcess:
    """The control API of one emulator; `environment` sends any command to it."""

    def __init__(self, environment: dict[str, str], options: Sequence[str] = ()) -> None:
        self.environment, self._options = environment, options
        self.control = environment["VAULTPIPE_EMULATOR"]
        self._session = Session()
        self._session.trust_env = False  # the test's own proxy settings must not come between

    def close(self) -> None:
        self._session.close()

    def requests(self) -> list[Request]:
        return [Request(**entry) for entry in self._ask("GET", "requests").json()]

    def writes(self) -> list[Request]:
        return [request for request in self.requests() if request.write]

    def forget_requests(self) -> None:
        self._ask("DELETE", "requests")

    def reset(self) -> None:
        """Back to the start state, without faults and with an empty record of requests."""
        self._ask("POST", "reset")

    def state(self, canonical: bool = False) -> dict[str, Any]:
        """`live`, `recycle_bin`, `system`; canonical: with stable names for ids, times and versions."""
        state: dict[str, Any] = self._ask("GET", "state?canonical=1" if canonical else "state").json()
        return state

    def fault(self, match: dict[str, Any], action: dict[str, Any], times: int = 1) -> None:
        """Order a fault; match by method, host, path and nth, act by status, drop or delay."""
        self._ask("POST", "faults", {"match": match, "action": action, "times": times})

    def spoiled(self) -> set[str]:
        """The corruptions on order that have changed an answer."""
        return {fault["mangle"] for fault in self._ask("GET", "faults").json() if fault["spoiled"]}

    def clear_faults(self) -> None:
        self._ask("DELETE", "faults")

    def clock(self, advance: float) -> None:
        """Let `advance` seconds pass in the cloud."""
        self._ask("POST", "clock", {"advance": advance})

    @property
    def is_eventual(self) -> bool:
        """True when what is written takes effect late."""
        return "--eventual" in self._options

    def settle(self) -> None:
        """Let what was written hold everywhere: with --eventual, time passes until every delay is over."""
        if self.is_eventual:
            self.clock(SETTLED)

    def rules(self, **changes: Any) -> None:
        """Change what the organization, the tenant or the subscription allows."""
        self._ask("PUT", "rules", changes)

    def snapshot(self) -> bytes:
        """The whole state, to start other tests from."""
        return self._ask("GET", "snapshot").content

    def restore(self, snapshot: bytes) -> None:
        """Back to that state, without faults and with an empty record of requests."""
        self._ask("PUT", "snapshot", data=snapshot)
        self.clear_faults()
        self.forget_requests()

    def _ask(self, method: str, what: str, body: object = None, data: bytes | None = None) -> Response:
        answer = self._session.request(method, f"{self.control}/{what}", json=body, data=data, timeout=30)
        if not answer.ok:
            raise AssertionError(f"{method} {what}: {answer.status_code} {answer.text}")
        return answer


@contextmanager
def emulator_process(run_dir: Path, *options: str, module: Sequence[str] = ("emulator",)) -> Iterator[EmulatorProcess]:
    """Start `python -m emulator serve` on a free port, wait until it answers, end it with the block."""
    command = [sys.executable, "-m", *module, "serve", "--run-dir", str(run_dir), *options]
    with subprocess.Popen(command, cwd=COLLECTION, stdout=subprocess.DEVNULL) as process:
        try:
            with closing(_ready(process, run_dir, options)) as emulator:
                yield emulator
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _ready(process: subprocess.Popen[bytes], run_dir: Path, options: Sequence[str]) -> EmulatorProcess:
    deadline = time.monotonic() + START_BOUND
    env_file = run_dir / "env"
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"The emulator ended with status {process.returncode} while starting.")
        if env_file.exists() and "VAULTPIPE_VARS=" in env_file.read_text():
            emulator = EmulatorProcess(sourced(env_file), options)
            emulator._ask("GET", "health")
            return emulator
        time.sleep(0.05)
    raise AssertionError(f"The emulator did not answer its health check within {START_BOUND:.0f} seconds.")


def sourced(env_file: Path) -> dict[str, str]:
    """The environment of a shell that has read the emulator's `env` file."""
    script = '. "$1" && exec env -0'
    output = subprocess.run(["sh", "-c", script, "sh", str(env_file)], check=True, capture_output=True, env=os.environ)
    lines = output.stdout.decode().split("\0")
    return dict(line.split("=", 1) for line in lines if line)
