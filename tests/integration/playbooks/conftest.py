# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set-ups before a teardown."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.ansible.teardowns import State
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess


@pytest.fixture
def start(emulator: EmulatorProcess) -> State:
    return emulator.state()


@pytest.fixture
def set_up_before(start: State, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    """`start` is what was before that."""
    emulator.restore(set_ups().snapshot)
