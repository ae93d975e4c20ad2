# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps in a job of the tutorial's project, whose service connection they may use."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

PROJECT, REPOSITORY, PIPELINE = "vaultpipe-demo", "pipelines-dotnet-core", "vaultpipe-demo"
VAULT, CONNECTION = "kv-vaultpipe-demo", "azure-vaultpipe-demo"
VALUE = "hello-from-the-vault-4711"


def own_task(**more: str) -> dict[str, Any]:
    """The agent's own AzureKeyVault@2 for every secret. It also makes the connection one that the pipeline asks for."""
    inputs = {"azureSubscription": CONNECTION, "KeyVaultName": VAULT, "SecretsFilter": "*"}
    return {"task": "AzureKeyVault@2", "inputs": inputs, **more}


def node_step(script: Path, emulator: EmulatorProcess, **environment: str) -> dict[str, Any]:
    node = shutil.which("node")
    assert node, "Node.js is needed for Microsoft's JavaScript clients"
    authorities = {"NODE_EXTRA_CA_CERTS": emulator.environment["NODE_EXTRA_CA_CERTS"]}
    return {"script": f"{node} {script}", "displayName": script.name, "env": authorities | environment}


def connection(portal: Portal) -> dict[str, Any]:
    """The tutorial's service connection."""
    (found,) = portal.devops("GET", f"/{PROJECT}/_apis/serviceendpoint/endpoints")["value"]
    return dict(found)


def printed_by(ansible: Ansible, portal: Portal, *steps: dict[str, Any]) -> str:
    """All that a run with these steps printed."""
    pipeline = {"trigger": "none", "pool": {"vmImage": "ubuntu-latest"}, "steps": steps}
    at = {"project": PROJECT}
    files = {"task.yml": json.dumps(pipeline)}
    play = ansible.play(
        [
            # It would run at the push, and ask the same vault.
            {"vaultpipe.azure.devops_pipeline": {**at, "name": PIPELINE, "state": "absent"}},
            {"vaultpipe.azure.devops_repository": {**at, "name": REPOSITORY, "files": files}},
            {"vaultpipe.azure.devops_pipeline": {**at, "name": "task", "repository": REPOSITORY, "yaml_path": "task.yml"}},
            {"vaultpipe.azure.devops_pipeline_permission": {
                **at, "pipeline": "task", "resource_type": "endpoint", "resource": CONNECTION}},
            {"vaultpipe.azure.devops_pipeline_run": {**at, "pipeline": "task", "run": "always"}},
        ]
    )  # fmt: skip
    assert not any(outcome.failed for outcome in play), play.output
    logs = f"/{PROJECT}/_apis/build/builds/{play[-1]['pipeline_run']['id']}/logs"
    said = [log["id"] for log in portal.devops("GET", logs)["value"] if log["id"] != 1]  # the first one is the run's YAML
    lines = [line for log in said for line in portal.devops("GET", f"{logs}/{log}")["value"]]
    return "\n".join(lines)
