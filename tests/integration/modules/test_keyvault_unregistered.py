# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A subscription that is not registered for key vaults stays so: nobody is asked to register it behind the user's back."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VAULT = {"name": "kv-test", "resource_group": "rg-test"}


@pytest.mark.parametrize(
    ("module", "options"),
    [("keyvault", {**VAULT, "location": "westeurope"}), ("keyvault_info", VAULT), ("keyvault_info", {})],
)
@pytest.mark.parametrize("check", [True, False])
def test_nothing_is_registered(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, module: str, options: dict[str, Any], check: bool
) -> None:
    assert not ansible.play([given_group()])[0].failed
    portal.arm("POST", "/providers/Microsoft.KeyVault/unregister", version="2024-03-01")
    emulator.forget_requests()
    (outcome,) = ansible.play([step(module, check=check, **options)])
    assert outcome.failed or not outcome.changed
    if outcome.failed:
        assert "az provider register --namespace" in outcome.msg
    assert [one.path for one in emulator.requests() if one.method == "POST" and "register" in one.path] == []
