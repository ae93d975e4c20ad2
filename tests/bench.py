# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: what a task that finds nothing to do costs, through each front door."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, FrontDoor, Task
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import emulator_process

TASKS = 20
TASK: Task = {"vaultpipe.azure.resource_group": {"name": "rg-bench", "location": "westeurope"}}
FRONT_DOORS: tuple[FrontDoor, ...] = ("controller", "module")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="vaultpipe-bench-") as folder:
        run_dir = Path(folder, "emulator")
        with emulator_process(run_dir) as emulator:
            ansible = Ansible(emulator.environment, Path(folder))
            ansible.play([TASK])
            start = seconds(ansible, [{"ansible.builtin.debug": {"msg": "nothing"}}], "auto")
            print(f"{'start of a playbook':<28}{start * 1000:8.0f} ms")
            for door in FRONT_DOORS:
                each = (seconds(ansible, [TASK] * (TASKS + 1), door) - seconds(ansible, [TASK], door)) / TASKS
                print(f"{'a task by the ' + door:<28}{each * 1000:8.0f} ms")
    return 0


def seconds(ansible: Ansible, tasks: list[Task], door: FrontDoor) -> float:
    began = time.monotonic()
    played = ansible.play(tasks, front_door=door)
    ended = time.monotonic()
    if any(outcome.failed for outcome in played):
        raise SystemExit(played.output)
    return ended - began


if __name__ == "__main__":
    sys.exit(main())
