# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verification of a wiring names exactly the link that is broken, and what it says mends it."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from ansible_collections.vaultpipe.azure.tests.support.actors.broken_wirings import (
    BY_POLICY,
    BY_ROLES,
    CONNECTION,
    OF_APPLICATION,
    PIPELINE,
    PROJECT,
    SECRET,
    VARIABLES,
    VAULT,
    Break,
    Breaker,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given
from ansible_collections.vaultpipe.azure.tests.support.ansible.wirings import OF_IDENTITY, broken, looked_at
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VERIFY = "vaultpipe.azure.verify"
VARIANTS: list[dict[str, str]] = [
    {},
    {"vaultpipe_access": "rbac"},
    {"vaultpipe_pipeline_type": "classic"},
    {"vaultpipe_identity_type": "service_principal", "vaultpipe_identity_name": "sp-vaultpipe-demo"},
    {
        "vaultpipe_access": "rbac", "vaultpipe_pipeline_type": "classic",
        "vaultpipe_identity_type": "service_principal", "vaultpipe_identity_name": "sp-vaultpipe-demo",
    },
]  # fmt: skip
ROUNDS = 6
"""Remedies one after the other, where one uncovers what it could not see before."""
APPLICATION = "sp-vaultpipe-demo"
LINKED = {"project": PROJECT, "name": VARIABLES, "service_connection": CONNECTION, "vault_name": VAULT, "secrets": [SECRET]}
PERMITTED = {"project": PROJECT, "pipeline": PIPELINE, "resource_type": "variablegroup", "resource": VARIABLES}
GROUP_MADE: dict[str, bytes] = {}


