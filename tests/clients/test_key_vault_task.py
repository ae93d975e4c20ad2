# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's library behind the task AzureKeyVault@2, unmodified, in a job of the local Azure (facts/pipeline-task.md §2)."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import node_packages
from ansible_collections.vaultpipe.azure.tests.helpers.ansible_runs import Ansible
from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.helpers.portal import Portal
from ansible_collections.vaultpipe.azure.tests.helpers.set_ups import SetUps

SCRIPT = Path(__file__).parent / "scripts" / "key_vault_task.cjs"
LIBRARY = "azure-pipelines-tasks-azure-arm-rest"
PROJECT = "vaultpipe-demo"
VAULT, CONNECTION = "kv-vaultpipe-demo", "azure-vaultpipe-demo"
IDENTITY = {"managed_identity": "id-vaultpipe-demo", "resource_group": "rg-vaultpipe-demo"}
VALUE = "hello-from-the-vault-4711"


def environment_of_a_task(portal: Portal, cloud: EmulatorProcess) -> dict[str, str]:
    """As the agent makes it from a service connection."""
    (found,) = portal.devops("GET", f"/{PROJECT}/_apis/serviceendpoint/endpoints")["value"]
    name, authorization = found["id"], found["authorization"]
    parameters = {f"ENDPOINT_AUTH_PARAMETER_{name}_{key.upper()}": text for key, text in authorization["parameters"].items()}
    data = {f"ENDPOINT_DATA_{name}_{key.upper()}": str(text) for key, text in found["data"].items()}
    system = {"scheme": "OAuth", "parameters": {"AccessToken": "$(System.AccessToken)"}}
    return {
        "INPUT_CONNECTEDSERVICENAME": name,
        "INPUT_KEYVAULTNAME": VAULT,
        f"ENDPOINT_URL_{name}": found["url"],
        f"ENDPOINT_AUTH_{name}": json.dumps(authorization),
        f"ENDPOINT_AUTH_SCHEME_{name}": authorization["scheme"],
        "ENDPOINT_AUTH_SYSTEMVSSCONNECTION": json.dumps(system),
        "ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION": "OAuth",
        "ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN": "$(System.AccessToken)",
        "AGENT_PROXYURL": cloud.environment["HTTPS_PROXY"],
        "NODE_EXTRA_CA_CERTS": cloud.environment["NODE_EXTRA_CA_CERTS"],
        **parameters,
        **data,
    }


def ran(ansible: Ansible, portal: Portal, folder: Path, environment: dict[str, str]) -> str:
    """What the step printed."""
    node = shutil.which("node")
    assert node, "Node.js is needed for Microsoft's library"
    own = {"task": "AzureKeyVault@2", "inputs": {"azureSubscription": CONNECTION, "KeyVaultName": VAULT, "SecretsFilter": "None"}}
    library = {"script": f"{node} {folder / SCRIPT.name}", "displayName": "The library", "env": environment}
    # The task before it makes the connection one that the pipeline may use.
    steps: list[dict[str, Any]] = [{**own, "condition": "false"}, library]
    pipeline = {"trigger": "none", "pool": {"vmImage": "ubuntu-latest"}, "steps": steps}
    at, repository = {"project": PROJECT}, "pipelines-dotnet-core"
    files = {"task.yml": json.dumps(pipeline)}
    play = ansible.play(
        [
            {"vaultpipe.azure.devops_repository": {**at, "name": repository, "files": files}},
            {"vaultpipe.azure.devops_pipeline": {**at, "name": "task", "repository": repository, "yaml_path": "task.yml"}},
            {"vaultpipe.azure.devops_pipeline_permission": {
                **at, "pipeline": "task", "resource_type": "endpoint", "resource": CONNECTION}},
            {"vaultpipe.azure.devops_pipeline_run": {**at, "pipeline": "task", "run": "always"}},
        ]
    )  # fmt: skip
    assert not any(outcome.failed for outcome in play), play.output
    logs = f"/{PROJECT}/_apis/build/builds/{play[-1]['pipeline_run']['id']}/logs"
    lines = [line for log in portal.devops("GET", logs)["value"] for line in portal.devops("GET", f"{logs}/{log['id']}")["value"]]
    return "\n".join(lines)


@pytest.fixture
def library(version: Callable[[str], None]) -> Path:
    """The folder with the script and all that it imports."""
    # What the library asks for cannot reach HTTPS through a proxy on Node.js 20: ERR_INVALID_PROTOCOL.
    folder = node_packages("task", LIBRARY, overrides={"https-proxy-agent": "5"})
    found = json.loads((folder / "node_modules" / LIBRARY / "package.json").read_text())
    version(f"{LIBRARY} {found['version']}")
    shutil.copy(SCRIPT, folder)
    return folder


def test_it_obtains_the_secret(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, set_ups: SetUps, library: Path
) -> None:
    emulator.restore(set_ups().snapshot)
    printed = ran(ansible, portal, library, environment_of_a_task(portal, emulator))
    digest = hashlib.sha256(VALUE.encode()).hexdigest()
    assert f'seen: {{"MySecret":"{digest}"}}' in printed
    asked = [(one.method, one.host, one.path) for one in emulator.requests() if one.caller not in (None, "vaultpipe-caller")]
    assert ("GET", f"{VAULT}.vault.azure.net", "/secrets/MySecret") in asked
    assert [path for _method, _host, path in asked if path.endswith("/oidctoken")] != []


def test_it_fails_as_in_azure_where_the_trust_is_wrong(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, set_ups: SetUps, library: Path
) -> None:
    emulator.restore(set_ups().snapshot)
    (found,) = portal.devops("GET", f"/{PROJECT}/_apis/serviceendpoint/endpoints")["value"]
    issuer = found["authorization"]["parameters"]["workloadIdentityFederationIssuer"]
    wrong = {**IDENTITY, "name": CONNECTION, "issuer": issuer, "subject": "another-subject"}
    assert not ansible.run("federated_credential", wrong).failed
    printed = ran(ansible, portal, library, environment_of_a_task(portal, emulator))
    assert "refused: " in printed
    assert "AADSTS700213" in printed
