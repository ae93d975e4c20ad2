# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rights that the documentation lists are enough for each module, and none of them is too many."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Container, Iterable
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.actors.somebody import Somebody
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.documentation.rights_page import (
    group_of,
    listed_modules,
    rights_for_certain,
)
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION, EmulatorProcess

MODULES = {path.stem for path in (COLLECTION / "plugins/modules").glob("*.py")}
Tasks = list[dict[str, Any]]

VAULT: dict[str, Any] = {"vault_name": "kv-rights"}
IDENTITY: dict[str, Any] = {"managed_identity": "id-rights", "identity_resource_group": GROUP}
TRUST: dict[str, Any] = {"name": "trust", "managed_identity": "id-rights", "resource_group": GROUP}
A_VAULT = given("keyvault", name="kv-rights", resource_group=GROUP, location=LOCATION)
A_VAULT_OF_ROLES = given("keyvault", name="kv-rights", resource_group=GROUP, location=LOCATION, enable_rbac_authorization=True)
AN_IDENTITY = given("managed_identity", name="id-rights", resource_group=GROUP, location=LOCATION)
TAGS: dict[str, Any] = {"tags": {"team": "one"}}


def life(module: str, options: dict[str, Any], made: dict[str, Any], changed: dict[str, Any]) -> Tasks:
    return [step(module, **options, **made), step(module, **options, **changed), step(module, **options, state="absent")]


AZURE: dict[str, tuple[Tasks, Tasks]] = {
    "resource_group": (
        [],
        [
            step("resource_group", name="rg-new", location=LOCATION),
            step("resource_group", name="rg-new", **TAGS),
            step("resource_group", name="rg-new", state="absent", only_managed=True),
        ],
    ),
    "keyvault": (
        [given_group()],
        [
            step("keyvault", name="kv-new", resource_group=GROUP, location=LOCATION, caller_access=False),
            step("keyvault", name="kv-new", resource_group=GROUP, **TAGS),
            step("keyvault", name="kv-new", resource_group=GROUP, state="absent", purge=True),
        ],
    ),
    "keyvault_secret": (
        [given_group(), A_VAULT_OF_ROLES],
        [
            step("keyvault_secret", **VAULT, name="One", secret_value="one"),
            step("keyvault_secret", **VAULT, name="One", content_type="text/plain"),
            step("keyvault_secret", **VAULT, name="One", state="absent"),
            step("keyvault_secret", **VAULT, name="One", secret_value="one"),
            step("keyvault_secret", **VAULT, name="One", state="absent", purge=True),
        ],
    ),
    "kv_access_policy": (
        [given_group(), A_VAULT, AN_IDENTITY],
        life("kv_access_policy", {**VAULT, **IDENTITY}, {"secrets": ["get"]}, {"secrets": ["get", "set"]}),
    ),
    "managed_identity": (
        [given_group()],
        life("managed_identity", {"name": "id-new", "resource_group": GROUP}, {"location": LOCATION}, TAGS),
    ),
    "role_assignment": (
        [given_group(), A_VAULT_OF_ROLES, AN_IDENTITY],
        [
            step("role_assignment", role="Reader", **VAULT, **IDENTITY),
            step("role_assignment", role="Reader", **VAULT, **IDENTITY, state="absent"),
        ],
    ),
    "federated_credential": (
        [given_group(), AN_IDENTITY],
        [
            step("federated_credential", **TRUST, issuer="https://issuer.example", subject="one"),
            step("federated_credential", **TRUST, issuer="https://issuer.example", subject="two"),
            step("federated_credential", **TRUST, state="absent"),
        ],
    ),
    "keyvault_info": ([given_group(), A_VAULT_OF_ROLES], [step("keyvault_info"), step("keyvault_info", caller_access=True)]),
    "keyvault_secret_info": (
        [given_group(), A_VAULT_OF_ROLES, given("keyvault_secret", **VAULT, name="One", secret_value="one")],
        [step("keyvault_secret_info", **VAULT, values=True)],
    ),
    "federated_credential_info": (
        [given_group(), AN_IDENTITY],
        [step("federated_credential_info", managed_identity="id-rights", resource_group=GROUP)],
    ),
}
"""By module: what somebody else has made before, and the tasks that need rights."""

