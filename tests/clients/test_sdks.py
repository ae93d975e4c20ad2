# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's SDKs for Python and JavaScript, unmodified, against the local Azure (facts/clients.md §4 and §5)."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import node_packages, python_packages, run
from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.helpers.portal import Portal

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
NODE = ("@azure/identity", "@azure/keyvault-secrets", "@azure/arm-keyvault", "azure-devops-node-api")


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


def test_javascript(environment: dict[str, str], portal: Portal, tmp_path: Path, version: Callable[[str], None]) -> None:
    folder = node_packages("node", *NODE)
    node = shutil.which("node")
    assert node, "Node.js is needed for Microsoft's JavaScript clients"
    for package in NODE:
        found = json.loads((folder / "node_modules" / package / "package.json").read_text())
        version(f"{package} {found['version']}")
    portal.arm("PUT", f"/resourceGroups/{GROUP}", {"location": "westeurope"}, version="2021-04-01")
    shutil.copy(SCRIPTS / "secrets.mjs", folder)
    (tmp_path / "assertion").write_text("no.signed.assertion")
    environment["FEDERATED_CLIENT"] = environment["AZURE_CLIENT_ID"]
    seen = json.loads(run(node, folder / "secrets.mjs", environment=environment, cwd=tmp_path))
    assert "AADSTS" in seen.pop("refused")
    assert seen == {
        "state": "Succeeded",
        "value": "two",
        "versions": 2,
        "names": ["greeting"],
        "missing": "SecretNotFound",
        "user": True,
        "projects": [],
        "noProject": None,
    }
