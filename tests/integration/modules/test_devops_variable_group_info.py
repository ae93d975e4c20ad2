# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists variable groups."""

from __future__ import annotations

import json

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_variable_group import DevOpsVariableGroup
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO = "devops_variable_group_info"
SHOP = {"project": "shop"}
GUID = "11111111-1111-1111-1111-111111111111"
CANARY = "canary-in-a-group-8128"
LINK = {"service_connection": "azure-shop", "vault_name": "kv-group-test", "secrets": ["Two", "One"]}
PLAIN = {"name": "plain", "type": "Vsts", "variables": {"Region": {"value": "eu"}, "Key": {"value": CANARY, "isSecret": True}}}
FORBIDDEN = {"status": 403, "body": {"typeKey": "AccessDeniedException", "message": "You may not."}}


def test_what_is_found_and_fed_back(ansible: Ansible, portal: Portal) -> None:
    who = {"identity_client_id": GUID, "identity_tenant_id": GUID}
    *_given, nothing, made = ansible.play(
        [
            given("devops_project", name="shop"),
            given("devops_service_connection", **SHOP, name="azure-shop", **who),
            step(INFO, **SHOP),
            given("devops_variable_group", **SHOP, name="secrets", **LINK),
        ]
    )
    portal.devops("POST", "/shop/_apis/distributedtask/variablegroups", PLAIN, version="5.0-preview.1")
    everything, checked, by_name, plain, missing = found = ansible.play(
        [
            step(INFO, **SHOP),
            step(INFO, check=True, **SHOP),
            step(INFO, **SHOP, name="SECRETS"),
            step(INFO, check=True, **SHOP, variable_group="plain"),
            step(INFO, **SHOP, name="none"),
        ]
    )
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 5
    linked = {**made["variable_group"], "type": "key_vault", "variables": {}}
    of_its_own = {
        **SHOP, "id": 2, "name": "plain", "description": "", "service_connection": None, "vault_name": None,
        "type": "plain", "variables": {"Region": "eu"}, "secrets": ["Key"],
    }  # fmt: skip
    assert everything["variable_groups"] == checked["variable_groups"]
    assert sorted(everything["variable_groups"], key=lambda one: int(one["id"])) == [linked, of_its_own]
    assert by_name["variable_groups"] == [linked]
    assert plain["variable_groups"] == [of_its_own]
    assert nothing["variable_groups"] == missing["variable_groups"] == []
    assert CANARY not in json.dumps([outcome.result for outcome in found])

    (again,) = ansible.play([step("devops_variable_group", **fed_back(DevOpsVariableGroup, linked))])
    assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_no_secret_comes_through_a_service_that_shows_it(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([given("devops_project", name="shop")])
    group = {**PLAIN, "id": 7, "description": None}
    answer = {"status": 200, "body": {"count": 1, "value": [group]}}
    emulator.fault({"method": "GET", "path": ".*/variablegroups"}, answer)
    played = ansible.play([step(INFO, **SHOP)])
    assert [one["secrets"] for one in played[0]["variable_groups"]] == [["Key"]]
    assert CANARY not in played.output + json.dumps(played[0].result)


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    no_project, _made = ansible.play([step(INFO, **SHOP), given("devops_project", name="shop")])
    emulator.fault({"method": "GET", "path": ".*/variablegroups"}, FORBIDDEN)
    (forbidden,) = ansible.play([step(INFO, **SHOP)])
    assert "There is no project shop in" in no_project.msg
    assert forbidden["status"] == 403
    assert all(outcome.failed and "variable_groups" not in outcome.result for outcome in (no_project, forbidden))