@pytest.fixture
def with_group(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    """The tutorial, and a variable group that its pipeline may use."""
    if not GROUP_MADE:
        emulator.restore(set_ups().snapshot)
        made = ansible.play([given("devops_variable_group", **LINKED), given("devops_pipeline_permission", **PERMITTED)])
        assert not any(one.failed for one in made), made.output
        GROUP_MADE["snapshot"] = emulator.snapshot()
    emulator.restore(GROUP_MADE["snapshot"])


def mended(ansible: Ansible, links: dict[str, dict[str, Any]], **options: Any) -> None:
    """Applies each remedy as it is printed, until no link is broken and those that were are right."""
    first = broken(links)
    for _round in range(ROUNDS):
        tasks = [task for name in broken(links) for task in yaml.safe_load(links[name]["remedy"]["task"])]
        assert all(links[name]["remedy"]["az"].startswith("az ") for name in broken(links))
        assert tasks, links
        ansible.environment["YOUR_ACTUAL_SECRET"] = "another value"
        play = ansible.play(tasks)
        assert not any(one.failed for one in play), play.output
        links = looked_at(ansible, **options)
        if not broken(links):
            assert {links[name]["status"] for name in first} == {"ok"}
            return
    raise AssertionError(links)


def breaks_one(ansible: Ansible, breaker: Breaker, case: tuple[str, Break], **options: Any) -> None:
    link, change = case
    change(breaker)
    breaker.emulator.settle()
    links = looked_at(ansible, **options)
    assert broken(links) == [link], links
    mended(ansible, links, **options)


@pytest.fixture
def breaker(portal: Portal, emulator: EmulatorProcess) -> Breaker:
    return Breaker(portal, emulator)


@pytest.mark.usefixtures("with_group")
@pytest.mark.parametrize("case", BY_POLICY.values(), ids=BY_POLICY.keys())
def test_one_broken_link_is_named_and_mended(ansible: Ansible, breaker: Breaker, case: tuple[str, Break]) -> None:
    breaks_one(ansible, breaker, case, variable_group=VARIABLES, **OF_IDENTITY)


@pytest.mark.parametrize("case", BY_ROLES.values(), ids=BY_ROLES.keys())
def test_in_a_vault_of_roles(
    ansible: Ansible, breaker: Breaker, emulator: EmulatorProcess, set_ups: SetUps, case: tuple[str, Break]
) -> None:
    emulator.restore(set_ups(vaultpipe_access="rbac").snapshot)
    breaks_one(ansible, breaker, case, **OF_IDENTITY)


@pytest.mark.parametrize("case", OF_APPLICATION.values(), ids=OF_APPLICATION.keys())
def test_of_an_app_registration(
    ansible: Ansible, breaker: Breaker, emulator: EmulatorProcess, set_ups: SetUps, case: tuple[str, Break]
) -> None:
    emulator.restore(set_ups(vaultpipe_identity_type="service_principal", vaultpipe_identity_name=APPLICATION).snapshot)
    breaks_one(ansible, breaker, case, service_principal=APPLICATION)


@pytest.mark.parametrize("variables", VARIANTS, ids=lambda one: "-".join(one.values()) or "demo")
@pytest.mark.parametrize("check", [False, True])
def test_a_right_wiring(
    ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps, variables: dict[str, str], check: bool
) -> None:
    emulator.restore(set_ups(**variables).snapshot)
    files = {"vaultpipe_json_file": "results.json", "vaultpipe_junit_file": str(ansible.folder / "results.xml")}
    play = ansible.playbook(VERIFY, extra_vars={**variables, **files}, check=check)
    assert play.returncode == 0, play.output
    links = play.named("Look at each link")["links"]
    assert {one["status"] for one in links} == {"ok"}
    assert emulator.writes() == []
    # A value would be read by the name and version of a secret.
    assert not [
        one for one in emulator.requests() if one.host == f"{VAULT}.vault.azure.net" and not one.path.endswith("/versions")
    ]
    assert (ansible.folder / "results.json").exists() == (ansible.folder / "results.xml").exists() == (not check)


def test_the_results_of_a_broken_wiring(ansible: Ansible, breaker: Breaker, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    emulator.restore(set_ups().snapshot)
    breaker.secret(enabled=False)
    breaker.change_credential(subject="<another> & 'more'")
    emulator.forget_requests()
    files = {name: ansible.folder / f"of a run/{name}" for name in ("json", "junit")}
    files["json"].parent.mkdir()
    play = ansible.playbook(VERIFY, extra_vars={f"vaultpipe_{name}_file": str(path) for name, path in files.items()})
    assert play.returncode != 0
    assert play.named("Check that no link is broken").msg.startswith(f"Broken: credential, secret {SECRET}.")
    lines = play.named("The links")["msg"]
    assert [line.split()[0] for line in lines].count("broken") == 2
    assert len(lines) == len(play.named("Look at each link")["links"])
    assert "- vaultpipe.azure.federated_credential:" in play.named("What mends the broken links")["msg"]
    results = json.loads(files["json"].read_text())
    assert (results["broken"], results["unknown"]) == (["credential", f"secret {SECRET}"], [])
    assert results["links"] == play.named("Look at each link")["links"]
    suite = ElementTree.parse(files["junit"]).getroot()[0]  # noqa: S314 - it is our own
    failures = {case.get("name"): case[0].get("message") for case in suite if case[0].tag == "failure"}
    assert failures == {one["name"]: one["fact"] for one in results["links"] if one["status"] == "broken"}
    assert suite.get("failures") == "2"
    assert emulator.writes() == []


def test_the_connections_own_identity_counts_where_none_is_meant(
    ansible: Ansible, breaker: Breaker, emulator: EmulatorProcess, set_ups: SetUps
) -> None:
    emulator.restore(set_ups().snapshot)
    variables = dict.fromkeys(("vaultpipe_identity_name", "vaultpipe_resource_group", "vaultpipe_repository"), "")
    assert ansible.playbook(VERIFY, extra_vars=variables).returncode == 0
    breaker.change_credential(subject="another")
    links = looked_at(ansible)
    assert broken(links) == ["credential"]
    mended(ansible, links)
