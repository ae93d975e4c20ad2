# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An error answer that is a page, nothing, broken or huge is told by its status, at a bearable length and as no bug of ours."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

LONG = "all of it " * 200_000
BODIES: dict[str, Any] = {
    "a page": "<html><body>Who are you?</body></html>",
    "nothing": None,
    "half of it": '{"error": {"code": "Broken", "mess',
    "another form": ["no", "error"],
    "2 MB": {"error": {"code": "Broken", "message": LONG}, "typeKey": "Broken", "message": LONG},
}
TASKS = {
    "management.azure.com": step("resource_group", name="rg-x", location=LOCATION),
    "graph.microsoft.com": step("service_principal", name="app"),
    "kv-errors.vault.azure.net": step("keyvault_secret_info", vault_name="kv-errors"),
    "dev.azure.com": step("devops_project", name="p"),
}


@pytest.mark.parametrize("body", BODIES)
def test_its_status_is_told(ansible: Ansible, emulator: EmulatorProcess, body: str) -> None:
    ansible.play([given_group(), given("keyvault", name="kv-errors", resource_group=GROUP, location=LOCATION)])
    for host in TASKS:
        emulator.fault({"host": host}, {"status": 400, "body": BODIES[body]}, times=20)
    play = ansible.play([{**task, "ignore_errors": True} for task in TASKS.values()])
    for host, outcome in zip(TASKS, play, strict=True):
        assert outcome.failed, host
        assert "HTTP 400" in outcome.msg, (host, outcome.msg)
        assert "bug" not in outcome.msg, (host, outcome.msg)
        assert len(outcome.msg) < 11_000, (host, len(outcome.msg))
