# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions of a set-up taken away one at a time: preflight_info names exactly that one, and what it says grants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.actors.somebody import Somebody
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

GROUP, VAULT, LOCATION = "rg-preflight", "kv-preflight", "westeurope"
PLACE: dict[str, Any] = {"project": "shop", "location": LOCATION, "resource_group": GROUP, "vault_name": VAULT}
GROUPS = "Microsoft.Resources/subscriptions/resourceGroups"
IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities"
LOOKS = [
    "Microsoft.Authorization/permissions/read",
    "Microsoft.KeyVault/checkNameAvailability/read",
    "Microsoft.KeyVault/deletedVaults/read",
    "Microsoft.Resources/subscriptions/locations/read",
    "Microsoft.Resources/subscriptions/providers/read",
]
"""Rights by which preflight itself looks."""
RIGHTS = [
    f"{GROUPS}/read",
    "Microsoft.KeyVault/vaults/read",
    "Microsoft.KeyVault/vaults/write",
    "Microsoft.KeyVault/vaults/accessPolicies/write",
    f"{IDENTITIES}/read",
    f"{IDENTITIES}/write",
    f"{IDENTITIES}/federatedIdentityCredentials/read",
    f"{IDENTITIES}/federatedIdentityCredentials/write",
    "Microsoft.Authorization/roleAssignments/read",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleDefinitions/read",
]
OF_ROLES = RIGHTS[-3:-2] + RIGHTS[-1:]
"""Rights by which the caller's own in the subscription are told."""
Links = dict[str, dict[str, Any]]


