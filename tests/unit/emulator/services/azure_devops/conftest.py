# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project to work in, and an agent that needs no shell."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import Agent, LocalDevOps
from emulator import agent as real_agent


@pytest.fixture
def devops() -> LocalDevOps:
    return LocalDevOps()


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Agent:
    agent = Agent()
    monkeypatch.setattr(real_agent, "run_job", agent.run_job)
    return agent
