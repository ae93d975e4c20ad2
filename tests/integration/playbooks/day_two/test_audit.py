# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit for people, for JUnit and for SARIF, and its exit status."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.broken_wirings import CONNECTION, PIPELINE, PROJECT, VAULT
from ansible_collections.vaultpipe.azure.tests.support.actors.careless import Careless
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

AUDIT = "vaultpipe.azure.audit"
LEVELS = {"high": "error", "medium": "warning", "low": "note"}


@pytest.fixture
def careless(portal: Portal, emulator: EmulatorProcess, set_ups: SetUps) -> Careless:
    """The demo as the tutorial leaves it, with its value in an artifact."""
    emulator.restore(set_ups().snapshot)
    emulator.forget_requests()
    return Careless(portal, emulator)


@pytest.mark.parametrize(("fail_on", "fails"), [("", True), ("none", False), ("low", True), ("high", True)])
def test_the_exit_status(ansible: Ansible, careless: Careless, fail_on: str, fails: bool) -> None:
    play = ansible.playbook(AUDIT, extra_vars={"vaultpipe_fail_on": fail_on} if fail_on else {})
    assert (play.returncode != 0) == fails, play.output
    assert careless.emulator.writes() == []
    found = play.named("Follow every way to the secrets")["findings"]
    assert {one["severity"] for one in found} == {"high", "medium", "low"}
    if fails:
        graver = len(found) if fail_on == "low" else [one["severity"] for one in found].count("high")
        assert play.named("Check that nothing grave was found").msg.startswith(f"{graver} of {len(found)} findings")


def test_a_threshold_above_what_is_found(ansible: Ansible, careless: Careless) -> None:
    careless.be_careful()
    careless.write("*")
    careless.emulator.settle()
    for fail_on, fails in (("high", False), ("medium", True)):
        assert (ansible.playbook(AUDIT, extra_vars={"vaultpipe_fail_on": fail_on}).returncode != 0) == fails


def test_the_files(ansible: Ansible, careless: Careless) -> None:
    careless.permit_all()
    careless.emulator.settle()
    careless.emulator.forget_requests()
    files = {name: ansible.folder / f"audit.{name}" for name in ("json", "junit", "sarif")}
    play = ansible.playbook(AUDIT, extra_vars={f"vaultpipe_{name}_file": str(path) for name, path in files.items()})
    assert play.returncode != 0
    audit = play.named("Follow every way to the secrets")
    table, told = (play.named(name)["msg"] for name in ("Who can read which secrets", "What is careless"))
    assert table[0].split()[0] == "vault"
    assert all(part in table[1] for part in (VAULT, CONNECTION, "all of the project"))
    assert any(line.startswith("high    open-to-all-pipelines") for line in told)
    assert json.loads(files["json"].read_text()) == {name: audit[name] for name in ("readers", "graph", "findings", "unseen")}
    suite = ElementTree.parse(files["junit"]).getroot()[0]  # noqa: S314 - it is our own
    failures = {(case.get("classname"), case.get("name")) for case in suite if case.find("failure") is not None}
    grave = {(one["rule"], f"{one['project']}/{one['name']}") for one in audit["findings"] if one["severity"] == "high"}
    open_one, published = ("open-to-all-pipelines", f"{PROJECT}/{CONNECTION}"), ("published-secret", f"{PROJECT}/{PIPELINE}")
    assert failures == grave == {open_one, published}
    assert suite.get("failures") == str(len(failures))
    assert suite.get("tests") == str(len(suite))
    is_sarif(json.loads(files["sarif"].read_text()), audit["findings"])
    assert careless.emulator.writes() == []


def is_sarif(log: dict[str, Any], findings: list[dict[str, Any]]) -> None:
    """Checks it against what the published schema of SARIF 2.1.0 requires and allows
    (docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json)."""
    assert set(log) == {"$schema", "version", "runs"}
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = log["runs"]
    assert set(run) == {"tool", "invocations", "results"}
    driver = run["tool"]["driver"]
    assert driver["name"] == AUDIT
    rules = driver["rules"]
    ids = [one["id"] for one in rules]
    assert len(set(ids)) == len(ids)
    for rule in rules:
        assert set(rule) == {"id", "shortDescription", "help", "defaultConfiguration"}
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in LEVELS.values()
    for invocation in run["invocations"]:
        assert invocation["executionSuccessful"] is True
        assert all(one["message"]["text"] for one in invocation["toolExecutionNotifications"])
    assert len(run["results"]) == len(findings)
    for result, one in zip(run["results"], findings, strict=True):
        assert set(result) == {"ruleId", "ruleIndex", "level", "message", "locations"}
        assert result["ruleId"] == ids[result["ruleIndex"]] == one["rule"]
        assert result["level"] == LEVELS[one["severity"]]
        assert result["message"]["text"].startswith(one["message"])
        (location,) = result["locations"]
        assert set(location) <= {"physicalLocation", "logicalLocations"}
        assert location["logicalLocations"][0]["name"] == one["name"]
        uri = location.get("physicalLocation", {}).get("artifactLocation", {}).get("uri")
        assert uri == one["file"]


def test_check_mode_writes_no_file(ansible: Ansible, careless: Careless) -> None:
    files = {f"vaultpipe_{name}_file": str(ansible.folder / f"none.{name}") for name in ("json", "junit", "sarif")}
    play = ansible.playbook(AUDIT, extra_vars={**files, "vaultpipe_fail_on": "none"}, check=True)
    assert play.returncode == 0, play.output
    assert not list(ansible.folder.glob("none.*"))
