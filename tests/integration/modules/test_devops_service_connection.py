# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections to Azure."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.service_connections import (
    CONNECTION,
    ENDPOINTS,
    MODULE,
    NAMED,
    OTHER_CLIENT,
    PROJECT,
    UNKNOWN,
    endpoints,
    given_all,
    given_project,
)


def sent(outcome: Outcome) -> list[str]:
    return [f"{request.method} {request.path}" for request in outcome.writes]


def asked_hosts(outcome: Outcome) -> set[str]:
    return {request.host for request in outcome.requests}


def test_life(ansible: Ansible, portal: Portal) -> None:
    play = ansible.play(
        [
            *given_all(),
            step(MODULE, check=True, **CONNECTION, description="first"),
            step(MODULE, **CONNECTION, description="first", service_management_reference="SR-1"),
            step(MODULE, **CONNECTION, description="first", service_management_reference="SR-1"),
            step(MODULE, check=True, **CONNECTION, description="second"),
            step(MODULE, **NAMED, state="absent", check=True),
            step(MODULE, **NAMED, state="absent"),
            step(MODULE, **NAMED, state="absent"),
        ],
    )
    planned, made, again, changing, going, gone, gone_again = play[3:]
    identity = portal.arm("GET", f"/resourceGroups/{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-test",
                          version="2024-11-30")["properties"]  # fmt: skip
    subscription = portal.subscription

    wanted = {
        "name": "azure-shop",
        "project": PROJECT,
        "description": "first",
        "identity_client_id": identity["clientId"],
        "identity_tenant_id": portal.tenant,
        "subscription_id": subscription.removeprefix("/subscriptions/"),
        "resource_group": "",
        "scope": subscription,
        "url": "https://management.azure.com/",
        "ready": True,
        "verified": None,
    }
    assert (planned["action"], planned.writes) == ("create", [])
    shown = planned["service_connection"]
    assert shown.items() >= wanted.items()
    assert [shown[field] for field in ("id", "issuer", "subject")] == [UNKNOWN] * 3

    connection = made["service_connection"]
    assert sent(made) == [f"POST {ENDPOINTS}"]
    assert connection.items() >= wanted.items()
    assert connection["service_management_reference"] == "SR-1"
    assert connection["subscription_name"]
    assert connection["issuer"] == f"https://login.microsoftonline.com/{portal.tenant}/v2.0"
    assert connection["subject"].endswith(f"/{connection['id']}")

    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["service_connection"] == connection
    assert again["diff"]["before"] == again["diff"]["after"]

    assert (changing["action"], changing.writes) == ("update", [])
    assert changing["diff"]["after"]["description"] == "second"
    assert (going["action"], going.writes) == ("delete", [])
    assert sent(gone) == [f"DELETE {ENDPOINTS}/{connection['id']}"]
    assert gone["service_connection"] is None
    assert (gone_again["action"], gone_again.writes) == ("none", [])
    assert endpoints(portal) == []


def test_what_is_sent(ansible: Ansible, portal: Portal) -> None:
    """The wire form of docs/reference/azure_devops.md#endpoint-request, as the service keeps it."""
    made = ansible.play([*given_all(), step(MODULE, **CONNECTION, resource_group=GROUP)])[-1]
    (endpoint,) = endpoints(portal)
    connection = made["service_connection"]
    assert endpoint["type"].lower() == "azurerm"
    assert endpoint["data"] == {
        "environment": "AzureCloud",
        "creationMode": "Manual",
        "scopeLevel": "Subscription",
        "subscriptionId": connection["subscription_id"],
        "subscriptionName": connection["subscription_name"],
    }
    parameters = endpoint["authorization"]["parameters"]
    assert endpoint["authorization"]["scheme"] == "WorkloadIdentityFederation"
    assert parameters["serviceprincipalid"] == connection["identity_client_id"]
    assert parameters["tenantid"] == connection["identity_tenant_id"]
    assert parameters["scope"] == f"{portal.subscription}/resourcegroups/{GROUP}"
    assert connection["scope"] == f"{portal.subscription}/resourceGroups/{GROUP}"


def test_each_option_alone(ansible: Ansible, portal: Portal) -> None:
    changes: list[dict[str, Any]] = [
        {"description": "second"},
        {"description": ""},
        {"service_management_reference": "SR-2"},
        {"resource_group": GROUP},
        {"resource_group": ""},
        {"identity_client_id": OTHER_CLIENT},
        {"new_name": "azure-web"},
    ]
    steps = [step(MODULE, **NAMED, **change) for change in changes]
    unchanged = [step(MODULE, **NAMED, resource_group=""), step(MODULE, **NAMED, identity_client_id=OTHER_CLIENT.upper())]
    renamed = step(MODULE, **NAMED, new_name="azure-web")
    play = ansible.play([*given_all(), given(MODULE, **CONNECTION), *steps[:-1], *unchanged, steps[-1], renamed])
    made = play[3]["service_connection"]
    outcomes = play[4:]
    fields = [
        "description",
        "description",
        "service_management_reference",
        "resource_group",
        "resource_group",
        "identity_client_id",
    ]
    values = ["second", "", "SR-2", GROUP, "", OTHER_CLIENT]
    for outcome, field, value in zip(outcomes, fields, values, strict=False):
        assert sent(outcome) == [f"PUT {ENDPOINTS}/{made['id']}"]
        assert outcome["service_connection"][field] == value
        changed = {key for key, old in outcome["diff"]["before"].items() if outcome["diff"]["after"][key] != old}
        assert changed - {"scope"} == {field}
    for outcome in outcomes[6:8]:
        assert (outcome.changed, outcome.writes) == (False, [])
    rename, again = outcomes[8:]
    assert len(rename.writes) == 1
    assert rename["service_connection"]["subject"] == made["subject"]
    assert (again["action"], again["service_connection"]["name"]) == ("none", "azure-web")
    (endpoint,) = endpoints(portal)
    (reference,) = endpoint["serviceEndpointProjectReferences"]
    assert (endpoint["id"], endpoint["name"], reference["name"]) == (made["id"], "azure-web", "azure-web")
    assert endpoint["serviceManagementReference"] == "SR-2"


