# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local Microsoft Graph in its start state."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import LocalGraph


@pytest.fixture
def graph() -> LocalGraph:
    return LocalGraph()
