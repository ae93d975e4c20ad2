# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clouds by name and by the SDKs' variable."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import UsageError
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.clouds import endpoints_of


@pytest.fixture(autouse=True)
def _no_cloud_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AZURE_CLOUD_ENVIRONMENT", "AZURE_AUTHORITY_HOST"):
        monkeypatch.delenv(name, raising=False)


def test_the_public_cloud_is_the_default() -> None:
    cloud = endpoints_of(None)
    assert (cloud.arm_scope, cloud.vault_scope) == ("https://management.azure.com/.default", "https://vault.azure.net/.default")


def test_the_option_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", "https://login.chinacloudapi.cn/")
    assert endpoints_of(None).name == "AzureChinaCloud"
    monkeypatch.setenv("AZURE_CLOUD_ENVIRONMENT", "azureusgovernment")
    assert endpoints_of(None).name == "AzureUSGovernment"
    assert endpoints_of("AzureCloud").name == "AzureCloud"


def test_an_unknown_cloud_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="cloud_environment is 'Moon', but the clouds are AzureCloud, AzureChinaCloud"):
        endpoints_of("Moon")
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", "login.example")
    with pytest.raises(UsageError, match=r"AZURE_AUTHORITY_HOST is 'login\.example'"):
        endpoints_of(None)