APPLICATION: dict[str, Any] = {"service_principal": "app-rights"}
AN_APPLICATION = given("service_principal", name="app-rights")
OF_APPLICATION: dict[str, Any] = {"name": "trust", **APPLICATION}

GRAPH: dict[str, tuple[Tasks, Tasks]] = {
    "service_principal": (
        [],
        [
            *life("service_principal", {"name": "app-new"}, {}, {"notes": "Another one."}),
            step("service_principal", name="app-new"),
            step("service_principal", name="app-new", state="absent", purge=True),
        ],
    ),
    "federated_credential": (
        [AN_APPLICATION],
        [
            step("federated_credential", **OF_APPLICATION, issuer="https://issuer.example", subject="one"),
            step("federated_credential", **OF_APPLICATION, issuer="https://issuer.example", subject="two"),
            step("federated_credential", **OF_APPLICATION, state="absent"),
        ],
    ),
    "federated_credential_info": ([AN_APPLICATION], [step("federated_credential_info", **APPLICATION)]),
    "kv_access_policy": (
        [given_group(), A_VAULT, AN_APPLICATION],
        [step("kv_access_policy", **VAULT, **APPLICATION, secrets=["get"])],
    ),
    "role_assignment": ([AN_APPLICATION], [step("role_assignment", role="Reader", **APPLICATION)]),
    "devops_service_connection": (
        [AN_APPLICATION, given("devops_project", name="new")],
        [step("devops_service_connection", name="new", project="new", **APPLICATION)],
    ),
}
"""The same of the modules that ask Microsoft Graph."""

CONNECTION, REPOSITORY = "azure-vaultpipe-demo", "pipelines-dotnet-core"
PROJECT: dict[str, Any] = {"project": "vaultpipe-demo"}
SOME_IDENTITY = {"identity_client_id": "11111111-2222-3333-4444-555555555555", "identity_tenant_id": str(uuid.uuid4())}
LINKED: dict[str, Any] = {
    **PROJECT, "name": "new", "service_connection": CONNECTION, "vault_name": "kv-vaultpipe-demo", "secrets": ["MySecret"]
}  # fmt: skip
GRANT = {**PROJECT, "pipeline": "vaultpipe-demo", "resource_type": "endpoint", "resource": CONNECTION}

DEVOPS: dict[str, Tasks] = {
    "devops_project": life("devops_project", {"name": "new"}, {}, {"description": "Another one."}),
    "devops_repository": [
        step("devops_repository", **PROJECT, name="new"),
        step("devops_repository", **PROJECT, name="new", branch="main", files={"a.txt": "hello"}),
        step("devops_repository", **PROJECT, name="new", state="absent"),
    ],
    "devops_service_connection": life(
        "devops_service_connection", {**PROJECT, "name": "new", **SOME_IDENTITY}, {}, {"description": "Another one."}
    ),
    "devops_pipeline": life(
        "devops_pipeline",
        {**PROJECT, "name": "new"},
        {"repository": REPOSITORY, "yaml_path": "azure-pipelines.yml"},
        {"yaml_path": "azure-pipelines-1.yml"},
    ),
    "devops_pipeline_permission": [
        step("devops_pipeline_permission", **GRANT, state="absent"),
        step("devops_pipeline_permission", **GRANT),
    ],
    "devops_pipeline_run": [
        step("devops_pipeline_run", **PROJECT, pipeline="vaultpipe-demo"),
        step("devops_pipeline_run", **PROJECT, pipeline="vaultpipe-demo", run="always"),
    ],
    "devops_pipeline_run_tag": [step("devops_pipeline_run_tag", **PROJECT, run="1", tag="seen")],
    "devops_variable_group": life("devops_variable_group", LINKED, {}, {"description": "Another one."}),
    "devops_service_connection_info": [step("devops_service_connection_info", **PROJECT)],
    "devops_pipeline_info": [step("devops_pipeline_info", **PROJECT)],
    "wiring_info": [
        step(
            "wiring_info",
            **PROJECT,
            pipeline="vaultpipe-demo",
            service_connection=CONNECTION,
            vault_name="kv-vaultpipe-demo",
            secrets=["MySecret"],
        )
    ],
}


