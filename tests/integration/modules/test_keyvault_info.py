# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists key vaults."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.key_vault.keyvault import KeyVault
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

OTHER_GROUP = "rg-other"
NOBODY = "55555555-5555-4555-8555-555555555555"
FORBIDDEN = {"status": 403, "body": {"error": {"code": "AuthorizationFailed", "message": "You may not."}}}
LISTS = {"method": "GET", "path": ".*/providers/Microsoft.KeyVault/vaults"}


def given_vaults() -> list[dict[str, Any]]:
    firewall = {"default_action": "Deny", "ip_rules": ["203.0.113.10"]}
    return [
        given_group(),
        given("resource_group", name=OTHER_GROUP, location=LOCATION),
        given("keyvault", name="kv-one", resource_group=GROUP, location=LOCATION, network_acls=firewall, tags={"team": "a"}),
        given("keyvault", name="kv-two", resource_group=GROUP, location=LOCATION, enable_rbac_authorization=True, sku="premium"),
        given("keyvault", name="kv-three", resource_group=OTHER_GROUP, location=LOCATION, caller_access=False),
    ]


def test_what_is_found_and_fed_back(ansible: Ansible) -> None:
    play = ansible.play(
        [
            *given_vaults(),
            step("keyvault_info", caller_access=True),
            step("keyvault_info", check=True, resource_group=GROUP.upper()),
            step("keyvault_info", name="KV-three"),
            step("keyvault_info", vault_name="kv-one", resource_group=GROUP),
            step("keyvault_info", name="kv-one", resource_group=OTHER_GROUP),
            step("keyvault_info", name="kv-none"),
            step("keyvault_info", resource_group="rg-none"),
        ],
    )
    one, two, three = (outcome["keyvault"] for outcome in play[2:5])
    everything, group, by_name, by_both, *nothing = play[5:]
    assert [outcome.msg for outcome in play if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in play[5:]] == [(False, [])] * 7

    found = {vault["name"]: vault for vault in everything["keyvaults"]}
    assert found == {"kv-one": one, "kv-two": two, "kv-three": three}
    lists = [request for request in everything.requests if request.path.endswith("/providers/Microsoft.KeyVault/vaults")]
    assert len(lists) == 2, "a list has a further page, which is empty"
    assert sorted(vault["name"] for vault in group["keyvaults"]) == ["kv-one", "kv-two"]
    assert by_name["keyvaults"] == [three]
    assert by_both["keyvaults"] == [one]
    assert [request.path for request in by_both.requests if "KeyVault" in request.path] == [one["id"]]
    assert [outcome["keyvaults"] for outcome in nothing] == [[], [], []]

    fed = [fed_back(KeyVault, vault) for vault in found.values()]
    assert set(one) - set(fed[0]) == {"id", "vault_uri", "tenant_id"}
    for again in ansible.play([step("keyvault", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_one_list_for_all_vaults(ansible: Ansible) -> None:
    """Roles are asked for on request only; unasked it is null, which gives nobody access when it is fed back."""
    *_given, without = ansible.play([*given_vaults(), step("keyvault_info")])
    assert {one["name"]: one["caller_access"] for one in without["keyvaults"]} == {
        "kv-one": True, "kv-two": None, "kv-three": False
    }  # fmt: skip
    assert [request.path for request in without.requests if "Authorization" in request.path] == []
    for again in ansible.play([step("keyvault", **fed_back(KeyVault, one)) for one in without["keyvaults"]]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({**LISTS, "path": f".*/resourceGroups/{GROUP}/.*"}, {"drop": "before"}, times=20)
    emulator.fault(LISTS, FORBIDDEN)
    play = ansible.play(
        [
            step("keyvault_info"),
            step("keyvault_info", resource_group=GROUP, retry_delay=0.1),
            step("keyvault_info", subscription_id=NOBODY, resource_group="rg-any"),
            step("keyvault_info", subscription_id=NOBODY, resource_group="rg-any", name="kv-one"),
            step("keyvault_info", name="-"),
        ],
    )
    assert [outcome.failed for outcome in play] == [True] * 5
    forbidden, silent, elsewhere, elsewhere_by_name, misnamed = play
    assert (forbidden["status"], forbidden["error_code"]) == (403, "AuthorizationFailed")
    assert silent["status"] is None
    for outcome in (elsewhere, elsewhere_by_name):
        assert outcome["error_code"] == "SubscriptionNotFound"
        assert "Check subscription_id" in outcome.msg
    assert "name is '-'" in misnamed.msg
    assert misnamed.requests == []
    assert all("keyvaults" not in outcome.result for outcome in play)
