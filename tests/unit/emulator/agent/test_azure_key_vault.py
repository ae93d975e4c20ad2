# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AzureKeyVault@2 on the wire, in the variables and in the log; the tutorial's four steps among it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import (
    CLIENT_ID,
    ENDPOINT_ID,
    JOB_TOKEN,
    TENANT_ID,
    endpoint,
    run,
    script,
    step,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.azure_stand_in import AzureStandIn, azure_stand_in
from ansible_collections.vaultpipe.azure.tests.support.actors.key_vault_steps import errors, key_vault
from emulator.agent.tasks import javascript

CANARY = "canary%value]with;signs"
VAULT = "https://kv.vault.azure.net"


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[AzureStandIn]:
    with azure_stand_in(tmp_path) as stand_in:
        yield stand_in


def test_the_tutorial_publishes_the_secret_and_never_logs_it(azure: AzureStandIn) -> None:
    azure.secrets = {"demo-secret": CANARY}
    record = run(
        key_vault(azureSubscription="connection"),
        script("Create file", "echo '$(demo-secret)' > secret.txt"),
        step("Copy file", "CopyFiles", inputs={"Contents": "secret.txt", "targetFolder": "$(Build.ArtifactStagingDirectory)"}),
        step(
            "Publish",
            "PublishBuildArtifacts",
            inputs={
                "PathtoPublish": "$(build.artifactstagingdirectory)",
                "ArtifactName": "drop",
                "publishLocation": "Container",
            },
        ),
        environment=azure.environment,
    )
    assert record.results == ["succeeded"]
    assert record.artifacts == {"drop": {"secret.txt": f"{CANARY}\n".encode()}}
    assert CANARY not in record.everything
    assert JOB_TOKEN not in record.everything
    assert "echo '***' > secret.txt" in record["Create file"].log


def test_it_asks_what_the_real_task_asks_in_that_order(azure: AzureStandIn) -> None:
    azure.secrets = {"one": "1111", "two": "2222", "three": "3333"}
    assert run(key_vault(), environment=azure.environment).results == ["succeeded"]
    locations, id_token, token, first, second = azure.asked[:5]
    assert str(locations) == "OPTIONS https://dev.azure.com/vaultpipe/_apis/distributedtask"
    assert id_token.method == "POST"
    assert id_token.url.endswith(f"/oidctoken?serviceConnectionId={ENDPOINT_ID}")
    assert id_token.headers["accept"] == "application/json;api-version=7.2-preview.1"
    assert {one.headers["authorization"] for one in (locations, id_token)} == {f"Bearer {JOB_TOKEN}"}
    assert str(token).endswith("/oauth2/v2.0/token")
    assert parse_qs(urlsplit(token.url).query)["client-request-id"] == [token.form["client-request-id"]]
    # tests/clients compares what MSAL says of itself with the real one.
    assert {name: value for name, value in token.form.items() if "-" not in name} == {
        "client_id": CLIENT_ID,
        "scope": "https://vault.azure.net/.default",
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": "the-id-token",
    }
    assert first.url == f"{VAULT}/secrets?maxresults=25&api-version=2016-10-01"
    assert second.url == f"{VAULT}/more?token=x"
    assert sorted(one.url for one in azure.asked[5:]) == sorted(
        f"{VAULT}/secrets/{name}?api-version=2016-10-01" for name in azure.secrets
    )
    assert {one.headers["authorization"] for one in azure.asked[3:]} == {"Bearer the-access-token"}


def test_a_star_leaves_out_disabled_and_expired_secrets(azure: AzureStandIn) -> None:
    now = int(time.time())
    azure.secrets = {"good": "good-value", "off": "off-value", "old": "old-value", "early": "early-value"}
    azure.attributes = {"off": {"enabled": False}, "old": {"exp": now - 9}, "early": {"nbf": now + 999, "exp": now + 999}}
    record = run(key_vault(), script("Show", "echo '$(good) $(off) $(old) $(early)' > $(Build.ArtifactStagingDirectory)/f"),
                 step("Publish", "PublishBuildArtifacts"), environment=azure.environment)  # fmt: skip
    assert record.artifacts["drop"]["f"] == b"good-value $(off) $(old) early-value\n"
    assert "Number of secrets found in kv: 4" in record["Azure Key Vault"].log
    assert "Number of enabled and unexpired secrets found in kv: 2" in record["Azure Key Vault"].log


