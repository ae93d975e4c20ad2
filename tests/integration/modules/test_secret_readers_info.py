# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit of who can read which secrets: each guard rail is named when it alone is broken, and its task mends it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.vaultpipe.azure.tests.support.actors.broken_wirings import CONNECTION, PIPELINE, PROJECT, SECRET, VAULT
from ansible_collections.vaultpipe.azure.tests.support.actors.careless import CASES, ELSEWHERE, Careless
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

MODULE = "secret_readers_info"
CAREFUL: dict[str, bytes] = {}
NOT_BY_TASK = {"published-secret", "all-secrets", "no-branch-control", "shared-identity"}
"""Guard rails that no module mends."""


@pytest.fixture
def careless(portal: Portal, emulator: EmulatorProcess, set_ups: SetUps) -> Careless:
    """The demo, which keeps all guard rails so far."""
    somebody = Careless(portal, emulator)
    if not CAREFUL:
        emulator.restore(set_ups(vaultpipe_proof="digest").snapshot)
        somebody.be_careful()
        CAREFUL["snapshot"] = emulator.snapshot()
    emulator.restore(CAREFUL["snapshot"])
    emulator.forget_requests()
    return somebody


def audited(ansible: Ansible, **options: Any) -> Outcome:
    """The audit; nothing is written, and no value is read."""
    outcome = ansible.run(MODULE, options)
    assert not outcome.failed, outcome.msg
    assert (outcome.changed, outcome.writes) == (False, [])
    return outcome


def found(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(one["rule"], one["severity"], one["name"]) for one in outcome["findings"]]


def test_a_careful_wiring(ansible: Ansible, careless: Careless, emulator: EmulatorProcess) -> None:
    for options in ({}, {"project": PROJECT}, {"vault_name": VAULT.upper()}):
        outcome = audited(ansible, **options)
        assert (found(outcome), outcome["unseen"]) == ([], [])
        (row,) = outcome["readers"]
        assert (row["vault"], row["connection"], row["project"], row["by"]) == (VAULT, CONNECTION, PROJECT, "access policy")
        assert (row["pipelines"], row["reading"], row["all_pipelines"]) == ([PIPELINE], [PIPELINE], False)
        assert SECRET in row["secrets"]
    asked = [one.path for one in emulator.requests() if one.host == f"{VAULT}.vault.azure.net"]
    assert set(asked) == {"/secrets"}


def test_the_graph_leads_from_the_pipeline_to_the_secret(ansible: Ansible, careless: Careless) -> None:
    graph = audited(ansible)["graph"]
    kinds = {one["id"]: one["kind"] for one in graph["nodes"]}
    assert len(kinds) == len(graph["nodes"])
    assert {one[end] for one in graph["edges"] for end in ("from", "to")} <= set(kinds)
    node = next(one["id"] for one in graph["nodes"] if one["kind"] == "pipeline")
    way = [node]
    for relation in ("may use", "signs in as", "has access to", "holds"):
        way.append(next(one["to"] for one in graph["edges"] if (one["from"], one["relation"]) == (way[-1], relation)))
    assert [kinds[one] for one in way] == ["pipeline", "connection", "identity", "vault", "secret"]


@pytest.mark.parametrize("rule", CASES)
def test_one_broken_guard_rail_is_named_and_mended(
    ansible: Ansible, careless: Careless, emulator: EmulatorProcess, rule: str
) -> None:
    change, severity, name = CASES[rule]
    change(careless)
    emulator.settle()
    emulator.forget_requests()
    outcome = audited(ansible)
    assert found(outcome) == [(rule, severity, name)]
    task = outcome["findings"][0]["task"]
    assert bool(task) == (rule not in NOT_BY_TASK)
    if task:
        mended(ansible, emulator, rule, task)


@pytest.mark.parametrize("rule", ELSEWHERE)
def test_a_guard_rail_that_takes_another_project(
    ansible: Ansible, careless: Careless, emulator: EmulatorProcess, rule: str
) -> None:
    change, severity, name = ELSEWHERE[rule]
    change(careless)
    emulator.settle()
    emulator.forget_requests()
    outcome = audited(ansible)
    there = [one for one in outcome["findings"] if one["project"] != "another"]
    assert (rule, severity, name) in found(outcome)
    assert {one["rule"] for one in there} <= {rule}
    task = next(one["task"] for one in outcome["findings"] if one["rule"] == rule)
    if task:
        mended(ansible, emulator, rule, task)


def mended(ansible: Ansible, emulator: EmulatorProcess, rule: str, task: str) -> None:
    """The task, as it is printed, mends what the rule named."""
    ansible.environment["YOUR_ACTUAL_SECRET"] = "another value"
    tasks = yaml.safe_load(task)
    play = ansible.play(tasks)
    assert not any(one.failed for one in play), play.output
    emulator.settle()
    emulator.forget_requests()
    assert rule not in {one["rule"] for one in audited(ansible)["findings"]}


def test_a_vault_that_is_not_there(ansible: Ansible, careless: Careless) -> None:
    outcome = ansible.run(MODULE, {"vault_name": "kv-none"})
    assert (outcome.failed, "There is no vault kv-none" in outcome.msg) == (True, True)


def test_what_is_refused_is_unseen(ansible: Ansible, careless: Careless, emulator: EmulatorProcess) -> None:
    for host, path in ((f"{VAULT}.vault.azure.net", "/secrets"), ("dev.azure.com", ".*queryconfigurations")):
        emulator.fault({"host": host, "path": path}, {"status": 403, "body": {"error": {"code": "Forbidden", "message": "No."}}})
    outcome = audited(ansible)
    assert {one["what"] for one in outcome["unseen"]} == {
        f"secrets of {VAULT}", f"checks on the service connections of {PROJECT}",
    }  # fmt: skip
    assert found(outcome) == []
