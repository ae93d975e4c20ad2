# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refusal whose body nobody can read is told by its own status, by every client."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

JSON = {"Content-Type": "application/json"}
BODIES: dict[str, tuple[Any, dict[str, str]]] = {
    "half of a JSON object": ("{", JSON),
    "a page": ("<html>No entry</html>", {"Content-Type": "text/html"}),
    "an error that is a text": ({"error": "no"}, JSON),
    "an error that is a list": ({"error": ["no"]}, JSON),
    "a list": ([1], JSON),
    "a number": (7, JSON),
    "an unknown encoding": ("{}", {"Content-Type": "application/json; charset=nonsense"}),
    "details of another type": ({"error": {"code": 1, "message": {"a": 1}, "innererror": "x", "details": 3}}, JSON),
    "nothing": ("", {}),
}
ASKS = {
    "/subscriptions/.*/resourceGroups/rg-odd": step("resource_group", name="rg-odd", location=LOCATION),
    ".*/vaults/kv-odd": step("keyvault", name="kv-odd", resource_group=GROUP, state="absent"),
    "/secrets/Odd": step("keyvault_secret", vault_name="kv-odd", name="Odd", secret_value="x"),
    ".*/applications.*": step("service_principal", name="odd"),
    ".*/_apis/projects/odd": step("devops_project", name="odd"),
}


@pytest.mark.parametrize("status", [403, 429, 503])
def test_the_status_is_told(ansible: Ansible, emulator: EmulatorProcess, status: int) -> None:
    ansible.play([given_group(), given("keyvault", name="kv-odd", resource_group=GROUP, location=LOCATION)])
    for body, headers in BODIES.values():
        for path in ASKS:
            emulator.fault({"path": path}, {"status": status, "body": body, "headers": headers})
    play = ansible.play(
        [{**ask, "name": name} for name in BODIES for ask in ASKS.values()], environment={"VAULTPIPE_REQUEST_RETRIES": "0"}
    )
    told = {f"{outcome.name}, {ask}": outcome.msg for outcome, ask in zip(play, list(ASKS) * len(BODIES), strict=True)}
    assert {which: msg for which, msg in told.items() if f"HTTP {status}" not in msg or "HTTP 200" in msg} == {}
