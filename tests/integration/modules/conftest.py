# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of secrets run in the controller and in a module process, all others as a task does by default.

Both share all of their code; test_execution.py compares the two with every module.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Execution
from ansible_collections.vaultpipe.azure.tests.support.emulator.checked import Objections
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process


@pytest.fixture(params=["controller", "module"])
def execution(request: pytest.FixtureRequest) -> Execution:
    chosen: Execution = request.param
    return chosen


@pytest.fixture
def eventual(tmp_path: Path) -> Iterator[EmulatorProcess]:
    """A local Azure of one test's own, whose changes take effect late."""
    objections = Objections(tmp_path)
    with emulator_process(tmp_path / "emulator", "--eventual", module=objections.module) as emulator:
        yield emulator
    objections.raise_any()
