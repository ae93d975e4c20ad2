# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of wiring_info to callers with few rights: what it can tell, and what it says where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.broken_wirings import (
    READER,
    SECRET,
    SECRETS_USER,
    SOMEBODY_ELSE,
    VAULT_PATH,
    Breaker,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.actors.somebody import Somebody
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step
from ansible_collections.vaultpipe.azure.tests.support.ansible.wirings import OF_IDENTITY, WIRING, broken, looked_at
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess


@pytest.fixture
def breaker(portal: Portal, emulator: EmulatorProcess) -> Breaker:
    return Breaker(portal, emulator)


UNSEEN: dict[str, tuple[str, Callable[[Breaker], object], str]] = {
    "conditions": ("access", lambda by: by.assign(
        by.identity()["principalId"], SECRETS_USER, VAULT_PATH, condition="@Resource[x] StringEquals 'y'", conditionVersion="2.0"
    ), "A condition limits the roles"),
    "perimeter": ("network", lambda by: by.change_vault(publicNetworkAccess="SecuredByPerimeter"), "perimeter"),
    "addresses": ("network", lambda by: by.change_vault(
        networkAcls={"defaultAction": "Deny", "bypass": "None", "ipRules": [{"value": "203.0.113.7"}]}
    ), "203.0.113.7"),
}  # fmt: skip
"""Cases by what is so: the link that nobody can tell, how it comes about, and what is said."""


@pytest.mark.parametrize("case", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_cannot_be_told_is_unknown(
    ansible: Ansible, breaker: Breaker, emulator: EmulatorProcess, set_ups: SetUps, case: tuple[str, Any, str]
) -> None:
    link, change, told = case
    emulator.restore(set_ups(vaultpipe_access="rbac").snapshot)
    if link == "access":
        breaker.unassign(breaker.identity()["principalId"], VAULT_PATH)
        breaker.assign(breaker.identity()["principalId"], READER)
    change(breaker)
    links = looked_at(ansible)
    assert broken(links) == []
    assert (links[link]["status"], links[link]["remedy"]) == ("unknown", None)
    assert told in links[link]["fact"]


RIGHTS = {
    "Microsoft.KeyVault/vaults/read": {"vault", "network", "access"},
    "Microsoft.Authorization/roleAssignments/read": {"role"},
    "Microsoft.ManagedIdentity/userAssignedIdentities/read": {"identity", "credential", "role", "access"},
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read": {"credential"},
}
"""Links that cannot be told without a right, by that right."""


@pytest.mark.devops_auth("pat")
@pytest.mark.parametrize("right", RIGHTS)
def test_a_missing_right_is_named_and_breaks_nothing(
    ansible: Ansible, portal: Portal, emulator: EmulatorProcess, set_ups: SetUps, right: str
) -> None:
    emulator.restore(set_ups().snapshot)
    somebody = Somebody(portal)
    somebody.gets([one for one in RIGHTS if one != right])
    task = step("wiring_info", **WIRING, **OF_IDENTITY, devops_auth="pat")
    (outcome,) = ansible.play([task], environment=somebody.environment)
    links = {one["name"]: one for one in outcome["links"]}
    assert broken(links) == []
    unknown = {name for name, link in links.items() if link["status"] == "unknown"}
    assert unknown == RIGHTS[right] | {f"secret {SECRET}"}  # nobody gave him a policy
    assert any(right in links[name]["fact"] for name in unknown)


def test_a_reader_of_the_project_sees_no_identity(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    emulator.restore(set_ups().snapshot)
    emulator.rules(users={emulator.environment["AZURE_CLIENT_ID"]: {"group": "Readers", "endpoint_role": "Reader"}})
    links = looked_at(ansible)
    assert broken(links) == []
    assert links["identity"]["status"] == "unknown"
    assert "role Administrator on the service connection" in links["identity"]["fact"]
    assert links["permission"]["status"] == links["vault"]["status"] == "ok"


def test_a_connection_with_a_stored_key_is_not_federated(
    ansible: Ansible, breaker: Breaker, emulator: EmulatorProcess, set_ups: SetUps
) -> None:
    emulator.restore(set_ups().snapshot)
    found = breaker.connection()
    parameters = {name: found["authorization"]["parameters"][name] for name in ("tenantid", "serviceprincipalid")}
    parameters |= {"authenticationType": "spnKey", "serviceprincipalkey": "canary-key"}
    references = [{**found["serviceEndpointProjectReferences"][0], "name": "with-a-key"}]
    body = {"name": "with-a-key", "type": "azurerm", "url": found["url"], "serviceEndpointProjectReferences": references,
            "data": {**found["data"], "creationMode": "Manual"},
            "authorization": {"scheme": "ServicePrincipal", "parameters": parameters}}  # fmt: skip
    breaker.portal.devops("POST", "/_apis/serviceendpoint/endpoints", body)
    emulator.forget_requests()
    links = looked_at(ansible, service_connection="with-a-key")
    assert broken(links) == ["connection"]
    assert "with the scheme ServicePrincipal" in links["connection"]["fact"]


@pytest.mark.parametrize("execution", ["controller", "module"])
def test_both_front_doors_look_alike(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps, execution: Execution) -> None:
    emulator.restore(set_ups().snapshot)
    outcome = ansible.run("wiring_info", {**WIRING, **OF_IDENTITY}, execution=execution, check=True)
    assert [one["status"] for one in outcome["links"]] == ["ok"] * 10
    assert (outcome.changed, outcome.writes) == (False, [])


def test_a_vault_of_another_tenant(ansible: Ansible, breaker: Breaker, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    emulator.restore(set_ups().snapshot)
    vault = breaker.portal.arm("GET", VAULT_PATH, version="2026-02-01")
    vault["properties"]["tenantId"] = SOMEBODY_ELSE
    emulator.forget_requests()
    emulator.fault({"method": "GET", "path": f".*{VAULT_PATH}"}, {"status": 200, "body": vault})
    links = looked_at(ansible)
    assert broken(links) == ["vault"]
    assert links["vault"]["remedy"]["task"] == ""
    assert links["vault"]["remedy"]["az"].startswith("az keyvault update --name")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"project": "nowhere"}, "There is no project nowhere"),
        ({"secrets": []}, "secrets is empty"),
        ({"secrets": ["a_b"]}, "secrets"),
        ({"vault_name": "a--b"}, "vault_name is 'a--b'"),
        ({"managed_identity": "x"}, "managed_identity is 'x'"),
        ({"pipeline": " "}, "pipeline is empty"),
    ],
)
def test_options_that_cannot_be(ansible: Ansible, options: dict[str, Any], told: str) -> None:
    outcome = ansible.run("wiring_info", {**WIRING, **options})
    assert outcome.failed
    assert told in outcome.msg
    assert outcome.writes == []
