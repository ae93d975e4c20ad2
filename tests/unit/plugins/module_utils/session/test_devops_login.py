# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The choice of the organization, and of who signs in to it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import UsageError
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.credential_settings import PAT_VARIABLES
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.devops_login import (
    ORGANIZATION_VARIABLES,
    DevOpsLogin,
)
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.run_memory.token_cache import TokenCache
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.sign_in_method import NoSignInMethod, SignInMethod


@pytest.fixture(autouse=True)
def _nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*ORGANIZATION_VARIABLES, *PAT_VARIABLES):
        monkeypatch.delenv(name, raising=False)


def somebody() -> TokenCache:
    return TokenCache(SignInMethod("application me", None, ("me",)), None)


def nobody() -> TokenCache:
    raise NoSignInMethod("There is no way to sign in to Azure.")


def half() -> TokenCache:
    raise UsageError("Half a way to sign in.")


def login(credential: Any = somebody, **options: Any) -> DevOpsLogin:
    return DevOpsLogin({"organization": "org", **options}, credential)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("my-org", "https://dev.azure.com/my-org"),
        ("https://dev.azure.com/my-org/", "https://dev.azure.com/my-org"),
        ("https://my-org.visualstudio.com", "https://my-org.visualstudio.com"),
    ],
)
def test_organizations(given: str, url: str) -> None:
    assert login(organization=given).organization_url == url


@pytest.mark.parametrize(
    "given", ["my org", "http://dev.azure.com/org", "https://dev.azure.com/org/project", "https://dev.azure.com/"]
)
def test_other_addresses_are_refused(given: str) -> None:
    with pytest.raises(UsageError, match="not a valid organization name or address"):
        login(organization=given)


def test_no_organization_is_an_error() -> None:
    with pytest.raises(UsageError, match="No Azure DevOps organization is given"):
        login(organization=None)


def test_entra_comes_first_then_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZDO_PERSONAL_ACCESS_TOKEN", "pat")
    assert login().described == "application me"
    assert login(devops_auth="pat").described == "a personal access token from the environment"
    assert "there is no way to sign in to Entra" in login(nobody).described
    with pytest.raises(NoSignInMethod):
        login(nobody, devops_auth="entra")


def test_half_a_way_to_entra_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_DEVOPS_EXT_PAT", "pat")
    with pytest.raises(UsageError, match="Half a way"):
        login(half)


def test_a_token_that_is_asked_for_must_be_there() -> None:
    with pytest.raises(UsageError, match="devops_auth is pat, but there is no personal access token"):
        login(devops_auth="pat")
