# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: the audit of an organization with many pipelines, as it is and one request after the other.

Each is a process of its own, its start included.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.actors.crowd import CONNECTIONS, PIPELINES, VAULTS, Crowd
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import emulator_process

TASK = [{"hosts": "localhost", "gather_facts": False, "tasks": [{"vaultpipe.azure.secret_readers_info": {}}]}]
PLAYBOOK = """
import sys
from ansible.cli.playbook import main
from ansible_collections.vaultpipe.azure.plugins.module_utils.engine import at_once
at_once.AT_A_TIME = int(sys.argv.pop())
main(["ansible-playbook", *sys.argv[1:]])
"""


def crowd_snapshot(folder: Path) -> bytes:
    """The organization, as an emulator restores it."""
    with emulator_process(folder / "made") as emulator:
        Crowd(Portal(emulator.environment), emulator).make()
        return emulator.snapshot()


def seconds(ansible: Ansible, at_a_time: int) -> float:
    """One audit from the start of ansible-playbook to its end."""
    path = ansible.folder / "bench.json"
    path.write_text(json.dumps(TASK))
    command = [sys.executable, "-c", PLAYBOOK, str(path), str(at_a_time)]
    began = time.monotonic()
    subprocess.run(command, env={**os.environ, **ansible.environment}, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def measured(folder: Path, snapshot: bytes, latency: int, at_a_time: int) -> tuple[float, Counter[str]]:
    """Seconds, and requests by host."""
    with emulator_process(folder / f"at-{latency}-{at_a_time}", "--latency", str(latency)) as emulator:
        emulator.restore(snapshot)
        emulator.forget_requests()
        ansible = Ansible(emulator.environment, folder)
        ansible.environment.pop("ANSIBLE_CALLBACKS_ENABLED", None)
        took = seconds(ansible, at_a_time)
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
