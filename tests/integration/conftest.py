# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What integration tests share besides Ansible and the emulator."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.helpers.portal import Portal


@pytest.fixture
def portal(emulator: EmulatorProcess) -> Portal:
    """Somebody else, who changes things by hand."""
    return Portal(emulator.environment)
