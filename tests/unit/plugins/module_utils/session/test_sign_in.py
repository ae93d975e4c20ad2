# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of signing in that is taken, and what is said of those that are not."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from azure.core.credentials import AccessTokenInfo

from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import UsageError
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.clouds import CLOUDS
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.credential_settings import VARIABLES
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.request_settings import RequestSettings
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.sign_in import choose
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.sign_in_method import NoSignInMethod, SignInMethod

APPLICATION = {"client_id": "the-app", "secret": "the-secret-%s", "tenant": "the-tenant", "subscription_id": "the-subscription"}
ENVIRONMENT = {"AZURE_CLIENT_ID": "env-app", "AZURE_SECRET": "env-secret", "AZURE_TENANT": "env-tenant"}


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Nobody is signed in here."""
    names = [name for names in VARIABLES.values() for name in names]
    for name in [*names, "ANSIBLE_AZURE_AUTH_SOURCE", "AZURE_CONFIG_DIR", "IDENTITY_ENDPOINT", "MSI_ENDPOINT"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / ".azure").mkdir()
    return tmp_path


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def chosen(**options: Any) -> SignInMethod:
    return choose(options, CLOUDS["AzureCloud"], RequestSettings())


def fill_profile(home: Path, name: str, **settings: str) -> None:
    with (home / ".azure" / "credentials").open("a") as file:
        file.write(f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in settings.items()))


@pytest.mark.usefixtures("environment")
def test_options_come_before_the_environment() -> None:
    way = chosen(**APPLICATION)
    assert way.described == "application the-app of tenant the-tenant with a secret from the task's options"
    assert way.subscription() == "the-subscription"


def test_the_environment_comes_before_the_default_profile(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_profile(home, "default", **APPLICATION)
    assert "from profile default of" in chosen().described
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    assert chosen().described == "application env-app of tenant env-tenant with a secret from the environment"


@pytest.mark.usefixtures("environment")
def test_a_named_profile_comes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_profile(home, "mine", **APPLICATION)
    assert "application the-app" in chosen(profile="mine").described
    monkeypatch.setenv("AZURE_PROFILE", "mine")
    assert "application the-app" in chosen().described
    assert chosen().subscription() == "the-subscription"


def test_az_comes_last(home: Path) -> None:
    (home / "az").write_text("#!/bin/sh\n")
    (home / "az").chmod(0o700)
    fill_profile(home, "default", subscription_id="only-that")
    assert chosen().described == "the Azure CLI's signed-in user"


@pytest.mark.parametrize("name", ["AZURE_SECRET", "AZURE_CLIENT_ID", "AZURE_TENANT"])
@pytest.mark.usefixtures("environment")
def test_auto_passes_over_half_an_environment(home: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """AZURE_CLIENT_ID alone often means a managed identity."""
    monkeypatch.setenv(name, "")
    with pytest.raises(NoSignInMethod, match=f"the environment gave no {name}"):
        chosen()
    fill_profile(home, "default", **APPLICATION)
    assert "profile default" in chosen().described
    with pytest.raises(UsageError, match=f"auth_source is env, but the environment gave no {name}"):
        chosen(auth_source="env")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (("client_id",), "no tenant, no secret or oidc_token_file_path or certificate_path"),
        (("client_id", "tenant"), "no secret or oidc_token_file_path or certificate_path"),
        (("secret",), "no client_id, no tenant"),
        (("secret", "tenant"), "no client_id"),
    ],
)
@pytest.mark.usefixtures("environment")
def test_half_a_set_of_options_is_never_passed_over(given: tuple[str, ...], missing: str) -> None:
    with pytest.raises(UsageError, match=f"the task's options gave {missing}[.]") as refused:
        chosen(**{name: APPLICATION[name] for name in given})
    assert not isinstance(refused.value, NoSignInMethod)
    assert APPLICATION["secret"] not in str(refused.value.result())


def test_a_half_profile_that_is_named_is_an_error(home: Path) -> None:
    fill_profile(home, "half", client_id="the-app")
    with pytest.raises(UsageError, match=r"profile half of .* gave no tenant"):
        chosen(profile="half")


def test_a_broken_credential_file_is_named_and_not_quoted(home: Path) -> None:
    (home / ".azure" / "credentials").write_text("secret=never-shown\n")
    with pytest.raises(UsageError, match="cannot be read as an ini file") as refused:
        chosen()
    assert "never-shown" not in str(refused.value.result())
    assert refused.value.__cause__ is None


def test_identities_differ_by_all_that_makes_them(home: Path) -> None:
    base = chosen(**APPLICATION).identity
    others = [chosen(**{**APPLICATION, name: "another"}).identity for name in ("client_id", "secret", "tenant")]
    china = choose(APPLICATION, CLOUDS["AzureChinaCloud"], RequestSettings()).identity
    federated = chosen(client_id="the-app", tenant="the-tenant", oidc_token_file_path=__file__).identity
    msi = [chosen(auth_source="msi").identity, chosen(auth_source="msi", client_id="the-app").identity]
    assert len({base, *others, china, federated, *msi}) == 8
    assert chosen(**{**APPLICATION, "subscription_id": "another"}).identity == base


def test_the_source_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_AZURE_AUTH_SOURCE", "msi")
    assert chosen().described == "the system-assigned managed identity"
    assert chosen(client_id="mine").described == "the user-assigned managed identity mine"


def test_a_federated_token_is_read_for_each_sign_in_without_its_line_end(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("first\n")
    credential = chosen(**{**APPLICATION, "secret": None}, oidc_token_file_path=str(file)).credential
    sent: list[str] = []

    def obtain(_scopes: Any, assertion: str, **_options: Any) -> AccessTokenInfo:
        sent.append(assertion)
        return AccessTokenInfo("token", 0)

    credential._client = SimpleNamespace(obtain_token_by_jwt_assertion=obtain, get_cached_access_token=lambda *_a, **_k: None)
    credential.get_token("scope")
    file.write_text("second\r\n")
    credential.get_token("scope")
    assert sent == ["first", "second"]
