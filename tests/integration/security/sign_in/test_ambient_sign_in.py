# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-in by what the machine has: the Azure CLI, a managed identity, a token's file, a pipeline."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.actors.sign_in import ARM, az_stand_in, endpoint, signed_out_az, token_of
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.sign_ins import sign_ins, task
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2V4YW1wbGUuaW52YWxpZCJ9.c2lnbmF0dXJl"
"""A well-formed assertion that nobody trusts."""


def test_the_azure_cli_signs_in_and_gives_the_subscription(
    stranger: Ansible, emulator: EmulatorProcess, known: dict[str, str], tmp_path: Path
) -> None:
    token = token_of(emulator.environment)
    signed_in = az_stand_in(tmp_path / "az", token, known["subscription_id"])
    signed_out = signed_out_az(tmp_path / "signed-out")
    path = stranger.environment["PATH"]
    auto, asked, refused, none = stranger.play(
        [
            task({}, {"PATH": f"{signed_in}{os.pathsep}{path}"}),
            task({"auth_source": "cli", "tenant": known["tenant"]}, {"PATH": f"{signed_in}{os.pathsep}{path}"}),
            task(
                {"auth_source": "cli", "subscription_id": known["subscription_id"]},
                {"PATH": f"{signed_out}{os.pathsep}{path}", "AZURE_CONFIG_DIR": str(tmp_path)},
            ),
            task({"auth_source": "cli"}),
        ]
    )
    assert [auto.msg, asked.msg] == ["", ""]
    assert auto.requests[-1].path.startswith(f"/subscriptions/{known['subscription_id']}/")
    calls = (signed_in / "asked").read_text().splitlines()
    assert "account show --output json" in calls
    assert f"account get-access-token --output json --resource {ARM} --tenant {known['tenant']}" in calls
    assert "Could not sign in as the Azure CLI's signed-in user" in refused.msg
    assert "az login" in refused.msg
    assert none.msg.startswith("auth_source is cli, but there is no az on the PATH.")
    assert refused.requests == none.requests == []


def test_a_managed_identity_signs_in(stranger: Ansible, emulator: EmulatorProcess, known: dict[str, str]) -> None:
    token = token_of(emulator.environment)
    answer = {"access_token": token, "expires_on": str(int(time.time()) + 3600), "resource": ARM, "token_type": "Bearer"}
    with endpoint(answer) as there:
        machine = {"IDENTITY_ENDPOINT": there.url, "IDENTITY_HEADER": "header-of-the-machine"}
        options = {"auth_source": "msi", "subscription_id": known["subscription_id"]}
        system, user = stranger.play([task(options, machine), task({**options, "client_id": known["client_id"]}, machine)])
    assert [system.msg, user.msg] == ["", ""]
    assert [asked.query.get("client_id") for asked in there.asked] == [None, known["client_id"]]
    assert {asked.headers["x-identity-header"] for asked in there.asked} == {"header-of-the-machine"}
    assert {asked.query["resource"] for asked in there.asked} == {ARM}


def test_a_managed_identity_that_is_refused(stranger: Ansible, known: dict[str, str]) -> None:
    with endpoint({"error": "invalid_request", "error_description": "Identity not found"}) as there:
        machine = {"IDENTITY_ENDPOINT": there.url, "IDENTITY_HEADER": "header-of-the-machine"}
        (refused,) = stranger.play([task({"auth_source": "msi", "subscription_id": known["subscription_id"]}, machine)])
    assert refused.failed
    assert "Could not sign in as the system-assigned managed identity" in refused.msg


def test_workload_identity_sends_the_token_of_the_file(stranger: Ansible, known: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{JWT}\n")
    (tmp_path / "empty").write_text("\n")
    options = {name: known[name] for name in ("client_id", "tenant", "subscription_id")}
    file = str(tmp_path / "token")
    variables = {
        "AZURE_CLIENT_ID": known["client_id"],
        "AZURE_TENANT_ID": known["tenant"],
        "AZURE_SUBSCRIPTION_ID": known["subscription_id"],
        "AZURE_FEDERATED_TOKEN_FILE": file,
    }
    by_option, by_environment, asked, no_file, empty, half = stranger.play(
        [
            task({**options, "oidc_token_file_path": file}),
            task({}, variables),
            task({**options, "auth_source": "workload_identity"}, {"AZURE_FEDERATED_TOKEN_FILE": file}),
            task({**options, "oidc_token_file_path": f"{file}-missing"}),
            task({**options, "oidc_token_file_path": str(tmp_path / "empty")}),
            task({**options, "auth_source": "workload_identity"}),
        ]
    )
    for refused in (by_option, by_environment, asked):
        assert sign_ins(refused) == 1
        assert f"application {known['client_id']} of tenant {known['tenant']} with the federated token in {file}" in refused.msg
        assert "AADSTS" in refused.msg
        assert JWT not in refused.msg
    assert "there is no such file" in no_file.msg
    assert f"oidc_token_file_path is '{tmp_path}/empty', but it is empty." in empty.msg
    assert "gave no oidc_token_file_path (AZURE_FEDERATED_TOKEN_FILE)" in half.msg
    assert no_file.failed
    assert half.requests == []


def test_inside_a_pipeline_the_service_connection_signs_in(stranger: Ansible, known: dict[str, str]) -> None:
    connection, job_token = "11111111-2222-3333-4444-555555555555", "token-of-the-running-job"
    with endpoint({"oidcToken": JWT}) as there:
        pipeline = {
            "AZURESUBSCRIPTION_CLIENT_ID": known["client_id"],
            "AZURESUBSCRIPTION_TENANT_ID": known["tenant"],
            "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": connection,
            "SYSTEM_ACCESSTOKEN": job_token,
            "SYSTEM_OIDCREQUESTURI": f"{there.url}/oidctoken",
        }
        options = {"auth_source": "azure_pipelines", "subscription_id": known["subscription_id"]}
        without = {name: value for name, value in pipeline.items() if name != "SYSTEM_ACCESSTOKEN"}
        refused, half = played = stranger.play([task(options, pipeline), task(options, without)])
    (asked,) = there.asked
    assert (asked.method, asked.path, asked.query["serviceConnectionId"]) == ("POST", "/oidctoken", connection)
    assert asked.headers["authorization"] == f"Bearer {job_token}"
    assert f"by the service connection {connection} of this pipeline" in refused.msg
    assert "AADSTS" in refused.msg
    assert half.msg.startswith("auth_source is azure_pipelines, but the environment gave no SYSTEM_ACCESSTOKEN.")
    assert job_token not in played.output
