# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list whose next page is one that was read, or is at another service, is an error, whichever client reads it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

GUID = "11111111-1111-1111-1111-111111111111"
AGAIN = "https://management.azure.com/subscriptions?api-version=2022-12-01"
VAULTS_AGAIN = f"https://management.azure.com/subscriptions/{GUID}/providers/Microsoft.KeyVault/vaults?api-version=2026-02-01"
TWICE = "it names a page again that it has given"
MANY = 1000


@pytest.mark.parametrize(
    ("path", "answer", "task", "told"),
    [
        (".*/providers/Microsoft.KeyVault/vaults", {"nextLink": VAULTS_AGAIN}, step("keyvault_info"), TWICE),
        ("/subscriptions", {"nextLink": AGAIN}, step("keyvault_info", subscription_id="none"), TWICE),
        (
            "/subscriptions",
            {"nextLink": "https://elsewhere.example/subscriptions"},
            step("keyvault_info", subscription_id="none"),
            "it goes on at https://elsewhere.example/subscriptions",
        ),
    ],
)
def test_of_azure(
    ansible: Ansible, emulator: EmulatorProcess, path: str, answer: dict[str, Any], task: dict[str, Any], told: str
) -> None:
    for address in (path, "/subscriptions"):
        emulator.fault({"path": address}, {"status": 200, "body": {"value": [], **answer}}, times=MANY)
    (outcome,) = ansible.play([task])
    assert told in outcome.msg
    assert all(request.host.endswith((".azure.com", ".microsoftonline.com")) for request in outcome.requests)


def test_of_azure_devops(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault(
        {"host": "dev.azure.com", "path": ".*/_apis/projects"},
        {"status": 200, "body": {"value": []}, "headers": {"x-ms-continuationtoken": "7"}},
        times=MANY,
    )
    (outcome,) = ansible.play([step("devops_project", name=GUID, state="absent")])
    assert TWICE in outcome.msg or not outcome.failed
