# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time that passes only when a test says so."""

from __future__ import annotations

import time

import pytest

from emulator.core.clock import Clock


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    start = time.time()
    monkeypatch.setattr(Clock, "now", lambda clock: start + clock.offset)
