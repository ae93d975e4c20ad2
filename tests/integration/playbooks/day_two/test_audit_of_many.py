# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit of 200 pipelines, 60 connections and 20 vaults: its requests are as many as documented, and most wait together."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.bench_audit import crowd_snapshot, measured
from ansible_collections.vaultpipe.azure.tests.support.actors.crowd import CONNECTIONS, PIPELINES, PROJECTS, VAULTS

LISTS, OF_SUBSCRIPTION = 4, 5
"""Requests for each project, and for the subscription (docs/docsite/rst/auditing.rst, Requests)."""
BOUND, SHARE = 60.0, 0.25
"""Seconds without latency, and the part that is left of what one request after the other takes."""


@pytest.mark.long
def test_many_at_once(tmp_path: Path) -> None:
    snapshot = crowd_snapshot(tmp_path)
    took, asked = measured(tmp_path, snapshot, 0, 16)
    assert took < BOUND
    assert asked["dev.azure.com"] == 1 + LISTS * PROJECTS + CONNECTIONS + PIPELINES
    assert asked["management.azure.com"] == OF_SUBSCRIPTION + CONNECTIONS
    assert sum(count for host, count in asked.items() if host.endswith(".vault.azure.net")) == 2 * VAULTS
    assert asked["login.microsoftonline.com"] <= LISTS
    (at_once, _same), (in_a_row, also) = (measured(tmp_path, snapshot, 50, at_a_time) for at_a_time in (16, 1))
    assert also == asked
    assert at_once <= SHARE * in_a_row
