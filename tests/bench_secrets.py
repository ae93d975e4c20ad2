# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: many secrets of one vault, set and re-checked, beside Microsoft's client in a row and by 8 threads.

Each is a process of its own, its start included. The rounds interleave, so that another load of the machine meets all alike.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Task
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import emulator_process

VAULT = "kv-bench"
CLIENT = f"""
import sys
from concurrent.futures import ThreadPoolExecutor
from azure.identity import ClientSecretCredential
from azure.keyvault.secrets import SecretClient
import os
login = ClientSecretCredential(*(os.environ["AZURE_" + name] for name in ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET")))
client, count, threads = SecretClient("https://{VAULT}.vault.azure.net", login), int(sys.argv[1]), int(sys.argv[2])
with ThreadPoolExecutor(threads) as pool:
    values = list(pool.map(lambda number: client.get_secret(f"Secret{{number}}").value, range(count)))
assert values == [f"value-{{number}}" for number in range(count)]
"""
BASE = "Microsoft's client by 8 threads"


def measured(count: int, latency: int, rounds: int) -> dict[str, float]:
    """Medians in seconds of each way to re-check the secrets, and the first set."""
    values = {f"Secret{number}": f"value-{number}" for number in range(count)}
    secret = "vaultpipe.azure.keyvault_secret"
    bulk: Task = {secret: {"vault_name": VAULT, "secrets": values}}
    each = {"vault_name": VAULT, "name": "{{ item }}", "secret_value": "value-{{ item | replace('Secret', '') }}"}
    loop: Task = {secret: each, "loop": list(values)}
    with (
        tempfile.TemporaryDirectory(prefix="vaultpipe-bench-") as folder,
        emulator_process(Path(folder, "emulator"), "--latency", str(latency)) as emulator,
    ):
        ansible = Ansible(emulator.environment, Path(folder))
        ansible.environment.pop("ANSIBLE_CALLBACKS_ENABLED", None)
        ansible.play([given_group(), given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION)])
        ways: dict[str, Callable[[], None]] = {
            BASE: lambda: client(ansible, count, 8),
            "by secrets:": lambda: playbook(ansible, bulk),
            "Microsoft's client in a row": lambda: client(ansible, count, 1),
            "by loop:": lambda: playbook(ansible, loop),
        }
        first = seconds(lambda: playbook(ansible, bulk))
        took = [{name: seconds(way) for name, way in ways.items()} for _round in range(rounds)]
    return {"first, by secrets:": first, **{name: statistics.median(one[name] for one in took) for name in ways}}


def client(ansible: Ansible, count: int, threads: int) -> None:
    command = [sys.executable, "-c", CLIENT, str(count), str(threads)]
    subprocess.run(command, env={**os.environ, **ansible.environment}, check=True)


def playbook(ansible: Ansible, task: Task) -> None:
    path = ansible.folder / "bench.json"
    path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]))
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(path)]
    subprocess.run(command, env={**os.environ, **ansible.environment}, check=True, stdout=subprocess.DEVNULL)


def seconds(work: Callable[[], None]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def show(count: int = 200, rounds: int = 3) -> None:
    for latency in (0, 50):
        found = measured(count, latency, rounds)
        print(f"{count} secrets at {latency} ms a round trip, medians of {rounds}:")
        for name, took in found.items():
            print(f"  {name:<34}{took:8.2f} s {took / found[BASE]:8.2f} x {BASE}")


if __name__ == "__main__":
    show(*map(int, sys.argv[1:]))
