# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in, each way that users know, and what is said when it does not work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.sign_ins import sign_ins, task
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

OTHER_TENANT = "99999999-0000-0000-0000-000000000009"
WRONG = "a-secret-that-is-wrong-123"


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
    """The error names what the profile has in place of a secret, or would turn off; nothing silently goes to the public cloud."""
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