RESOURCES = {
    "variablegroup": ("new", "vso.variablegroups_read"),
    "repository": (REPOSITORY, "vso.code"),
    "queue": ("Default", "vso.agentpools"),
}
"""By type of a resource that pipelines may use: one, and the scope that it takes to find it."""
AT_TIMES = {
    "devops_pipeline_run": ["vso.agentpools"],
    "devops_pipeline_permission": [scope for _resource, scope in RESOURCES.values()],
}
"""Scopes that it takes or not, as things happen; each has a test of its own."""


def listed(module: str, prefix: str) -> list[str]:
    """What the page says of a module."""
    return [right for right in rights_for_certain(module) if right.startswith(prefix)]


GROUPS = ("Readers", "Contributors", "Project Administrators", "Project Collection Administrators")
"""Each may do all that those before it may."""


def listed_group(module: str) -> str:
    """The least group, or the role on the service connection."""
    said = group_of(module)
    return next(one for one in (*GROUPS, "Role User", "Role Administrator") if said.startswith(one))


def failures(play: Play) -> list[str]:
    return [outcome.msg for outcome in play if outcome.failed]


@pytest.mark.parametrize("module", AZURE)
def test_in_azure(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, module: str) -> None:
    before, tasks = AZURE[module]
    rights = listed(module, "Microsoft.")
    assert before == [] or failures(ansible.play(before)) == []
    somebody = Somebody(portal)
    start = emulator.snapshot()

    def played(allowed: list[str]) -> list[str]:
        emulator.restore(start)
        somebody.gets(allowed)
        return failures(ansible.play(tasks, environment=somebody.environment))

    assert played(rights) == []
    for right in rights:
        refused = played([one for one in rights if one != right])
        assert any(right in message for message in refused), (right, refused)


@pytest.mark.parametrize("module", GRAPH)
def test_in_microsoft_graph(ansible: Ansible, emulator: EmulatorProcess, module: str) -> None:
    before, tasks = GRAPH[module]
    permissions = listed(module, "Application.")
    assert before == [] or failures(ansible.play(before)) == []
    start = emulator.snapshot()

    def played(allowed: list[str]) -> list[str]:
        emulator.restore(start)
        emulator.rules(graph_permissions=allowed)
        return failures(ansible.play(tasks))

    assert played(permissions) == []
    for permission in permissions:
        assert played([one for one in permissions if one != permission]) != [], permission


@pytest.mark.devops_auth("pat")
@pytest.mark.parametrize("module", DEVOPS)
def test_of_a_personal_access_token(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps, module: str) -> None:
    at_times = AT_TIMES.get(module, [])
    scopes = [one for one in listed(module, "vso.") if one not in at_times]
    by_token = {"group/vaultpipe.azure.devops": {"devops_auth": "pat"}}

    def played(allowed: list[str]) -> list[str]:
        emulator.restore(set_ups().snapshot)
        emulator.rules(token_scopes=[*allowed, *at_times])
        return failures(ansible.play(DEVOPS[module], module_defaults=by_token))

    assert played(scopes) == []
    for scope in scopes:
        assert played([one for one in scopes if one != scope] or ["vso.nothing"]) != [], scope


