# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in, each way that users know, and what is said when it does not work."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.sign_in import ARM, az_stand_in, endpoint, signed_out_az, token_of
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

READ = {"name": "not-there", "state": "absent"}
"""Options of a resource_group task that only reads."""
TOKEN_FORM = "/oauth2/v2.0/token"
OTHER_TENANT = "99999999-0000-0000-0000-000000000009"
WRONG = "a-secret-that-is-wrong-123"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2V4YW1wbGUuaW52YWxpZCJ9.c2lnbmF0dXJl"
"""A well-formed assertion that nobody trusts."""


@pytest.fixture
def known(emulator: EmulatorProcess) -> dict[str, str]:
    """The caller, by the options' names."""
    environment = emulator.environment
    return {
        "client_id": environment["AZURE_CLIENT_ID"],
        "secret": environment["AZURE_CLIENT_SECRET"],
        "tenant": environment["AZURE_TENANT_ID"],
        "subscription_id": environment["AZURE_SUBSCRIPTION_ID"],
    }


@pytest.fixture
def stranger(ansible: Ansible, tmp_path: Path) -> Ansible:
    """Ansible with no identity at all: none in the environment, an empty HOME, no az."""
    for name in [name for name in ansible.environment if name.startswith("AZURE_")]:
        del ansible.environment[name]
    folders = ansible.environment["PATH"].split(os.pathsep)
    home = tmp_path / "home"
    home.mkdir()
    ansible.environment |= {
        "PATH": os.pathsep.join(folder for folder in folders if not shutil.which("az", path=folder)),
        "HOME": str(home),
    }
    return ansible


def task(options: dict[str, Any], environment: dict[str, str] | None = None) -> dict[str, Any]:
    return {"vaultpipe.azure.resource_group": {**READ, **options}, "environment": environment or {}}


def sign_ins(outcome: Outcome) -> int:
    return sum(request.method == "POST" and request.path.endswith(TOKEN_FORM) for request in outcome.requests)


def profile(home: str, name: str, settings: dict[str, str]) -> None:
    path = Path(home, ".azure", "credentials")
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:
        file.write(f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items()))


def test_options_environment_and_profiles_sign_in(stranger: Ansible, known: dict[str, str]) -> None:
    profile(stranger.environment["HOME"], "default", known)
    profile(stranger.environment["HOME"], "other", {**known, "secret": WRONG})
    azcollection = {
        "AZURE_CLIENT_ID": known["client_id"],
        "AZURE_SECRET": known["secret"],
        "AZURE_TENANT": known["tenant"],
        "AZURE_SUBSCRIPTION_ID": known["subscription_id"],
    }
    sdks = {
        "AZURE_CLIENT_ID": known["client_id"],
        "AZURE_CLIENT_SECRET": known["secret"],
        "AZURE_TENANT_ID": known["tenant"],
        "AZURE_SUBSCRIPTION_ID": known["subscription_id"],
    }
    wrong = {**azcollection, "AZURE_SECRET": WRONG}
    played = stranger.play(
        [
            {**task(known, wrong), "name": "options before the environment"},
            {**task({"auth_source": "env"}, azcollection), "name": "env"},
            {**task({}, sdks), "name": "environment before the profile, names of the SDKs"},
            {**task({}), "name": "the default profile"},
            {**task({"auth_source": "credential_file"}, wrong), "name": "credential_file"},
            {**task({"profile": "default"}, wrong), "name": "a named profile before the environment"},
            {**task({}, {"AZURE_PROFILE": "other"}), "name": "AZURE_PROFILE"},
            {**task({"profile": "missing"}), "name": "a profile that is not there"},
        ]
    )
    fine, refused, missing = played[:6], played[6], played[7]
    assert [outcome.msg for outcome in fine] == [""] * 6
    for outcome in fine:
        assert outcome.requests[-1].path.startswith(f"/subscriptions/{known['subscription_id']}/")
    assert refused.failed
    assert "with a secret from profile other of" in refused.msg
    assert "AADSTS7000215" in refused.msg
    assert missing.failed
    assert "profile is 'missing'" in missing.msg
    assert WRONG not in played.output


def test_tokens_are_shared_by_a_run_and_gone_after_it(ansible: Ansible, tmp_path: Path) -> None:
    local_temporary = tmp_path / "local-temporary"
    ansible.environment["ANSIBLE_LOCAL_TEMP"] = str(local_temporary)
    seen = {"ansible.builtin.command": f"find {local_temporary} -name vaultpipe-token-* -printf '%m '", "changed_when": False}
    off = task({}, {"VAULTPIPE_TOKEN_CACHE": "off"})
    module = {**task({}), "vars": {"vaultpipe_execution": "module"}}
    played = ansible.play([module, seen, off, seen, task({}), task({}), {**task({}), "loop": [1, 2]}, seen])
    by_module, none_yet, without, still_none, first, second, looped, files = played
    assert [sign_ins(outcome) for outcome in (by_module, without, first, second, looped)] == [1, 1, 1, 0, 0]
    assert [none_yet["stdout"], still_none["stdout"]] == ["", ""]
    assert files["stdout"].split() == ["600"]
    assert list(local_temporary.rglob("vaultpipe-token-*")) == []


