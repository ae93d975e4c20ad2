# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is secret goes through both front doors, all else through the default one.

Behind the doors there is one code; test_front_door.py compares the doors themselves, with every module.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import FrontDoor
from ansible_collections.vaultpipe.azure.tests.support.emulator.checked import Objections
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process


@pytest.fixture(params=["controller", "module"])
def front_door(request: pytest.FixtureRequest) -> FrontDoor:
    door: FrontDoor = request.param
    return door


@pytest.fixture
def eventual(tmp_path: Path) -> Iterator[EmulatorProcess]:
    """A local Azure of one test's own, whose changes take effect late."""
    objections = Objections(tmp_path)
    with emulator_process(tmp_path / "emulator", "--eventual", module=objections.module) as emulator:
        yield emulator
    objections.raise_any()
