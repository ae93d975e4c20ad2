# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of ARM and the vaults that the control API shows and keeps."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import LocalAzure
from emulator.server.snapshot import restore, take


def test_the_start_state_holds_nothing() -> None:
    state = LocalAzure().cloud.state()
    assert not any(state["live"]["resources"].values())
    assert state["live"]["vaults"] == {"vaults": []}
    assert state["recycle_bin"]["vaults"] == {"vaults": [], "secrets": []}


def test_a_snapshot_brings_everything_back_values_included() -> None:
    azure = LocalAzure()
    azure.vault()
    azure.data("PUT", "/secrets/one", {"value": "v"})
    azure.assign("Reader", azure.powerless, azure.identity())
    before, snapshot = azure.cloud.state(), take(azure.cloud)
    azure.cloud.reset()
    assert azure.cloud.state() != before
    restore(azure.cloud, snapshot)
    assert azure.cloud.state() == before
    assert azure.data("GET", "/secrets/one").body["value"] == "v"


def test_looking_does_not_change_the_state() -> None:
    azure = LocalAzure()
    azure.vault()
    azure.identity()
    assert azure.cloud.state() == azure.cloud.state()
