# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AzureKeyVault@2 where Entra, the vault or the inputs refuse."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import (
    endpoint,
    run,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.azure_stand_in import AzureStandIn, azure_stand_in, vault_error
from ansible_collections.vaultpipe.azure.tests.support.actors.key_vault_steps import errors, key_vault


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[AzureStandIn]:
    with azure_stand_in(tmp_path) as stand_in:
        yield stand_in


@pytest.mark.parametrize(
    ("answer", "listed", "got"),
    [
        ((429, None), "AzureError { statusCode: 429, message: undefined }", '{"statusCode":429}'),
        (
            (404, {"error": {"code": "BadParameter"}}),
            "AzureError {\n  statusCode: 404,\n  message: undefined,\n  code: 'BadParameter',\n  details: undefined\n}",
            '{"statusCode":404,"code":"BadParameter"}',
        ),
        ((418, {"message": "teapot"}), "{ message: 'teapot' }", '{"message":"teapot"}'),
    ],
)
def test_an_answer_without_a_message_is_shown_as_javascript_shows_it(
    azure: AzureStandIn, answer: tuple[int, object], listed: str, got: str
) -> None:
    azure.refusals = {"secrets": [answer], "s": [answer]}
    assert errors(run(key_vault(), environment=azure.environment))[-1] == f"Get secrets failed. Error: {listed}."
    assert errors(run(key_vault(SecretsFilter="s"), environment=azure.environment))[-1] == f"\ns: {got}"


def test_many_refused_secrets_leave_only_errors_without_text(azure: AzureStandIn) -> None:
    names = [f"n{number:02}" for number in range(12)]
    azure.refusals = {name: [(403, vault_error("Forbidden", "no"))] for name in names}
    record = run(key_vault(SecretsFilter=",".join(names)), environment=azure.environment)
    assert errors(record) == [""] * 10
    log = record["Azure Key Vault"].log
    assert sum(line.startswith("Uploading ") for line in log) == 12
    assert log.index("##[error]") < next(number for number, line in enumerate(log) if line.startswith("Uploading "))


def test_after_a_server_error_of_entra_no_request_leaves_for_a_minute(azure: AzureStandIn) -> None:
    text = "AADSTS90033: A transient error has occurred."
    body = {"error": "temporarily_unavailable", "error_description": text, "error_codes": [90033]}
    azure.secrets = {f"n{number}": "value-of-it" for number in range(6)}
    azure.refusals = {"token": [(500, body)]}
    record = run(key_vault(SecretsFilter=",".join(azure.secrets)), environment=azure.environment)
    failed = errors(record)[-1].split("\n")[1:]
    assert len(failed) == 4
    assert all(f"Status code: 90033, status message: {text}" in line for line in failed)
    assert len([one for one in azure.asked if str(one).endswith("/token")]) == 2


def test_a_missing_list_permission_is_explained(azure: AzureStandIn) -> None:
    denied = "The user, group or application 'appid=x' does not have secrets list permission on key vault 'kv;location=eastus'."
    azure.refusals = {"secrets": [(403, vault_error("Forbidden", denied))]}
    record = run(key_vault(), environment=azure.environment)
    assert errors(record) == [
        "",
        f"Get secrets failed. Error: {denied}. The specified Azure service connection needs to have Get, List secret "
        "management permissions on the selected key vault. To set these permissions, download the "
        "ProvisionKeyVaultPermissions.ps1 script from build/release logs and execute it, or set them from the Azure "
        "portal..",
    ]
    assert record.results == ["failed"]


def test_an_identity_without_trust_is_explained_after_four_tries(azure: AzureStandIn) -> None:
    text = "AADSTS700213: No matching federated identity record found for presented assertion subject 'sc://a/b/c'."
    body = {"error": "invalid_client", "error_description": text, "error_codes": [700213], "timestamp": "T"}
    azure.refusals = {"token": [(401, body)] * 9}
    started = time.monotonic()
    record = run(key_vault(), environment=azure.environment)
    assert (
        "Could not fetch access token for Azure. Status code: invalid_client, status message: Error(s): 700213"
        in errors(record)[0]
    )
    assert text in errors(record)[0]
    assert len([one for one in azure.asked if str(one).endswith("/token")]) == 4
    assert len([one for one in azure.asked if "oidctoken" in one.url]) == 1
    assert time.monotonic() - started < 5


def test_entra_that_is_throttling_is_asked_once(azure: AzureStandIn) -> None:
    azure.refusals = {"token": [(429, {"error": "throttled"})] * 9}
    assert run(key_vault(), environment=azure.environment).results == ["failed"]
    assert len([one for one in azure.asked if str(one).endswith("/token")]) == 1


def test_a_refused_id_token_is_explained_after_three_tries(azure: AzureStandIn) -> None:
    azure.refusals = {"oidctoken": [(403, {"message": "TF400813: not authorized"})] * 9}
    record = run(key_vault(), environment=azure.environment)
    assert "Could not fetch access token for AAD. Error: TF400813: not authorized" in errors(record)[0]
    assert len([one for one in azure.asked if "oidctoken" in one.url]) == 3


@pytest.mark.parametrize(("status", "answers", "requests"), [(503, 2, 3), (429, 1, 1)])
def test_answers_that_may_pass_are_tried_again_but_not_429(azure: AzureStandIn, status: int, answers: int, requests: int) -> None:
    azure.secrets, azure.refusals = {"s": "s-value"}, {"s": [(status, {})] * answers}
    run(key_vault(SecretsFilter="s"), environment=azure.environment)
    assert len([one for one in azure.asked if "/secrets/s" in one.url]) == requests


@pytest.mark.parametrize(
    ("inputs", "text"),
    [
        ({"ConnectedServiceName": "another"}, "Error: Endpoint auth data not present: another"),
        ({"KeyVaultName": "kv demo"}, "Error: kv demo is an invalid KeyVault name."),
        ({"KeyVaultName": ""}, "Error: Input required: KeyVaultName"),
        ({"SecretsFilter": ""}, "Error: Input required: SecretsFilter"),
        ({"KeyVaultName": "absent"}, "Get secrets failed. Error: getaddrinfo ENOTFOUND absent.vault.azure.net."),
    ],
)
def test_wrong_inputs_are_named(azure: AzureStandIn, inputs: dict[str, str], text: str) -> None:
    record = run(key_vault(**inputs), environment=azure.environment)
    # The client also writes an error without text for each five tries that lead nowhere.
    assert [error for error in errors(record) if error] == [text]
    assert errors(record)[-1] == text
    assert record.results == ["failed"]


def test_a_connection_without_subscription_is_refused(azure: AzureStandIn) -> None:
    record = run(key_vault(), endpoints=(endpoint(data={}),), environment=azure.environment)
    assert errors(record) == ["Error: 'subscriptionId' cannot be null."]
