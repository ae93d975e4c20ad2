# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and addresses of vaults are checked before any request."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import UsageError
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.key_vault.vault_name import check_vault_name, vault_uri
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.clouds import CLOUDS

PUBLIC = CLOUDS["AzureCloud"]


@pytest.mark.parametrize("name", ["abc", "kv-tutorial-1", "A" * 24, "a1b"])
def test_good_names(name: str) -> None:
    check_vault_name(name, PUBLIC)


@pytest.mark.parametrize("name", ["ab", "a" * 25, "1kv", "-kv", "kv-", "kv--x", "kv_x", "kv.x", "kvé"])
def test_bad_names_are_named_with_the_rule(name: str) -> None:
    with pytest.raises(UsageError, match="3 to 24 letters") as refused:
        check_vault_name(name, PUBLIC, "vault_name")
    assert refused.value.message.startswith(f"vault_name is {name!r}")


def test_an_address_has_one_form() -> None:
    assert vault_uri({"vault_name": "KV-One"}, PUBLIC) == "https://kv-one.vault.azure.net/"
    assert vault_uri({"vault_uri": "https://KV-One.vault.azure.net"}, PUBLIC) == "https://kv-one.vault.azure.net/"
    assert vault_uri({"vault_name": "kv-one"}, CLOUDS["AzureChinaCloud"]) == "https://kv-one.vault.azure.cn/"


@pytest.mark.parametrize(
    "address", ["kv-one", "http://kv-one.vault.azure.net", "https://kv-one.example.net/", "https://vault.azure.net"]
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(UsageError, match="not a valid vault address"):
        vault_uri({"vault_uri": address}, PUBLIC)


def test_a_managed_hsm_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageError, match="HSM"):
        vault_uri({"vault_uri": "https://mine.managedhsm.azure.net"}, PUBLIC)