def test_named_secrets_are_set_even_where_another_name_fails(azure: AzureStandIn) -> None:
    azure.secrets = {"there": "there-value"}
    record = run(
        key_vault(SecretsFilter="there, nope,"),
        script("Show", "printf %s '$(there)' > $(Build.ArtifactStagingDirectory)/f", condition="always()"),
        step("Publish", "PublishBuildArtifacts", condition="always()"),
        environment=azure.environment,
    )
    assert record.results == ["failed"]
    assert errors(record) == ["", '\nnope: "A secret with (name/id) nope was not found in this key vault."']
    assert record.artifacts["drop"]["f"] == b"there-value"
    assert not any(str(one).endswith("/secrets") for one in azure.asked)


def test_a_version_sets_both_names(azure: AzureStandIn) -> None:
    azure.secrets = {"s": "the-value"}
    record = run(
        key_vault(SecretsFilter="s/abc"),
        script("Show", "printf %s '$(s)=$(s/abc)' > $(Build.ArtifactStagingDirectory)/f"),
        step("Publish", "PublishBuildArtifacts"),
        environment=azure.environment,
    )
    assert record.artifacts["drop"]["f"] == b"the-value=the-value"
    assert azure.asked[-1].url == f"{VAULT}/secrets/s%2Fabc?api-version=2016-10-01"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("first line\nsecond line", "first line\nsecond line"),
        ('{"a":\n [1]}', '{"a":[1]}'),
        ('{"a":\r [1.0, 1E400, 12345678901234567890, 1e21]}', '{"a":[1,null,12345678901234567000,1e+21]}'),
        ('{"b":1,\r\n"2":2, "01":"\\ud800x", "1":1}', '{"1":1,"2":2,"b":1,"01":"\\ud800x"}'),
    ],
)
def test_secrets_of_several_lines_are_masked_line_by_line(azure: AzureStandIn, value: str, read: str) -> None:
    azure.secrets = {"s": value}
    record = run(
        key_vault(),
        script("Show", "cat <<'END' | tee $(Build.ArtifactStagingDirectory)/f\n$(s)\nEND"),
        step("Publish", "PublishBuildArtifacts"),
        environment=azure.environment,
    )
    assert record.artifacts["drop"]["f"].decode() == read + "\n"
    assert not any(line in record.everything for line in (*value.split("\n"), read))


def test_a_value_with_carriage_returns_only_is_masked_line_by_line(azure: AzureStandIn) -> None:
    azure.secrets = {"s": "cr-one-4711\rcr-two-4711", "half": "cr-\ud800"}
    record = run(key_vault(), script("Show", "echo cr-one-4711; echo x-cr-two-4711"), environment=azure.environment)
    assert record["Show"].log[-3:-1] == ["***", "x-***"]
    assert record.results == ["succeeded"]


def test_a_connection_with_a_key_signs_in_by_it(azure: AzureStandIn) -> None:
    azure.secrets = {"s": "s-value"}
    parameters = {"tenantid": TENANT_ID, "serviceprincipalid": CLIENT_ID, "serviceprincipalkey": "the-key-4711"}
    links = (endpoint(scheme="ServicePrincipal", parameters=parameters),)
    record = run(key_vault(), endpoints=links, environment=azure.environment)
    assert record.results == ["succeeded"]
    asked = azure.asked[0]
    assert (asked.url, asked.form["client_secret"]) == (f"https://login.windows.net/{TENANT_ID}/oauth2/token/", "the-key-4711")


def test_run_as_pre_job_gives_secrets_to_earlier_steps(azure: AzureStandIn) -> None:
    azure.secrets = {"s": "s-value"}
    record = run(
        script("Show", "printf %s '$(s)' > $(Build.ArtifactStagingDirectory)/f"),
        key_vault(RunAsPreJob="true"),
        step("Publish", "PublishBuildArtifacts"),
        environment=azure.environment,
    )
    assert record.artifacts["drop"]["f"] == b"s-value"
    assert record["Pre-job: Azure Key Vault"].result == "succeeded"
    assert record["Azure Key Vault"].result == "skipped"
    assert not any("Skipped" in line for line in record["Azure Key Vault"].log)


def test_a_secret_is_no_environment_variable(azure: AzureStandIn) -> None:
    azure.secrets = {"demo": "demo-value"}
    record = run(key_vault(), script("Show", "env"), environment=azure.environment)
    assert not [line for line in record["Show"].log if line.startswith("DEMO=") or "***" in line]


def test_an_engine_that_is_not_ready_ends_the_task_cleanly(azure: AzureStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(javascript, "SECONDS", 0.01)
    monkeypatch.setattr(javascript, "_rewritten", lambda _text: time.sleep(0.5))
    azure.secrets = {"json": '{\n"a": "value-4711"}'}
    record = run(key_vault(), environment=azure.environment)
    assert errors(record) == ["The local Azure's JavaScript engine was not ready within 0.01 s."]
    assert "value-4711" not in record.everything
