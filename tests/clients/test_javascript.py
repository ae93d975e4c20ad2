# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's JavaScript clients, unmodified, against the local Azure (docs/reference/clients.md#sdks-for-javascript)."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import node_packages, run
from ansible_collections.vaultpipe.azure.tests.clients.jobs import (
    CONNECTION,
    PIPELINE,
    PROJECT,
    REPOSITORY,
    VALUE,
    VAULT,
    connection,
    node_step,
    own_task,
    printed_by,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

SCRIPTS = Path(__file__).parent / "scripts"
PACKAGES = ("@azure/identity", "@azure/keyvault-secrets", "@azure/arm-keyvault", "azure-devops-node-api")
GROUP = "sdk-rg"

Script = Callable[[str], Path]


@pytest.fixture
def script(version: Callable[[str], None], tmp_path: Path, emulator: EmulatorProcess) -> Script:
    """Puts a script where it can import the clients."""
    folder = node_packages("node", *PACKAGES)
    version(f"Node.js {run('node', '--version', environment=emulator.environment, cwd=tmp_path).strip()}")
    for package in PACKAGES:
        found = json.loads((folder / "node_modules" / package / "package.json").read_text())
        version(f"{package} {found['version']}")
    return lambda name: Path(shutil.copy(SCRIPTS / name, folder))


def seen(script: Path, emulator: EmulatorProcess, folder: Path, **more: str) -> Any:
    return json.loads(run("node", script, environment={**emulator.environment, **more}, cwd=folder))


def test_vaults_and_secrets(emulator: EmulatorProcess, portal: Portal, tmp_path: Path, script: Script) -> None:
    portal.arm("PUT", f"/resourceGroups/{GROUP}", {"location": "westeurope"}, version="2021-04-01")
    (tmp_path / "assertion").write_text("no.signed.assertion")
    own = {"GROUP": GROUP, "VAULT": "sdk-vault-7", "CALLER": portal.caller_object_id()}
    own["FEDERATED_CLIENT"] = emulator.environment["AZURE_CLIENT_ID"]
    answer = seen(script("secrets.mjs"), emulator, tmp_path, **own)
    assert "AADSTS" in answer.pop("refused")
    assert answer == {
        "state": "Succeeded",
        "value": "two",
        "versions": 2,
        "names": ["greeting"],
        "missing": "SecretNotFound",
        "user": True,
        "projects": [],
        "noProject": None,
    }


def test_an_id_token_of_a_run(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, set_ups: SetUps, script: Script
) -> None:
    emulator.restore(set_ups().snapshot)
    found = connection(portal)
    parameters = found["authorization"]["parameters"]
    environment = {
        "HTTPS_PROXY": emulator.environment["HTTPS_PROXY"],
        "TENANT": parameters["tenantid"],
        "CLIENT": parameters["serviceprincipalid"],
        "CONNECTION": found["id"],
        "VAULT": VAULT,
        "SYSTEM_ACCESSTOKEN": "$(System.AccessToken)",
    }
    step = node_step(script("federated.mjs"), emulator, **environment)
    printed = printed_by(ansible, portal, own_task(condition="false"), step)
    digest = hashlib.sha256(VALUE.encode()).hexdigest()
    assert f'seen: {{"assertion":"{digest}","pipelines":"{digest}"}}' in printed


def test_azure_devops(emulator: EmulatorProcess, set_ups: SetUps, tmp_path: Path, script: Script) -> None:
    emulator.restore(set_ups().snapshot)
    own = {"PROJECT": PROJECT, "PIPELINE": PIPELINE, "CONNECTION": CONNECTION}
    assert seen(script("devops.mjs"), emulator, tmp_path, **own) == {
        "projects": [PROJECT],
        "kind": "Git",
        "repositories": [REPOSITORY, PROJECT],
        "endpoint": ["azurerm", "WorkloadIdentityFederation", True],
        "twice": [409, "DuplicateServiceConnectionException"],
        "groups": [["node", "d"]],
        "left": 0,
        "result": "Succeeded",
        "finished": True,
        "jobs": 1,
        "artifacts": ["drop"],
        "zip": "PK",
        "noBuild": None,
        "noDefinition": None,
        "stranger": 401,
    }
