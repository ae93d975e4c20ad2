# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's library behind the task AzureKeyVault@2, unmodified, in a job of the local Azure
(docs/reference/pipeline_task.md#key-vault-task)."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.clients.environments import node_packages
from ansible_collections.vaultpipe.azure.tests.clients.jobs import (
    CONNECTION,
    PROJECT,
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
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process
from ansible_collections.vaultpipe.azure.tests.support.emulator.request_capturing import Noted, noted

SCRIPT = Path(__file__).parent / "scripts" / "key_vault_task.cjs"
LIBRARY = "azure-pipelines-tasks-azure-arm-rest"
NOTING = "ansible_collections.vaultpipe.azure.tests.support.emulator.request_capturing"
IDENTITY = {"managed_identity": "id-vaultpipe-demo", "resource_group": "rg-vaultpipe-demo"}


def environment_of_a_task(portal: Portal, cloud: EmulatorProcess) -> dict[str, str]:
    """The environment of a task as the agent makes it from a service connection."""
    found = connection(portal)
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
        **parameters,
        **data,
    }


@pytest.fixture
def library(version: Callable[[str], None]) -> Path:
    """The script, in a folder with all that it imports."""
    # The version 4 that the library asks for cannot reach HTTPS through a proxy on Node.js 20: ERR_INVALID_PROTOCOL.
    folder = node_packages("task", LIBRARY, overrides={"https-proxy-agent@^4": "5"})
    found = json.loads((folder / "node_modules" / LIBRARY / "package.json").read_text())
    version(f"{LIBRARY} {found['version']}")
    return Path(shutil.copy(SCRIPT, folder))


def is_the_tasks(request: Noted) -> bool:
    """Nothing else in a run asks a vault or signs in by an assertion."""
    signs_in = request.path.endswith(("/_apis/distributedtask", "/oidctoken")) or "client_assertion" in request.form
    return signs_in or request.host.endswith(".vault.azure.net")


def test_the_agent_asks_what_the_library_asks(tmp_path: Path, set_ups: SetUps, library: Path) -> None:
    """One after the other in one job: the same requests in the same order, and those of
    docs/reference/pipeline_task.md#requests."""
    notes = tmp_path / "notes"
    with emulator_process(tmp_path / "emulator", module=(NOTING, str(notes))) as emulator:
        emulator.restore(set_ups().snapshot)
        ansible, portal = Ansible(emulator.environment, tmp_path), Portal(emulator.environment)
        with_library = node_step(library, emulator, **environment_of_a_task(portal, emulator))
        notes.unlink()
        printed = printed_by(ansible, portal, own_task(), with_library)
        asked = [request for request in noted(notes) if is_the_tasks(request)]
        tenant, project = portal.tenant, portal.devops("GET", f"/_apis/projects/{PROJECT}")["id"]
        endpoint = connection(portal)["id"]
    digest = hashlib.sha256(VALUE.encode()).hexdigest()
    assert f'seen: {{"MySecret":"{digest}"}}' in printed
    by_agent, by_library = asked[:5], asked[5:]
    assert by_agent == by_library
    oidc_token = by_agent[1].path
    assert oidc_token.startswith(f"/vaultpipe/{project}/_apis/distributedtask/hubs/build/plans/")
    vault = f"{VAULT}.vault.azure.net"
    assert [(one.method, one.host, one.path, one.query) for one in by_agent] == [
        ("OPTIONS", "dev.azure.com", "/vaultpipe/_apis/distributedtask", {}),
        ("POST", "dev.azure.com", oidc_token, {"serviceconnectionid": endpoint}),
        ("POST", "login.microsoftonline.com", f"/{tenant}/oauth2/v2.0/token", {"client-request-id": "a guid"}),
        ("GET", vault, "/secrets", {"maxresults": "25", "api-version": "2016-10-01"}),
        ("GET", vault, "/secrets/MySecret", {"api-version": "2016-10-01"}),
    ]
    assert by_agent[1].accept == "application/json;api-version=7.2-preview.1"


def test_it_fails_as_in_azure_where_the_trust_is_wrong(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, set_ups: SetUps, library: Path
) -> None:
    emulator.restore(set_ups().snapshot)
    issuer = connection(portal)["authorization"]["parameters"]["workloadIdentityFederationIssuer"]
    wrong = {**IDENTITY, "name": CONNECTION, "issuer": issuer, "subject": "another-subject"}
    assert not ansible.run("federated_credential", wrong).failed
    with_library = node_step(library, emulator, **environment_of_a_task(portal, emulator))
    printed = printed_by(ansible, portal, own_task(condition="false"), with_library)
    assert "refused: " in printed
    assert "AADSTS700213" in printed
