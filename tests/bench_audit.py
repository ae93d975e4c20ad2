# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: the audit of an organization with many pipelines, as it is and one request after the other.

Each is a process of its own, its start included.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.actors.crowd import CONNECTIONS, PIPELINES, VAULTS, Crowd
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import emulator_process

AUDIT = """
import sys
from ansible_collections.vaultpipe.azure.plugins.module_utils.engine import at_once, task
from ansible_collections.vaultpipe.azure.plugins.module_utils.progress import Reporter
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.wiring.audit.secret_readers_info import SecretReadersInfo
at_once.AT_A_TIME = int(sys.argv[1])
options = dict.fromkeys(SecretReadersInfo.spec.options)
result = task.run(SecretReadersInfo, options, check_mode=False, report=Reporter(), run_directory=None)
assert not result.get("failed"), result
assert len(result["readers"]) == int(sys.argv[2]), result["unseen"]
"""


def crowd_snapshot(folder: Path) -> bytes:
    """The organization, as an emulator restores it."""
    with emulator_process(folder / "made") as emulator:
        Crowd(Portal(emulator.environment), emulator).make()
        return emulator.snapshot()


def measured(folder: Path, snapshot: bytes, latency: int, at_a_time: int) -> tuple[float, Counter[str]]:
    """Seconds, and requests by host."""
    with emulator_process(folder / f"at-{latency}-{at_a_time}", "--latency", str(latency)) as emulator:
        emulator.restore(snapshot)
        emulator.forget_requests()
        command = [sys.executable, "-c", AUDIT, str(at_a_time), str(CONNECTIONS)]
        began = time.monotonic()
        subprocess.run(command, env={**os.environ, **emulator.environment}, check=True)
        took = time.monotonic() - began
        return took, Counter(one.host for one in emulator.requests())


def show() -> None:
    with tempfile.TemporaryDirectory(prefix="vaultpipe-bench-") as named:
        folder = Path(named)
        snapshot = crowd_snapshot(folder)
        print(f"{PIPELINES} pipelines, {CONNECTIONS} connections, {VAULTS} vaults:")
        for latency in (0, 50):
            (took, asked), (row, _same) = (measured(folder, snapshot, latency, at_a_time) for at_a_time in (16, 1))
            hosts = Counter("vaults" if host.endswith(".vault.azure.net") else host for host in asked.elements())
            print(f"  {latency} ms a round trip: {took:.1f} s, in a row {row:.1f} s, {took / row:.2f} of it; {dict(hosts)}")


if __name__ == "__main__":
    show()
