# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two set-ups in one project, vault and repository: one is killed, or taken down, while the other runs; both converge."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.faults.cells import DEFINITION, ENDPOINTS, PUSH, SECRET, WAYS, WRITES
from ansible_collections.vaultpipe.azure.tests.faults.test_crash_matrix import is_write
from ansible_collections.vaultpipe.azure.tests.support.ansible.interrupt import kill_at, pause_at
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

ONE = {"vaultpipe_pipeline": "one", "vaultpipe_secret_name": "One", "vaultpipe_service_connection": "c-one"}
TWO = {"vaultpipe_pipeline": "two", "vaultpipe_secret_name": "Two", "vaultpipe_service_connection": "c-two"}
SETUP, TEARDOWN = "vaultpipe.azure.setup", "vaultpipe.azure.teardown"
EACH = 19
"""A sample runs one cell in so many."""
Write = tuple[str, str]
KILLED = [
    pytest.param(way, write, writes[: at + 1].count(write), id=f"{way}: {' '.join(write)} no. {writes[: at + 1].count(write)}",
                 marks=[] if number % EACH == 0 else [pytest.mark.long])
    for number, (way, at, write, writes) in enumerate(
        (way, at, write, WRITES["setup", way]) for way in WAYS for at, write in enumerate(WRITES["setup", way])
    )
]  # fmt: skip


class Side:
    """One of the two, with a folder of its own."""

    def __init__(self, emulator: EmulatorProcess, folder: Path, way: str, names: dict[str, str]) -> None:
        folder.mkdir()
        self.ansible = Ansible(emulator.environment, folder)
        self.variables: dict[str, Any] = {**WAYS[way], **names, "vaultpipe_artifact_dir": str(folder / "artifact")}

    def run(self, playbook: str = SETUP) -> Play:
        return self.ansible.playbook(playbook, extra_vars=self.variables)


@pytest.fixture
def sides(emulator: EmulatorProcess, tmp_path: Path) -> Callable[[str], tuple[Side, Side]]:
    def made(way: str) -> tuple[Side, Side]:
        return Side(emulator, tmp_path / "one", way, ONE), Side(emulator, tmp_path / "two", way, TWO)

    return made


def sent(emulator: EmulatorProcess, write: Write) -> int:
    return sum(is_write(request.method, request.path, write) for request in emulator.requests())


def assert_settled(emulator: EmulatorProcess, *sides: Side) -> None:
    """Nothing is left to do for either, and each has what is its own."""
    emulator.forget_requests()
    for side in sides:
        again = side.run()
        assert (again.returncode, again.recap["changed"]) == (0, 0), again.output
    assert emulator.writes() == []
    live = emulator.state()["live"]
    ((project,), (vault,)) = live["devops"]["projects"], live["vaults"]["vaults"]
    assert {one["name"] for one in project["pipelines"]} == {side.variables["vaultpipe_pipeline"] for side in sides}
    assert {one["name"] for one in vault["secrets"]} == {side.variables["vaultpipe_secret_name"] for side in sides}


@pytest.mark.parametrize(("way", "write", "nth"), KILLED)
def test_one_is_killed_while_the_other_runs(
    emulator: EmulatorProcess, sides: Callable[[str], tuple[Side, Side]], way: str, write: Write, nth: int
) -> None:
    """It stands still at the write until the other one has begun to write, and is killed then."""
    one, two = sides(way)
    other: list[Future[Play]] = []
    with ThreadPoolExecutor(1) as pool:

        def kill_beside(process: int) -> None:
            os.killpg(process, signal.SIGSTOP)
            before = len(emulator.writes())
            other.append(pool.submit(two.run))
            while len(emulator.writes()) == before and not other[0].done():
                time.sleep(0.02)
            os.killpg(process, signal.SIGKILL)

        killed = kill_at(one.ansible, SETUP, one.variables, lambda: sent(emulator, write) >= nth, kill_beside)
        assert killed is not None, "it ended before"
        beside = other[0].result()
    assert beside.returncode == 0, beside.output
    again = one.run()
    assert again.returncode == 0, again.output
    assert_settled(emulator, one, two)


MOMENTS = {"its secret": ("PUT", SECRET), "its connection": ("POST", ENDPOINTS), "its steps": PUSH, "its pipeline": DEFINITION}


@pytest.mark.parametrize("made", [pytest.param(one, marks=[pytest.mark.long] * (one != "its pipeline")) for one in MOMENTS])
def test_one_is_taken_down_while_the_other_is_set_up(
    emulator: EmulatorProcess, sides: Callable[[str], tuple[Side, Side]], made: str
) -> None:
    """The teardown leaves what the other one had made by then, with what that needs; a re-run makes what is missing."""
    one, two = sides("managed identity")
    first = one.run()
    assert first.returncode == 0, first.output
    emulator.forget_requests()

    def take_down() -> None:
        gone = one.run(TEARDOWN)
        assert gone.returncode == 0, gone.output

    output = pause_at(two.ansible, SETUP, two.variables, lambda: sent(emulator, MOMENTS[made]) > 0, take_down)
    assert output is not None
    assert "Traceback" not in output
    assert "This is a bug" not in output
    again = two.run()
    assert again.returncode == 0, again.output
    assert_settled(emulator, two)