def test_rename_by_id(ansible: Ansible) -> None:
    by_id: dict[str, Any] = {"project": PROJECT, "id": "{{ made.service_connection.id }}"}
    play = ansible.play(
        [
            *given_all(),
            given(MODULE, register="made", **CONNECTION),
            step(MODULE, **by_id, name="azure-web", check=True),
            step(MODULE, **by_id, name="azure-web"),
            step(MODULE, **by_id, name="azure-web"),
            step(MODULE, **by_id, state="absent"),
            step(MODULE, **by_id),
        ]
    )
    planned, renamed, again, gone, missing = play[4:]
    assert (planned["action"], planned.writes) == ("update", [])
    assert renamed["service_connection"]["name"] == "azure-web"
    assert (again["action"], again.writes) == ("none", [])
    assert gone["action"] == "delete"
    assert missing.failed
    assert "Correct id" in missing.msg


def test_check_mode_on_an_empty_cloud(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step(MODULE, check=True, **CONNECTION, verify=True),
            step(MODULE, check=True, **NAMED, identity_client_id=UNKNOWN),
            step(MODULE, check=True, **NAMED, state="absent"),
        ],
    )
    planned, by_client, absent = play
    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["service_connection"]["identity_client_id"] == UNKNOWN
    assert planned["service_connection"]["verified"] == UNKNOWN
    assert by_client["action"] == "create"
    assert absent["action"] == "none"


def test_missing_parents_outside_check_mode(ansible: Ansible) -> None:
    play = ansible.play([step(MODULE, **CONNECTION), given_project(), step(MODULE, **CONNECTION), step(MODULE, **NAMED)])
    no_project, no_identity, nobody = play[0], play[2], play[3]
    assert no_project.failed
    assert f"There is no project {PROJECT}" in no_project.msg
    assert "devops_project" in no_project.msg
    assert "There is no managed identity id-test in the resource group rg-test" in no_identity.msg
    assert "no identity is given" in nobody.msg
    assert not any(outcome.writes for outcome in (no_project, no_identity, nobody))


def test_bad_input_is_refused_before_any_request(ansible: Ansible) -> None:
    bad = {
        "identity_client_id is 'me'": {**NAMED, "identity_client_id": "me"},
        "identity_tenant_id is 'home'": {**NAMED, "identity_client_id": OTHER_CLIENT, "identity_tenant_id": "home"},
        "id is '47'": {"project": PROJECT, "id": "47"},
        "managed_identity is '-'": {**NAMED, "managed_identity": "-"},
        "new_name is empty": {**NAMED, "new_name": " "},
        "project is empty": {**NAMED, "project": ""},
        "mutually exclusive": {**CONNECTION, "identity_client_id": OTHER_CLIENT},
        "one of the following is required: name, id": {"project": PROJECT},
    }
    play = ansible.play([step(MODULE, **options) for options in bad.values()])
    for outcome, words in zip(play, bad, strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert outcome.requests == []


@pytest.mark.devops_auth("pat")
def test_nothing_is_asked_of_azure_when_all_is_given(ansible: Ansible, emulator: EmulatorProcess) -> None:
    whole = {
        **NAMED,
        "identity_client_id": OTHER_CLIENT,
        "identity_tenant_id": emulator.environment["AZURE_TENANT_ID"],
        "subscription_id": emulator.environment["AZURE_SUBSCRIPTION_ID"],
        "subscription_name": "Given",
        "devops_auth": "pat",
    }
    made = ansible.play([given_project(), step(MODULE, **whole)])[1]
    assert made["service_connection"]["subscription_name"] == "Given"
    assert asked_hosts(made) == {"dev.azure.com"}


def test_an_unknown_subscription(ansible: Ansible) -> None:
    refused = ansible.play([*given_all(), step(MODULE, **NAMED, identity_client_id=OTHER_CLIENT, subscription_id=OTHER_CLIENT)])[
        -1
    ]
    assert refused.failed
    assert f"subscription_id is '{OTHER_CLIENT}'" in refused.msg
    assert refused.writes == []


def test_the_name_in_another_case_finds_it_and_does_not_rename_it(ansible: Ansible, emulator: EmulatorProcess) -> None:
    found = ansible.play(
        [*given_all(), given(MODULE, **CONNECTION), step(MODULE, **{**CONNECTION, "name": NAMED["name"].upper()})]
    )[-1]
    assert (found["action"], found.writes) == ("none", [])
    assert found["service_connection"]["name"] == NAMED["name"]
