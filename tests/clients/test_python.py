# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's SDKs for Python, unmodified, against the local Azure (docs/reference/clients.md#sdks-for-python)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import python_packages, run
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

SCRIPTS = Path(__file__).parent / "scripts"
GROUP, VAULT = "sdk-rg", "sdk-vault-7"
PYTHON = (
    "aiohttp",
    "azure-devops",
    "azure-identity",
    "azure-keyvault-secrets",
    "azure-mgmt-authorization",
    "azure-mgmt-keyvault",
    "azure-mgmt-msi",
    "azure-mgmt-resource",
)


@pytest.fixture
def environment(emulator: EmulatorProcess, portal: Portal) -> dict[str, str]:
    return {**emulator.environment, "GROUP": GROUP, "VAULT": VAULT, "CALLER": portal.caller_object_id()}


def test_python(environment: dict[str, str], tmp_path: Path, version: Callable[[str], None]) -> None:
    tools = python_packages("python", *PYTHON)
    frozen = subprocess.run([tools / "pip", "freeze"], check=True, capture_output=True, text=True).stdout.split()
    for line in frozen:
        if line.partition("==")[0] in PYTHON:
            version(line.replace("==", " "))

    def seen(script: str) -> Any:
        return json.loads(run(tools / "python", SCRIPTS / script, environment=environment, cwd=tmp_path))

    assert seen("secrets_sync.py") == {
        "group": True,
        "state": "Succeeded",
        "credentials": ["pipeline"],
        "roles": 1,
        "value": "two",
        "versions": 2,
        "missing": "SecretNotFound",
        "names": ["greeting"],
        "backup": True,
    }
    assert seen("secrets_async.py") == {"listed": [f"s{number:02}" for number in range(30)], "deleted": ["s00"]}
    assert seen("devops.py") == {"branch": "refs/heads/main", "content": "hello", "endpoints": 0}
