# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AzureKeyVault@2 against the local Azure's own Entra and Key Vault; only the id token is handed out by the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import JobRecord, endpoint, run, script, step
from ansible_collections.vaultpipe.azure.tests.support.actors.azure_stand_in import LOCATION, served
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import AUDIENCE, LocalAzure
from emulator.server.app import App
from emulator.services.entra.model.principals import FederatedCredential

ISSUER, SUBJECT = "https://vstoken.dev.azure.com/organization", "sc://vaultpipe/demo/connection"


class WithIdTokens:
    """The local Azure, with a dev.azure.com that gives every job its id token."""

    def __init__(self, azure: LocalAzure) -> None:
        self._azure, self._app = azure, App(azure.cloud)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if (b"host", b"dev.azure.com") not in scope["headers"]:
            await self._app(scope, receive, send)
            return
        now = int(self._azure.cloud.runtime.clock.now())
        claims = {"iss": ISSUER, "sub": SUBJECT, "aud": AUDIENCE, "iat": now, "nbf": now, "exp": now + 600}
        token = {"oidcToken": self._azure.cloud.keys["vstoken"].sign(claims)}
        await JSONResponse({"value": [LOCATION]} if scope["method"] == "OPTIONS" else token)(scope, receive, send)


@pytest.fixture
def azure() -> LocalAzure:
    """A vault with 30 secrets, two pages; the identity has no right yet, but trusts the connection."""
    azure = LocalAzure()
    azure.vault()
    for number in range(30):
        assert azure.data("PUT", f"/secrets/secret-{number}", {"value": f"value-{number}!"}).status == 200
    credential = FederatedCredential("devops", azure.cloud.runtime.ids.guid(), ISSUER, SUBJECT, [AUDIENCE])
    azure.powerless.federated_credentials["devops"] = credential
    return azure


@pytest.fixture
def environment(azure: LocalAzure, tmp_path: Path) -> Iterator[dict[str, str]]:
    with served(WithIdTokens(azure), tmp_path, lambda host: True) as settings:
        yield settings


def tutorial(azure: LocalAzure, environment: dict[str, str], **inputs: str) -> JobRecord:
    given = {"ConnectedServiceName": "connection", "KeyVaultName": "kv-test", **inputs}
    parameters = {"tenantid": azure.tenant, "serviceprincipalid": azure.powerless.client_id}
    return run(
        step("Azure Key Vault", "AzureKeyVault", inputs=given),
        script("Create file", "echo '$(secret-29)' > $(Build.ArtifactStagingDirectory)/secret.txt"),
        step("Publish", "PublishBuildArtifacts"),
        endpoints=(endpoint(parameters=parameters),),
        environment=environment,
    )


def grant(azure: LocalAzure, *permissions: str) -> None:
    policies = [azure.policy("all", "purge"), azure.policy(*permissions, who=azure.powerless)]
    azure.vault(accessPolicies=policies)


def test_every_page_of_secrets_arrives(azure: LocalAzure, environment: dict[str, str]) -> None:
    grant(azure, "get", "list")
    record = tutorial(azure, environment)
    assert record.results == ["succeeded"], record.everything
    assert record.artifacts["drop"]["secret.txt"] == b"value-29!\n"
    assert "value-29!" not in record.everything


@pytest.mark.parametrize(("permissions", "inputs", "text"), [
    (("get",), {}, "secrets list permission on key vault 'kv-test;location=westeurope'"),
    (("list",), {"SecretsFilter": "secret-29"}, "secrets get permission on key vault 'kv-test;location=westeurope'"),
])  # fmt: skip
def test_a_missing_permission_is_named(
    azure: LocalAzure, environment: dict[str, str], permissions: tuple[str, ...], inputs: dict[str, str], text: str
) -> None:
    grant(azure, *permissions)
    record = tutorial(azure, environment, **inputs)
    message = record["Azure Key Vault"].issues[-1].message
    assert text in message
    assert "needs to have Get, List secret management permissions on the selected key vault" in message
    assert azure.powerless.client_id not in record.everything


def test_a_wrong_subject_is_named(azure: LocalAzure, environment: dict[str, str]) -> None:
    azure.powerless.federated_credentials["devops"].subject = "sc://vaultpipe/demo/another"
    message = tutorial(azure, environment)["Azure Key Vault"].issues[-1].message
    assert "Status code: invalid_client, status message: Error(s): 700213" in message
    assert f"presented assertion subject '{SUBJECT}'" in message
