# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks by the vendors' specifications: a test is red if they do not allow what modules ask or the emulator answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.checked import Objections
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess


@pytest.fixture(scope="session")
def objections(tmp_path_factory: pytest.TempPathFactory) -> Objections:
    return Objections(tmp_path_factory.mktemp("objections"))


@pytest.fixture(scope="session")
def emulator_module(objections: Objections) -> Sequence[str]:
    return objections.module


@pytest.fixture
def emulator(emulator: EmulatorProcess, objections: Objections) -> Iterator[EmulatorProcess]:
    """A local Azure in its start state."""
    yield emulator
    objections.raise_any()
