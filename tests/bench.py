# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: what a task that finds nothing to do costs, in the controller and in a module process; and many secrets."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests import bench_audit, bench_secrets
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution, Task
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import emulator_process

TASKS = 20
TASK: Task = {"vaultpipe.azure.resource_group": {"name": "rg-bench", "location": "westeurope"}}
EXECUTIONS: tuple[Execution, ...] = ("controller", "module")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="vaultpipe-bench-") as folder:
        run_dir = Path(folder, "emulator")
        with emulator_process(run_dir) as emulator:
            ansible = Ansible(emulator.environment, Path(folder))
            ansible.play([TASK])
            start = seconds(ansible, [{"ansible.builtin.debug": {"msg": "nothing"}}], "auto")
            print(f"{'start of a playbook':<28}{start * 1000:8.0f} ms")
            for execution in EXECUTIONS:
                each = (seconds(ansible, [TASK] * (TASKS + 1), execution) - seconds(ansible, [TASK], execution)) / TASKS
                print(f"{'a task by the ' + execution:<28}{each * 1000:8.0f} ms")
    bench_secrets.show()
    bench_audit.show()
    return 0


def seconds(ansible: Ansible, tasks: list[Task], execution: Execution) -> float:
    began = time.monotonic()
    played = ansible.play(tasks, execution=execution)
    ended = time.monotonic()
    if any(outcome.failed for outcome in played):
        raise SystemExit(played.output)
    return ended - began


if __name__ == "__main__":
    sys.exit(main())