@pytest.mark.devops_auth("pat")
def test_looking_for_the_agents_of_a_run_that_waits(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    emulator.restore(set_ups().snapshot)
    emulator.rules(agents_online=False)
    yaml = "pool:\n  name: Default\nsteps:\n- script: echo hello\n"
    made = [
        step("devops_repository", **PROJECT, name="new", branch="main", files={"waiting.yml": yaml}),
        step("devops_pipeline", **PROJECT, name="waiting", repository="new", yaml_path="waiting.yml"),
    ]
    assert failures(ansible.play(made)) == []
    scopes = listed("devops_pipeline_run", "vso.")
    for less, told in (([], "the pool Default has no agent online"), (AT_TIMES["devops_pipeline_run"], "HTTP 401")):
        emulator.rules(token_scopes=[one for one in scopes if one not in less])
        run = step("devops_pipeline_run", **PROJECT, pipeline="waiting", devops_auth="pat")
        (message,) = failures(ansible.play([run]))
        assert told in message


@pytest.mark.devops_auth("pat")
def test_looking_for_what_pipelines_may_use(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    emulator.restore(set_ups().snapshot)
    assert failures(ansible.play([step("devops_variable_group", **LINKED)])) == []
    scopes = listed("devops_pipeline_permission", "vso.")
    start = emulator.snapshot()
    for without, allowed in [("nothing", RESOURCES), *((kind, RESOURCES.keys() - {kind}) for kind in RESOURCES)]:
        emulator.restore(start)
        emulator.rules(token_scopes=[one for one in scopes if one != RESOURCES.get(without, ("", ""))[1]])
        tasks = [
            step("devops_pipeline_permission", **{**GRANT, "resource_type": kind, "resource": name}, devops_auth="pat")
            for kind, (name, _scope) in RESOURCES.items()
        ]
        granted = {kind for kind, outcome in zip(RESOURCES, ansible.play(tasks), strict=True) if not outcome.failed}
        assert granted == set(allowed), without


@pytest.fixture
def as_user(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> Callable[..., dict[str, bool]]:
    """By module: whether its tasks are let through when the caller is such a user. One play for all of them."""

    def played(modules: Iterable[str], **user: str) -> dict[str, bool]:
        emulator.restore(set_ups().snapshot)
        emulator.rules(users={emulator.environment["AZURE_CLIENT_ID"]: user})
        tasks = [(module, task) for module in modules for task in DEVOPS[module]]
        outcomes = ansible.play([task for _module, task in tasks])
        refused = {module for (module, _task), outcome in zip(tasks, outcomes, strict=True) if outcome.failed}
        return {module: module not in refused for module in modules}

    return played


@pytest.mark.parametrize("group", GROUPS)
def test_of_a_group_of_azure_devops(as_user: Callable[..., dict[str, bool]], group: str) -> None:
    least = {module: listed_group(module) for module in DEVOPS if module != "devops_pipeline_permission"}
    assert as_user(least, group=group) == {module: GROUPS.index(group) >= GROUPS.index(one) for module, one in least.items()}


def test_of_a_role_on_a_service_connection(as_user: Callable[..., dict[str, bool]]) -> None:
    permission = ["devops_pipeline_permission"]
    assert as_user(permission, endpoint_role=listed_group(*permission).removeprefix("Role "))[permission[0]]
    assert not as_user(permission, endpoint_role="Reader")[permission[0]]


def test_every_module_is_listed_and_tested() -> None:
    assert listed_modules() == MODULES == AZURE.keys() | GRAPH.keys() | DEVOPS.keys()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_right_that_is_listed_is_taken_away(module: str) -> None:
    tested: dict[str, Container[str]] = {"Microsoft": AZURE, "Application": GRAPH, "vso": DEVOPS}
    listed_kinds = {right.partition(".")[0] for right in rights_for_certain(module)}
    assert listed_kinds == {kind for kind, tests in tested.items() if module in tests}
