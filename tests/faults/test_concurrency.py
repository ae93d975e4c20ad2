# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many set-ups at the same time, each in a process of its own, as two pipelines or two colleagues would start them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

AT_ONCE = 8


def set_up(emulator: EmulatorProcess, folder: Path, **variables: Any) -> Play:
    folder.mkdir(exist_ok=True)
    wanted = {"vaultpipe_artifact_dir": str(folder / "artifact"), **variables}
    return Ansible(emulator.environment, folder).playbook("vaultpipe.azure.setup", extra_vars=wanted)


def all_at_once(emulator: EmulatorProcess, folder: Path, variables: Sequence[Mapping[str, Any]]) -> list[Play]:
    with ThreadPoolExecutor(len(variables)) as pool:
        started = [pool.submit(set_up, emulator, folder / f"run{at}", **one) for at, one in enumerate(variables)]
        return [one.result() for one in started]


@pytest.mark.parametrize("identity", [pytest.param("managed_identity", marks=pytest.mark.long), "service_principal"])
def test_of_the_same_names(emulator: EmulatorProcess, tmp_path: Path, identity: str) -> None:
    alone = set_up(emulator, tmp_path / "alone", vaultpipe_identity_type=identity)
    assert alone.returncode == 0, alone.output
    expected = emulator.state(canonical=True)

    emulator.reset()
    for play in all_at_once(emulator, tmp_path, [{"vaultpipe_identity_type": identity}] * AT_ONCE):
        assert play.returncode == 0, play.output
    assert emulator.state(canonical=True) == expected


@pytest.mark.long
@pytest.mark.parametrize("identity", ["managed_identity", "service_principal"])
def test_of_different_names_with_one_identity(emulator: EmulatorProcess, tmp_path: Path, identity: str) -> None:
    names = [
        {
            "vaultpipe_identity_type": identity,
            "vaultpipe_project": f"project-{at}",
            "vaultpipe_vault_name": f"kv-vaultpipe-{at}",
            "vaultpipe_pipeline": f"pipeline-{at}",
            "vaultpipe_service_connection": f"connection-{at}",
            "vaultpipe_artifact_dir": str(tmp_path / f"artifact{at}"),
        }
        for at in range(AT_ONCE)
    ]
    for play in all_at_once(emulator, tmp_path, names):
        assert play.returncode == 0, play.output
    live = emulator.state()["live"]
    assert len(live["directory"]["applications"]) == (identity == "service_principal")
    assert [len(project["runs"]) for project in live["devops"]["projects"]] == [1] * AT_ONCE
    emulator.forget_requests()
    for at, one in enumerate(names):
        again = set_up(emulator, tmp_path / f"again{at}", **one)
        assert (again.returncode, again.recap["changed"]) == (0, 0), again.output
    assert emulator.writes() == []
