# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""After any fault at any write request, a plain re-run comes to the very state of an undisturbed run, and neither run tells a
secret."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.faults.cells import CELLS, FAULTS, REQUEST_TIMEOUT, WAYS, WRITES, Cell
from ansible_collections.vaultpipe.azure.tests.faults.secrecy import ARTIFACT, Secrecy
from ansible_collections.vaultpipe.azure.tests.support.ansible.interrupt import kill_at
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

State = dict[str, Any]


class Undisturbed:
    """Undisturbed runs: what each playbook starts from and comes to, once per way."""

    def __init__(self, emulator: EmulatorProcess, folder: Path) -> None:
        self._emulator, self._folder = emulator, folder
        self._known: dict[tuple[str, str], tuple[bytes, State, list[tuple[str, str]]]] = {}

    def of(self, playbook: str, way: str) -> tuple[bytes, State, list[tuple[str, str]]]:
        """The snapshot before it, the canonical state after it, and the write requests of ours in between."""
        if (playbook, way) not in self._known:
            self._emulator.reset()
            ansible = Ansible(self._emulator.environment, self._folder)
            if playbook == "teardown":
                assert run(ansible, "setup", way).returncode == 0
            before = self._emulator.snapshot()
            self._emulator.forget_requests()
            play = run(ansible, playbook, way)
            assert play.returncode == 0, play.output
            self._known[playbook, way] = (before, self._emulator.state(canonical=True), self.writes())
        return self._known[playbook, way]

    def writes(self) -> list[tuple[str, str]]:
        return [(one.method, one.path) for one in self._emulator.writes() if one.caller == "vaultpipe-caller"]


def is_write(method: str, path: str, write: tuple[str, str]) -> bool:
    return method == write[0] and bool(re.fullmatch(write[1], path, re.I))


def variables(ansible: Ansible, way: str) -> dict[str, str]:
    return {"vaultpipe_artifact_dir": str(ansible.folder / ARTIFACT), **WAYS[way]}


def run(ansible: Ansible, playbook: str, way: str) -> Play:
    environment = {"VAULTPIPE_REQUEST_TIMEOUT": str(REQUEST_TIMEOUT), "VAULTPIPE_RETRY_DELAY": "0.1"}
    wanted = variables(ansible, way)
    return ansible.playbook(f"vaultpipe.azure.{playbook}", verbose=True, extra_vars=wanted, environment=environment)


@pytest.fixture(scope="session")
def undisturbed(shared_emulator: EmulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return Undisturbed(shared_emulator, tmp_path_factory.mktemp("undisturbed"))


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_re_run_converges(
    ansible: Ansible, emulator: EmulatorProcess, undisturbed: Undisturbed, heard: Path, cell: Cell
) -> None:
    before, reached, _writes = undisturbed.of(cell.playbook, cell.way)
    emulator.restore(before)
    secrecy = Secrecy(emulator, heard)

    def was_sent() -> bool:
        """A request that met a fault did not get as far as to its sender's name."""
        return sum(is_write(one.method, one.path, (cell.method, cell.path)) for one in emulator.requests()) >= cell.nth

    action = FAULTS[cell.fault]
    if action is None:
        broken = kill_at(ansible, f"vaultpipe.azure.{cell.playbook}", variables(ansible, cell.way), was_sent)
        assert broken is not None, "it ended before"
    else:
        emulator.fault({"method": cell.method, "path": cell.path, "nth": cell.nth}, action)
        broken = run(ansible, cell.playbook, cell.way).output
        assert was_sent()
        emulator.clear_faults()
    assert "Traceback" not in broken
    again = run(ansible, cell.playbook, cell.way)
    assert again.returncode == 0, again.output
    assert emulator.state(canonical=True) == reached
    secrecy.assert_kept(ansible.folder, broken, again.output)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("playbook", ["setup", "teardown"])
def test_the_matrix_has_all_write_requests(undisturbed: Undisturbed, playbook: str, way: str) -> None:
    known, sent = WRITES[playbook, way], undisturbed.of(playbook, way)[2]
    assert len(sent) == len(known), sent
    assert [one for one, write in zip(sent, known, strict=True) if not is_write(*one, write)] == []