def test_another_secret_is_another_sign_in(ansible: Ansible, known: dict[str, str]) -> None:
    """A remembered token must not hide that a secret is wrong."""
    right, wrong = ansible.play([task(known), task({**known, "secret": WRONG})])
    assert not right.failed
    assert "AADSTS7000215" in wrong.msg


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


def test_what_is_missing_is_named(stranger: Ansible, known: dict[str, str]) -> None:
    application = {"AZURE_CLIENT_ID": known["client_id"], "AZURE_TENANT": known["tenant"], "AZURE_SECRET": known["secret"]}
    without_tenant = {name: value for name, value in application.items() if name != "AZURE_TENANT"}
    cases: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        (
            {},
            {},
            "There is no way to sign in to Azure: the environment gave no AZURE_CLIENT_ID, no AZURE_TENANT, no AZURE_SECRET",
        ),
        ({}, {}, "there is no az on the PATH"),
        (
            {"client_id": known["client_id"]},
            application,
            "Half a way to sign in: the task's options gave no tenant, no secret or",
        ),
        ({"auth_source": "env"}, without_tenant, "auth_source is env, but the environment gave no AZURE_TENANT."),
        ({"auth_source": "credential_file"}, application, "has no profile default"),
        ({}, {"ANSIBLE_AZURE_AUTH_SOURCE": "magic"}, "ANSIBLE_AZURE_AUTH_SOURCE is 'magic'. Choose one of auto, env"),
        ({}, application, "No subscription is given. Set subscription_id or AZURE_SUBSCRIPTION_ID."),
        ({**known, "tenant": "my tenant"}, {}, "tenant is 'my tenant'"),
        ({"cloud_environment": "AzureMoonCloud"}, application, "cloud_environment is 'AzureMoonCloud', but the clouds are"),
    ]
    played = stranger.play([task(options, environment) for options, environment, _expected in cases])
    for outcome, (_options, _environment, expected) in zip(played, cases, strict=True):
        assert outcome.failed
        assert expected in outcome.msg
        assert outcome.requests == []
    assert known["secret"] not in played.output


@pytest.mark.parametrize("execution", ["controller", "module"])
def test_refusals_name_the_way_and_no_secret(ansible: Ansible, known: dict[str, str], execution: Any) -> None:
    secret, tenant = ansible.play(
        [task({**known, "secret": WRONG}), task({**known, "tenant": OTHER_TENANT})], execution=execution
    )
    way = f"Could not sign in as application {known['client_id']} of tenant"
    assert f"{way} {known['tenant']} with a secret from the task's options" in secret.msg
    assert "AADSTS7000215" in secret.msg
    assert f"{way} {OTHER_TENANT} with a secret" in tenant.msg
    for outcome in (secret, tenant):
        assert WRONG not in str(outcome.result)
        assert known["secret"] not in str(outcome.result)


def refuse_tokens(emulator: EmulatorProcess) -> None:
    """From now on every service but Entra does so."""
    body = {"error": {"code": "InvalidAuthenticationTokenTenant", "message": "The access token is from the wrong issuer."}}
    headers = {"X-VSS-ResourceTenant": OTHER_TENANT}
    for host in (r"management\.azure\.com", r".*\.vault\.azure\.net", r"dev\.azure\.com"):
        emulator.fault({"host": host}, {"status": 401, "body": body, "headers": headers}, times=50)


@pytest.mark.devops_auth("entra")
def test_a_service_that_refuses_the_token_names_the_way(
    ansible: Ansible, emulator: EmulatorProcess, known: dict[str, str]
) -> None:
    place = {"resource_group": "rg", "location": "westeurope"}
    ansible.play(
        [
            {"vaultpipe.azure.resource_group": {"name": "rg", "location": "westeurope"}},
            {"vaultpipe.azure.keyvault": {"name": "kv-refusing", **place}},
        ]
    )
    refuse_tokens(emulator)
    arm, vault, devops = ansible.play(
        [
            task({}),
            {"vaultpipe.azure.keyvault_secret": {"vault_name": "kv-refusing", "name": "one", "state": "absent"}},
            {"vaultpipe.azure.devops_project": {"name": "not-there", "state": "absent"}},
        ]
    )
    way = f"application {known['client_id']} of tenant {known['tenant']} with a secret from the environment"
    for outcome in (arm, vault, devops):
        assert outcome.failed
        assert way in outcome.msg
    assert "InvalidAuthenticationTokenTenant: The access token is from the wrong issuer." in arm.msg
    assert f"The organization belongs to tenant {OTHER_TENANT}, the token to {known['tenant']}." in devops.msg


