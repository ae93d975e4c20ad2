# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`vaultpipe.azure.teardown`: everything of ours goes, and nothing of anybody else."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

GROUP = "/resourceGroups/rg-vaultpipe-demo"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-vaultpipe-demo"
IDENTITIES = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
IDENTITY = f"{IDENTITIES}/id-vaultpipe-demo"
PROJECT = "/vaultpipe-demo"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
COLLEAGUE = "11111111-2222-3333-4444-555555555555"
READ_SECRETS = {"secrets": ["get", "list"]}

State = dict[str, Any]


@pytest.fixture
def start(emulator: EmulatorProcess) -> State:
    return emulator.state()


def set_up(ansible: Ansible, **variables: str) -> Play:
    play = ansible.playbook("vaultpipe.azure.setup", extra_vars={"vaultpipe_artifact_dir": str(ansible.folder), **variables})
    assert play.returncode == 0, play.output
    return play


@pytest.fixture
def set_up_before(start: State, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    """`start` is what was before that."""
    emulator.restore(set_ups().snapshot)


def tear_down(ansible: Ansible, *, check: bool = False, **variables: Any) -> Play:
    play = ansible.playbook("vaultpipe.azure.teardown", check=check, extra_vars=variables)
    assert play.returncode == 0, play.output
    return play


def changed(play: Play) -> list[str]:
    return [outcome.name for outcome in play if outcome.changed]


def left(play: Play) -> list[str]:
    """What the play says in the end."""
    sentences: list[str] = play.named("What is left, and why")["msg"]
    return sentences


@pytest.mark.long
@pytest.mark.smoke
@pytest.mark.usefixtures("set_up_before")
def test_it_leaves_the_start_state_and_then_nothing_to_do(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    full = emulator.state()
    planned = tear_down(ansible, check=True)
    assert emulator.writes() == []
    assert emulator.state() == full

    gone = tear_down(ansible)
    assert emulator.state()["live"] == start["live"]
    assert changed(planned) == changed(gone)
    assert left(planned) == left(gone) == ["Nothing of what the variables name is left."]

    binned = r"In the recycle bin until 20\d\d-\d\d-\d\dT\S+Z: key vault kv-vaultpipe-demo with its secrets\."
    assert re.match(binned, gone.named("What is in the recycle bin").msg)

    emulator.forget_requests()
    again = tear_down(ansible)
    assert (again.recap["changed"], emulator.writes()) == (0, [])
    assert again.named("What is in the recycle bin").msg == gone.named("What is in the recycle bin").msg

    assert emulator.state()["recycle_bin"] != start["recycle_bin"]
    assert changed(tear_down(ansible, purge=True)) == ["Delete the key vault"]
    assert emulator.state()["recycle_bin"] == start["recycle_bin"]
    purged = tear_down(ansible, vaultpipe_purge=True)
    assert purged.recap["changed"] == 0
    assert "In the recycle bin" not in purged.output


@pytest.mark.usefixtures("set_up_before")
def test_purge_leaves_nothing_in_the_recycle_bin(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    play = tear_down(ansible, vaultpipe_purge=True)
    state = emulator.state()
    assert (state["live"], state["recycle_bin"]) == (start["live"], start["recycle_bin"])
    assert "can be restored by an administrator for 28 days" in play.output


def test_with_roles_in_place_of_policies(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    set_up(ansible, vaultpipe_access="rbac")
    planned = tear_down(ansible, check=True, vaultpipe_access="rbac")
    assert changed(planned) == changed(tear_down(ansible, vaultpipe_access="rbac"))
    assert emulator.state()["live"] == start["live"]


@pytest.mark.long
def test_with_a_service_principal(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    """In a classic pipeline, proven by a digest."""
    way: dict[str, Any] = {
        "vaultpipe_identity_type": "service_principal",
        "vaultpipe_pipeline_type": "classic",
        "vaultpipe_proof": "digest",
    }
    set_up(ansible, **way)
    planned = tear_down(ansible, check=True, **way)
    assert changed(planned) == changed(tear_down(ansible, **way))
    assert emulator.state()["live"] == start["live"]
    assert tear_down(ansible, **way).recap["changed"] == 0
    tear_down(ansible, purge=True, **way)
    assert emulator.state()["recycle_bin"] == start["recycle_bin"]


def test_a_managed_identity_named_like_our_application_stays(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    group = {"name": "rg-vaultpipe-demo", "location": "westeurope"}
    assert ansible.run("resource_group", group).changed
    portal.arm("PUT", IDENTITY, {"location": "westeurope"}, version="2023-01-31")
    play = tear_down(ansible, vaultpipe_identity_type="service_principal")
    holds = "The resource group rg-vaultpipe-demo holds the Microsoft.ManagedIdentity/userAssignedIdentities id-vaultpipe-demo."
    assert left(play) == [holds]
    assert [one["name"] for one in emulator.state()["live"]["resources"]["identities"]] == ["id-vaultpipe-demo"]


def test_a_project_goes_with_its_own_repository(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    set_up(ansible, vaultpipe_repository="vaultpipe-demo")
    play = tear_down(ansible, vaultpipe_repository="vaultpipe-demo")
    assert left(play) == ["Nothing of what the variables name is left."]
    assert emulator.state()["live"] == start["live"]


@pytest.mark.usefixtures("emulator")
def test_nothing_to_take_away(ansible: Ansible, emulator: EmulatorProcess) -> None:
    for purge in (False, True):
        assert tear_down(ansible, purge=purge).recap["changed"] == 0
    assert emulator.writes() == []


@pytest.mark.usefixtures("set_up_before")
@pytest.mark.parametrize(
    "missing", ["group", "project", "identity", "vault", "connection", "pipeline", "repository", "group and project"]
)
def test_what_is_missing_already(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, start: State, missing: str) -> None:
    project = portal.devops("GET", f"/_apis/projects{PROJECT}")["id"]
    if "group" in missing:
        portal.arm("DELETE", GROUP, version="2021-04-01")
    if "project" in missing:
        portal.devops("DELETE", f"/_apis/projects/{project}")
    if missing == "identity":
        portal.arm("DELETE", IDENTITY, version="2023-01-31")
    if missing == "vault":
        portal.arm("DELETE", VAULT)
    if missing == "connection":
        (found,) = portal.devops("GET", f"{PROJECT}/_apis/serviceendpoint/endpoints")["value"]
        portal.arm("DELETE", f"{IDENTITY}/federatedIdentityCredentials/{found['name']}", version="2023-01-31")
        portal.devops("DELETE", f"/_apis/serviceendpoint/endpoints/{found['id']}?projectIds={project}")
    if missing == "pipeline":
        portal.devops("DELETE", f"{PROJECT}/_apis/build/definitions/1")
    if missing == "repository":
        found = portal.devops("GET", f"{PROJECT}/_apis/git/repositories/pipelines-dotnet-core")
        portal.devops("DELETE", f"{PROJECT}/_apis/git/repositories/{found['id']}")
    emulator.clock(120)

    play = tear_down(ansible, purge=True)

    assert left(play) == ["Nothing of what the variables name is left."]
    state = emulator.state()
    assert (state["live"], state["recycle_bin"]) == (start["live"], start["recycle_bin"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ".*/importRequests"),
        ("PUT", "/secrets/.*"),
        ("POST", ".*/serviceendpoint/endpoints"),
        ("PUT", ".*/federatedIdentityCredentials/[^/]*"),
        ("POST", ".*/build/definitions"),
        ("PATCH", ".*/pipelinePermissions/.*"),
    ],
)
def test_after_a_set_up_that_was_interrupted(
    ansible: Ansible, emulator: EmulatorProcess, start: State, method: str, path: str
) -> None:
    emulator.fault(
        {"method": method, "path": path}, {"status": 400, "body": {"error": {"code": "Broken", "message": "for a test"}}}
    )
    play = ansible.playbook("vaultpipe.azure.setup", extra_vars={"vaultpipe_artifact_dir": str(ansible.folder)})
    assert play.returncode != 0
    emulator.clear_faults()
    tear_down(ansible, purge=True)
    state = emulator.state()
    assert (state["live"], state["recycle_bin"]) == (start["live"], start["recycle_bin"])


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


@pytest.mark.usefixtures("set_up_before")
def test_what_is_protected_from_purging_is_deleted_only(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    portal.arm("PATCH", VAULT, {"properties": {"enablePurgeProtection": True}})
    play = tear_down(ansible, purge=True)
    assert "The key vault kv-vaultpipe-demo is protected from purging" in play.output
    state = emulator.state()
    assert (state["live"]["resources"]["resource_groups"], state["live"]["vaults"]["vaults"]) == ([], [])
    assert [one["name"] for one in state["recycle_bin"]["vaults"]["vaults"]] == ["kv-vaultpipe-demo"]
    assert tear_down(ansible, purge=True).recap["changed"] == 0


def test_variables_that_are_missing_are_named_before_any_request(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.environment.pop("VAULTPIPE_VARS")
    play = ansible.playbook("vaultpipe.azure.teardown", extra_vars={"vaultpipe_project": "p"})
    assert play.returncode != 0
    for name in ("vaultpipe_organization", "vaultpipe_vault_name", "vaultpipe_pipeline"):
        assert name in play.output
    assert "vaultpipe_secret_value" not in play.output
    assert emulator.requests() == []
