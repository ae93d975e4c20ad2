# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teardown where others have a share, or had something before."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.teardowns import (
    GROUP,
    IDENTITIES,
    IDENTITY,
    PROJECT,
    VAULT,
    changed,
    left,
    set_up,
    tear_down,
)
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
COLLEAGUE = "11111111-2222-3333-4444-555555555555"
READ_SECRETS = {"secrets": ["get", "list"]}


def test_a_managed_identity_named_like_our_application_stays(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    group = {"name": "rg-vaultpipe-demo", "location": "westeurope"}
    assert ansible.run("resource_group", group).changed
    portal.arm("PUT", IDENTITY, {"location": "westeurope"}, version="2023-01-31")
    play = tear_down(ansible, vaultpipe_identity_type="service_principal")
    holds = "The resource group rg-vaultpipe-demo holds the Microsoft.ManagedIdentity/userAssignedIdentities id-vaultpipe-demo."
    assert left(play) == [holds]
    assert [one["name"] for one in emulator.state()["live"]["resources"]["identities"]] == ["id-vaultpipe-demo"]


def add_things_of_others(portal: Portal) -> None:
    """In what the set-up made."""
    portal.arm("PUT", f"{IDENTITIES}/id-theirs", {"location": "westeurope"}, version="2023-01-31")
    portal.arm(
        "PUT",
        f"{IDENTITY}/federatedIdentityCredentials/theirs",
        {"properties": {"issuer": "https://example.org", "subject": "theirs", "audiences": ["api://AzureADTokenExchange"]}},
        version="2023-01-31",
    )
    portal.vault("PUT", "kv-vaultpipe-demo", "/secrets/Theirs", {"value": "theirs"})
    let_in(portal, VAULT, COLLEAGUE)
    portal.devops("POST", f"{PROJECT}/_apis/git/repositories", {"name": "theirs"})
    ours = portal.devops("GET", f"{PROJECT}/_apis/build/definitions/1")
    theirs = {field: ours[field] for field in ("process", "repository", "queue", "type")} | {"name": "theirs"}
    number = portal.devops("POST", f"{PROJECT}/_apis/build/definitions", theirs)["id"]
    (connection,) = portal.devops("GET", f"{PROJECT}/_apis/serviceendpoint/endpoints")["value"]
    link_a_variable_group(portal, connection["id"])
    permissions = f"{PROJECT}/_apis/pipelines/pipelinePermissions/endpoint/{connection['id']}"
    portal.devops("PATCH", permissions, {"pipelines": [{"id": number, "authorized": True}]}, version="7.1-preview.1")


def link_a_variable_group(portal: Portal, connection: str) -> None:
    """It has the name of our pipeline."""
    project = portal.devops("GET", f"/_apis/projects{PROJECT}")
    place = {"name": "vaultpipe-demo", "projectReference": {"id": project["id"], "name": project["name"]}}
    body = {
        "name": "vaultpipe-demo",
        "type": "AzureKeyVault",
        "providerData": {"serviceEndpointId": connection.upper(), "vault": "kv-vaultpipe-demo"},
        "variables": {"MySecret": {"isSecret": True, "enabled": True, "contentType": "", "value": None}},
        "variableGroupProjectReferences": [place],
    }
    portal.devops("POST", f"{PROJECT}/_apis/distributedtask/variablegroups", body)


def let_in(portal: Portal, vault: str, object_id: str) -> None:
    entry = {"tenantId": portal.tenant, "objectId": object_id, "permissions": READ_SECRETS}
    portal.arm("PUT", f"{vault}/accessPolicies/add", {"properties": {"accessPolicies": [entry]}})


@pytest.mark.usefixtures("set_up_before")
def test_things_of_others_in_what_is_ours_stay(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    add_things_of_others(portal)
    emulator.forget_requests()
    planned = tear_down(ansible, check=True, purge=True)
    assert emulator.writes() == []
    play = tear_down(ansible, purge=True)
    assert changed(planned) == changed(play)
    assert left(planned) == left(play)

    said = "\n".join(left(play))
    for sentence in (
        "The service connection azure-vaultpipe-demo of vaultpipe-demo serves the pipeline theirs.",
        "The service connection azure-vaultpipe-demo of vaultpipe-demo serves the variable group vaultpipe-demo.",
        "The managed identity id-vaultpipe-demo holds the federated credential theirs.",
        "The managed identity id-vaultpipe-demo holds the federated credential azure-vaultpipe-demo.",
        "The key vault kv-vaultpipe-demo holds the secret Theirs.",
        f"The key vault kv-vaultpipe-demo lets the principal {COLLEAGUE} in by an access policy.",
        "The resource group rg-vaultpipe-demo holds the Microsoft.KeyVault/vaults kv-vaultpipe-demo.",
        "The resource group rg-vaultpipe-demo holds the Microsoft.ManagedIdentity/userAssignedIdentities id-theirs.",
        "The repository pipelines-dotnet-core of the project vaultpipe-demo serves the pipeline theirs.",
        "The project vaultpipe-demo holds the repository pipelines-dotnet-core.",
        "The project vaultpipe-demo holds the repository theirs.",
        "The project vaultpipe-demo holds the pipeline theirs.",
        "The project vaultpipe-demo holds the service connection azure-vaultpipe-demo.",
        "The project vaultpipe-demo holds the variable group vaultpipe-demo.",
    ):
        assert sentence in said
    live = emulator.state()["live"]
    (project,) = live["devops"]["projects"]
    assert [one["name"] for one in project["pipelines"]] == ["theirs"]
    assert [one["name"] for one in project["repositories"]] == ["pipelines-dotnet-core", "theirs", "vaultpipe-demo"]
    assert list(project["permissions"].values()) == [[project["pipelines"][0]["id"]]]
    (vault,) = live["vaults"]["vaults"]
    assert [one["name"] for one in vault["secrets"]] == ["Theirs"]

    emulator.forget_requests()
    assert tear_down(ansible, purge=True).recap["changed"] == 0
    assert emulator.writes() == []


def make_what_is_shared(portal: Portal, emulator: EmulatorProcess) -> None:
    """Group, identity, vault, secret, project and repository that were there before the set-up."""
    portal.arm("PUT", GROUP, {"location": "westeurope"}, version="2021-04-01")
    identity = portal.arm("PUT", IDENTITY, {"location": "westeurope"}, version="2023-01-31")
    principal = identity["properties"]["principalId"]
    caller = {"tenantId": portal.tenant, "objectId": caller_of(portal), "permissions": {"secrets": ["all", "purge"]}}
    properties = {
        "tenantId": portal.tenant,
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": False,
        "accessPolicies": [caller],
    }
    portal.arm("PUT", VAULT, {"location": "westeurope", "properties": properties})
    emulator.clock(120)
    let_in(portal, VAULT, COLLEAGUE)
    portal.arm(
        "PUT",
        f"{VAULT}/accessPolicies/add",
        {"properties": {"accessPolicies": [{**caller, "objectId": principal, "permissions": {"keys": ["get"]}}]}},
    )
    portal.vault("PUT", "kv-vaultpipe-demo", "/secrets/Theirs", {"value": "theirs"})
    role = {"roleDefinitionId": f"{portal.subscription}/providers/Microsoft.Authorization/roleDefinitions/{READER}"}
    role |= {"principalId": principal, "principalType": "ServicePrincipal"}
    assignment = f"/providers/Microsoft.Authorization/roleAssignments/{uuid.uuid4()}"
    portal.arm("PUT", assignment, {"properties": role}, version="2022-04-01")
    capabilities = {
        "versioncontrol": {"sourceControlType": "git"},
        "processTemplate": {"templateTypeId": portal.devops("GET", "/_apis/process/processes")["value"][0]["id"]},
    }
    portal.devops("POST", "/_apis/projects", {"name": "vaultpipe-demo", "capabilities": capabilities})
    emulator.clock(120)


def caller_of(portal: Portal) -> str:
    """The object id of the identity that also runs the playbooks."""
    found: str = portal.devops("GET", "/_apis/connectionData", version="7.1-preview.1")["authenticatedUser"]["id"]
    return found


def test_what_was_there_before_stays_as_it_was(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, tmp_path: Path
) -> None:
    make_what_is_shared(portal, emulator)
    before = emulator.state()
    set_up(ansible)
    assert emulator.state()["live"] != before["live"]

    play = tear_down(ansible, purge=True)

    state = emulator.state()
    assert state["live"] == before["live"]
    assert state["recycle_bin"] == before["recycle_bin"]
    mark = "does not carry the mark of vaultpipe.azure, so somebody else made it."
    for what in (
        "resource group rg-vaultpipe-demo",
        "key vault kv-vaultpipe-demo",
        "managed identity id-vaultpipe-demo",
        "project vaultpipe-demo",
    ):
        assert f"The {what} {mark}" in left(play)
    assert any(sentence.startswith("The role Reader of id-vaultpipe-demo at") for sentence in left(play))
    assert tear_down(ansible, purge=True).recap["changed"] == 0


def test_a_soft_deleted_vault_of_somebody_else_is_not_purged(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    make_what_is_shared(portal, emulator)
    portal.arm("DELETE", VAULT)
    play = tear_down(ansible, purge=True)
    assert [one["name"] for one in emulator.state()["recycle_bin"]["vaults"]["vaults"]] == ["kv-vaultpipe-demo"]
    assert any(sentence.startswith("The key vault kv-vaultpipe-demo does not carry the mark") for sentence in left(play))