@pytest.mark.devops_auth("entra", "pat")
def test_devops_takes_what_is_asked_for_then_entra_then_a_token(stranger: Ansible, emulator: EmulatorProcess) -> None:
    pat = emulator.environment["AZURE_DEVOPS_EXT_PAT"]
    url = emulator.environment["AZURE_DEVOPS_ORG_URL"]
    entra = {name: emulator.environment[name] for name in ("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID")}

    def project(options: dict[str, Any], environment: dict[str, str]) -> dict[str, Any]:
        return {
            "vaultpipe.azure.devops_project": {"name": "not-there", "state": "absent", **options},
            "environment": {"AZURE_DEVOPS_ORG_URL": url, "VAULTPIPE_TOKEN_CACHE": "off", **environment},
        }

    both = {**entra, "AZURE_DEVOPS_EXT_PAT": pat}
    played = stranger.play(
        [
            project({}, both),
            project({"devops_auth": "pat"}, both),
            project({"devops_auth": "pat", "personal_access_token": pat}, entra),
            project({}, {"AZDO_PERSONAL_ACCESS_TOKEN": pat}),
            project({}, {**both, "AZURE_DEVOPS_AUTH": "pat"}),
            project({"devops_auth": "entra"}, {**both, "AZURE_DEVOPS_AUTH": "pat"}),
            project({"devops_auth": "entra"}, {"AZURE_DEVOPS_EXT_PAT": pat}),
            project({"devops_auth": "pat"}, entra),
            project({"devops_auth": "pat", "personal_access_token": WRONG}, entra),
            project({}, {**both, "AZURE_DEVOPS_AUTH": "token"}),
            project({}, {}),
            project({"organization": "https://example.invalid/x"}, entra),
        ]
    )
    fine, (no_entra, no_pat, wrong, no_way, nothing, nowhere) = played[:6], played[6:]
    assert [outcome.msg for outcome in fine] == [""] * 6
    assert [sign_ins(outcome) for outcome in fine] == [1, 0, 0, 0, 0, 1]
    assert no_entra.msg.startswith("There is no way to sign in to Azure")
    assert no_pat.msg.startswith("devops_auth is pat, but there is no personal access token.")
    assert "does not accept a personal access token from the task's options" in wrong.msg
    assert no_way.msg == "AZURE_DEVOPS_AUTH is 'token'. Set it to one of auto, entra, pat, or unset it."
    assert nothing.msg.startswith("There is no way to sign in to Azure")
    assert "organization is 'https://example.invalid/x'" in nowhere.msg
    assert WRONG not in played.output
    assert pat not in played.output


def test_a_profile_of_azcollection_names_its_cloud(stranger: Ansible, known: dict[str, str]) -> None:
    """What it has in place of a secret, or would turn off, is named; nothing silently goes to the public cloud."""
    home = stranger.environment["HOME"]
    without = {name: value for name, value in known.items() if name != "secret"}
    profile(home, "gov", {**known, "cloud_environment": "AzureUSGovernment"})
    profile(home, "cert", {**without, "x509_certificate_path": "/cert.pem", "thumbprint": "AA"})
    profile(home, "person", {**without, "ad_user": "me@example.org", "password": WRONG})
    profile(home, "spelt", {**without, "client_secret": WRONG})
    profile(home, "adfs", {**known, "adfs_authority_url": "https://adfs.example.org"})
    profile(home, "blind", {**known, "cert_validation_mode": "ignore"})
    gov, cert, person, spelt, adfs, blind, variable, strict = stranger.play(
        [
            *(task({"profile": name, "request_retries": 0}) for name in ("gov", "cert", "person", "spelt", "adfs", "blind")),
            task(known, {"AZURE_CERT_VALIDATION_MODE": "ignore"}),
            task(known, {"AZURE_CERT_VALIDATION_MODE": "validate"}),
        ]
    )
    assert "https://management.usgovcloudapi.net/.default" in gov.msg
    assert "has x509_certificate_path, but signing in with a certificate is not supported. Give the profile" in cert.msg
    assert "has ad_user, but signing in as a user with a password is not supported. Give the profile" in person.msg
    assert "has client_secret, but the secret's key is secret. Give the profile" in spelt.msg
    assert "has adfs_authority_url, but AD FS is not supported. Leave it out." in adfs.msg
    assert "cert_validation_mode of profile blind" in blind.msg
    assert "AZURE_CERT_VALIDATION_MODE is 'ignore', but the only mode is 'validate'." in variable.msg
    for refused in (gov, cert, person, spelt, adfs, blind, variable):
        assert refused.failed
        assert refused.requests == []
        assert WRONG not in refused.msg
    assert not strict.failed, strict.msg