@pytest.fixture
def start(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """A project and a resource group, as in an organization that has been used before."""
    made = ansible.play([given("devops_project", name="shop"), given("resource_group", name=GROUP, location=LOCATION)])
    assert not any(one.failed for one in made), made.output
    emulator.settle()


def looked_at(ansible: Ansible, emulator: EmulatorProcess, somebody: Somebody | None = None, **options: Any) -> Links:
    """The conditions by name; nothing is written."""
    emulator.forget_requests()
    environment = somebody.environment if somebody else {}
    task = step("preflight_info", **{**PLACE, **options}, **({"devops_auth": "pat"} if somebody else {}))
    (outcome,) = ansible.play([task], environment=environment)
    assert not outcome.failed, outcome.msg
    assert not outcome.changed
    assert emulator.writes() == []
    return {one["name"]: one for one in outcome["conditions"]}


def missing(links: Links) -> list[str]:
    return [name for name, link in links.items() if link["status"] == "broken"]


def unknown(links: Links) -> list[str]:
    return [name for name, link in links.items() if link["status"] == "unknown"]


def granted(ansible: Ansible, emulator: EmulatorProcess, link: dict[str, Any]) -> None:
    """Applies the remedy as it is printed, as somebody who may."""
    assert link["remedy"]["az"].startswith("az ")
    play = ansible.play(yaml.safe_load(link["remedy"]["task"]))
    assert not any(one.failed for one in play), play.output
    emulator.settle()


def refused(ansible: Ansible, emulator: EmulatorProcess, somebody: Somebody, right: str, **options: Any) -> None:
    links = looked_at(ansible, emulator, somebody, **options)
    name = f"right {right}"
    assert missing(links) == [name], links
    granted(ansible, emulator, links[name])
    assert missing(looked_at(ansible, emulator, somebody, **options)) == []


@pytest.mark.usefixtures("start")
@pytest.mark.devops_auth("pat")
@pytest.mark.parametrize("right", [one for one in RIGHTS if one not in OF_ROLES])
def test_a_right_in_a_group(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, right: str) -> None:
    somebody = Somebody(portal)
    somebody.gets([*LOOKS, *(one for one in RIGHTS if one != right)])
    refused(ansible, emulator, somebody, right)


@pytest.mark.usefixtures("start")
@pytest.mark.devops_auth("pat")
@pytest.mark.parametrize("right", [one for one in [*RIGHTS, f"{GROUPS}/write"] if one not in OF_ROLES])
def test_a_right_while_the_group_is_not_there(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, right: str) -> None:
    somebody = Somebody(portal)
    somebody.gets([*LOOKS, *(one for one in [*RIGHTS, f"{GROUPS}/write"] if one != right)])
    refused(ansible, emulator, somebody, right, resource_group="rg-new")


@pytest.mark.usefixtures("start")
@pytest.mark.devops_auth("pat")
@pytest.mark.parametrize("right", OF_ROLES)
def test_rights_that_cannot_be_told_are_unknown(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, right: str) -> None:
    somebody = Somebody(portal)
    somebody.gets([*LOOKS, *(one for one in [*RIGHTS, f"{GROUPS}/write"] if one != right)])
    links = looked_at(ansible, emulator, somebody, resource_group="rg-new")
    assert missing(links) == []
    assert f"right {right}" in unknown(links)
    assert right in links[f"right {right}"]["fact"]


@pytest.mark.usefixtures("start")
@pytest.mark.devops_auth("pat")
@pytest.mark.parametrize("look", LOOKS)
def test_a_look_that_is_refused_is_unknown(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, look: str) -> None:
    somebody = Somebody(portal)
    somebody.gets([*RIGHTS, *(one for one in LOOKS if one != look)])
    if look.endswith("deletedVaults/read"):
        portal.arm("PUT", "/resourceGroups/rg-other", {"location": LOCATION}, version="2024-03-01")
        tasks = [given("keyvault", name=VAULT, resource_group="rg-other", location=LOCATION)]
        assert not any(one.failed for one in ansible.play(tasks))
    links = looked_at(ansible, emulator, somebody)
    assert missing(links) == []
    assert any(look in links[name]["fact"] for name in unknown(links))


@pytest.mark.usefixtures("start")
@pytest.mark.parametrize("namespace", ["Microsoft.KeyVault", "Microsoft.ManagedIdentity"])
def test_a_provider_that_is_not_registered(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, namespace: str) -> None:
    portal.arm("POST", f"/providers/{namespace}/unregister", version="2024-03-01")
    links = looked_at(ansible, emulator)
    assert missing(links) == [f"resource provider {namespace}"], links
    assert links[f"resource provider {namespace}"]["remedy"]["az"] == f"az provider register --namespace {namespace} --wait"
    portal.arm("POST", f"/providers/{namespace}/register", version="2024-03-01")
    emulator.settle()
    assert missing(looked_at(ansible, emulator)) == unknown(looked_at(ansible, emulator)) == []


@pytest.mark.usefixtures("start")
def test_a_location_that_is_not_offered(ansible: Ansible, emulator: EmulatorProcess) -> None:
    links = looked_at(ansible, emulator, location="westeuropa")
    assert (missing(links), unknown(links)) == (["location"], ["resource group"])
    assert "westeurope" in links["location"]["fact"]
    assert missing(looked_at(ansible, emulator)) == []


def vault_in(ansible: Ansible, emulator: EmulatorProcess, group: str, *, gone: bool) -> None:
    """A vault of that name, in another group or soft-deleted."""
    place = {"name": VAULT, "resource_group": group}
    tasks = [given("resource_group", name=group, location=LOCATION), given("keyvault", **place, location=LOCATION)]
    tasks += [given("keyvault", **place, state="absent")] if gone else []
    play = ansible.play(tasks)
    assert not any(one.failed for one in play), play.output
    emulator.settle()


@pytest.mark.usefixtures("start")
def test_a_soft_deleted_vault_of_another_group(ansible: Ansible, emulator: EmulatorProcess) -> None:
    vault_in(ansible, emulator, "rg-other", gone=True)
    links = looked_at(ansible, emulator)
    assert missing(links) == ["vault name"]
    assert links["vault name"]["remedy"]["az"] == f"az keyvault purge --name {VAULT} --location {LOCATION}"
    granted(ansible, emulator, links["vault name"])
    assert missing(looked_at(ansible, emulator)) == []


@pytest.mark.usefixtures("start")
def test_a_soft_deleted_vault_of_the_group_will_be_recovered(ansible: Ansible, emulator: EmulatorProcess) -> None:
    vault_in(ansible, emulator, GROUP, gone=True)
    links = looked_at(ansible, emulator)
    assert missing(links) == []
    assert "recovered" in links["vault name"]["fact"]


@pytest.mark.usefixtures("start")
def test_a_vault_elsewhere_holds_the_name(ansible: Ansible, emulator: EmulatorProcess) -> None:
    vault_in(ansible, emulator, "rg-other", gone=False)
    assert missing(looked_at(ansible, emulator)) == ["vault name"]
    assert missing(looked_at(ansible, emulator, vault_name="kv-another")) == []


CLASSIC: dict[str, Callable[[EmulatorProcess, Portal, bool], object]] = {
    "project": lambda _emulator, portal, off: portal.devops(
        "PATCH", "/shop/_apis/build/generalsettings", {"disableClassicBuildPipelineCreation": off}
    ),
    "organization": lambda emulator, _portal, off: emulator.rules(classic_pipelines_may_be_created=not off),
}


@pytest.mark.usefixtures("start")
@pytest.mark.parametrize("where", CLASSIC)
def test_classic_pipelines_that_are_forbidden(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, where: str) -> None:
    CLASSIC[where](emulator, portal, True)
    assert missing(looked_at(ansible, emulator)) == []
    links = looked_at(ansible, emulator, pipeline_type="classic")
    assert missing(links) == ["classic pipelines"]
    CLASSIC[where](emulator, portal, False)
    assert missing(looked_at(ansible, emulator, pipeline_type="classic")) == []


@pytest.mark.usefixtures("start")
def test_only_what_the_choices_take_is_needed(ansible: Ansible, emulator: EmulatorProcess) -> None:
    links = looked_at(ansible, emulator, access="rbac", identity_type="service_principal")
    assert not [name for name in links if "ManagedIdentity" in name or "accessPolicies" in name]
    assert {one["status"] for one in links.values()} == {"ok"}


@pytest.mark.usefixtures("start")
@pytest.mark.parametrize("execution", ["controller", "module"])
def test_both_front_doors_look_alike(ansible: Ansible, execution: Execution) -> None:
    outcome = ansible.run("preflight_info", PLACE, execution=execution, check=True)
    assert not outcome.failed, outcome.msg
    assert {one["status"] for one in outcome["conditions"]} == {"ok"}


@pytest.mark.usefixtures("start")
def test_a_group_in_another_location(ansible: Ansible, emulator: EmulatorProcess) -> None:
    assert missing(looked_at(ansible, emulator, location="northeurope")) == ["resource group"]
    assert missing(looked_at(ansible, emulator)) == []


def test_classic_pipelines_of_a_project_that_is_not_there_are_unknown(ansible: Ansible, emulator: EmulatorProcess) -> None:
    links = looked_at(ansible, emulator, project="none", pipeline_type="classic")
    assert (missing(links), unknown(links)) == ([], ["classic pipelines"])
    assert links["permission to create projects"]["status"] == "ok"


def as_user(emulator: EmulatorProcess, **user: Any) -> None:
    """The caller as another user of the organization."""
    emulator.rules(users={emulator.environment["AZURE_CLIENT_ID"]: user})


def test_projects_may_not_be_made(ansible: Ansible, emulator: EmulatorProcess) -> None:
    as_user(emulator, group="Project Administrators")
    links = looked_at(ansible, emulator, project="none")
    assert missing(links) == ["permission to create projects"]
    assert "--token NAMESPACE --allow-bit 4" in links["permission to create projects"]["remedy"]["az"]


@pytest.mark.usefixtures("start")
@pytest.mark.parametrize(
    ("denied", "doing", "repository"),
    [
        ("Edit build pipeline", "edit pipelines", "new"),
        ("Queue builds", "queue runs", "new"),
        ("CreateRepository", "create repositories", "new"),
        ("GenericContribute", "push", "shop"),
    ],
)
def test_a_permission_in_the_project(
    ansible: Ansible, emulator: EmulatorProcess, denied: str, doing: str, repository: str
) -> None:
    as_user(emulator, group="Project Administrators", denied=[denied])
    links = looked_at(ansible, emulator, repository=repository)
    assert missing(links) == [f"permission to {doing}"]
    assert links[f"permission to {doing}"]["remedy"]["az"].endswith("--subject SUBJECT")
    as_user(emulator, group="Project Administrators")
    assert missing(looked_at(ansible, emulator, repository=repository)) == []


@pytest.mark.usefixtures("start")
def test_service_connections_may_not_be_made(ansible: Ansible, emulator: EmulatorProcess) -> None:
    as_user(emulator, group="Build Administrators")
    links = looked_at(ansible, emulator)
    assert missing(links) == ["permission to create service connections"]
    assert "--token endpoints/" in links["permission to create service connections"]["remedy"]["az"]


def test_who_is_no_user_of_the_organization(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.rules(caller_is_member=False)
    links = looked_at(ansible, emulator)
    assert links["project"]["status"] == "unknown"
