# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rights that the documentation lists are enough for each module, and none of them is too many."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.actors.somebody import Somebody
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step
from ansible_collections.vaultpipe.azure.tests.support.documentation.right_samples import (
    AZURE,
    DEVOPS,
    GRANT,
    GRAPH,
    LINKED,
    PROJECT,
    REPOSITORY,
)
from ansible_collections.vaultpipe.azure.tests.support.documentation.rights_page import (
    group_of,
    listed_modules,
    rights_for_certain,
)
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION, EmulatorProcess

MODULES = {path.stem for path in (COLLECTION / "plugins/modules").glob("*.py")}
RESOURCES = {
    "variablegroup": ("new", "vso.variablegroups_read"),
    "repository": (REPOSITORY, "vso.code"),
    "queue": ("Default", "vso.agentpools"),
}
"""A resource of each type that pipelines may use, and the scope that it takes to find it."""
AT_TIMES = {
    "devops_pipeline_run": ["vso.agentpools"],
    "devops_pipeline_permission": [scope for _resource, scope in RESOURCES.values()],
}
"""Scopes that it takes or not, as things happen; each has a test of its own."""


def listed(module: str, prefix: str) -> list[str]:
    """Rights that the page lists for a module."""
    return [right for right in rights_for_certain(module) if right.startswith(prefix)]


OF_GRAPH = ("Application", "GroupMember")
"""First words of permissions of Microsoft Graph."""
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
    permissions = [one for kind in OF_GRAPH for one in listed(module, f"{kind}.")]
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
    """Plays the tasks of modules as such a user, and tells by module whether they are let through. One play for all of them."""

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
    tested = AZURE.keys() | GRAPH.keys() | DEVOPS.keys()
    assert listed_modules() == MODULES
    # What takes no right for certain has none that could be taken away; test_rights_asked_for.py compares the others.
    assert tested == {module for module in MODULES if rights_for_certain(module)}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_right_that_is_listed_is_taken_away(module: str) -> None:
    tested: dict[str, Container[str]] = {"Microsoft": AZURE, "Graph": GRAPH, "vso": DEVOPS}
    kinds = {right.partition(".")[0] for right in rights_for_certain(module)}
    listed_kinds = {"Graph" if kind in OF_GRAPH else kind for kind in kinds}
    assert listed_kinds == {kind for kind, tests in tested.items() if module in tests}
