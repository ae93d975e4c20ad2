# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversion of one connection, of a project, and of an organization, by the playbook."""

from __future__ import annotations

import datetime
import json
import time

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.old_connections import Json, OldConnections
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

CONVERT, SETUP, TEARDOWN = "vaultpipe.azure.convert", "vaultpipe.azure.setup", "vaultpipe.azure.teardown"
ENTRA = "https://login.microsoftonline.com/"
PROJECT, CONNECTION, IDENTITY = "vaultpipe-demo", "azure-vaultpipe-demo", "id-vaultpipe-demo"


@pytest.fixture
def old(portal: Portal, emulator: EmulatorProcess) -> OldConnections:
    return OldConnections(portal, emulator)


def convert(ansible: Ansible, old: OldConnections, check: bool = False, **variables: object) -> Play:
    chosen = {"vaultpipe_project": "", "vaultpipe_service_connection": "", "vaultpipe_propagation": old.propagation, **variables}
    return ansible.playbook(CONVERT, extra_vars=chosen, check=check)


def lines(play: Play) -> dict[str, str]:
    """The table by connection; the heading by its first word."""
    return {line.split()[0]: line for line in play.named("The connections")["msg"]}


class Stopwatch:
    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began


def told(line: str) -> str:
    """The line without its columns' widths."""
    return " ".join(line.split())


def many(old: OldConnections) -> dict[str, tuple[str, Json]]:
    """Connections of two projects with their project, each to be converted."""
    found: dict[str, tuple[str, Json]] = {}
    for project in ("shop", "web"):
        found[f"key-{project}"] = project, old.with_key(project, f"key-{project}", *old.application(f"sp-{project}"))
        found[f"old-{project}"] = project, old.trusted_one(project, f"old-{project}", f"id-{project}")
    return found


def test_an_organization(ansible: Ansible, old: OldConnections, emulator: EmulatorProcess) -> None:
    connections = many(old)
    multitenant, _key = old.application("sp-many", audience="AzureADMultipleOrgs")
    old.of_old_issuer("web", "many", multitenant)
    emulator.forget_requests()
    planned = convert(ansible, old, check=True, vaultpipe_json_file="results.json")
    assert planned.returncode == 0, planned.output
    assert emulator.writes() == []
    assert not (ansible.folder / "results.json").exists()
    left = (datetime.date(2027, 7, 1) - datetime.datetime.now(datetime.UTC).date()).days
    table = lines(planned)
    assert told(table["connection"]) == "connection project scheme issuer identity days left status why"
    assert told(table["old-shop"]) == f"old-shop shop federation Azure DevOps managed identity id-shop {left} eligible"
    assert told(table["key-web"]) == "key-web web key - app registration sp-web - eligible"
    assert "out of scope" in table["many"]
    assert "application for many tenants" in table["many"]
    done = convert(ansible, old, vaultpipe_json_file="results.json")
    assert done.returncode == 0, done.output
    assert {name: "converted" in line for name, line in lines(done).items() if name in connections} == dict.fromkeys(
        connections, True
    )
    results = json.loads((ansible.folder / "results.json").read_text())
    assert {one["name"]: one["status"] for one in results} == {**dict.fromkeys(connections, "converted"), "many": "out of scope"}
    for project, connection in connections.values():
        assert old.issuer(project, connection).startswith(ENTRA)
        assert old.gets_in(project, connection)
    emulator.forget_requests()
    again = convert(ansible, old)
    assert (again.returncode, again.recap["changed"], emulator.writes()) == (0, 0, [])


def test_a_project_and_one_connection(ansible: Ansible, old: OldConnections) -> None:
    connections = many(old)

    def converted() -> set[str]:
        return {name for name, (project, one) in connections.items() if old.issuer(project, one).startswith(ENTRA)}

    assert convert(ansible, old, vaultpipe_project="web", vaultpipe_service_connection="old-web").returncode == 0
    assert converted() == {"old-web"}
    assert convert(ansible, old, vaultpipe_project="web").returncode == 0
    assert converted() == {"old-web", "key-web"}


def test_what_somebody_else_has_to_add(ansible: Ansible, old: OldConnections, emulator: EmulatorProcess) -> None:
    old.trusted_one("shop", "old-shop", "id-shop")
    forbidden = {"error": {"code": "AuthorizationFailed", "message": "no right"}}
    emulator.fault({"method": "PUT", "path": ".*/federatedIdentityCredentials/.*"}, {"status": 403, "body": forbidden}, times=9)
    play = convert(ansible, old)
    assert play.returncode != 0
    told = "\n".join(play.named("What somebody else has to add")["msg"])
    row = play.named("Convert them")["conversion"]["connections"][0]
    for part in ("identity", "client_id", "issuer", "subject", "audience"):
        assert row["hand_over"][part] in told
    assert play.named("Check that nobody else has something to add").msg.startswith("Not converted yet: old-shop.")
    assert play.recap["changed"] == 0


def test_a_failure_is_told_beside_what_was_converted(ansible: Ansible, old: OldConnections, emulator: EmulatorProcess) -> None:
    old.trusted_one("shop", "one", "id-one")
    old.trusted_one("shop", "two", "id-two")
    wrong = {"success": False, "message": "Service connection not found."}
    emulator.fault({"method": "POST", "path": ".*externalfederatedcredentialmigration"}, {"status": 404, "body": wrong})
    play = convert(ansible, old)
    assert play.returncode != 0
    table = lines(play)
    assert sorted(["converted" in table["one"], "converted" in table["two"]]) == [False, True]
    assert "Service connection not found." in play.named("Check that nothing failed").msg
    assert convert(ansible, old).returncode == 0


def forty(old: OldConnections) -> list[tuple[str, Json]]:
    """Connections of six projects with their project: keys and the old issuer, one identity shared by projects, one renamed."""
    shared = old.identity("id-shared")
    found = []
    for number in range(40):
        project, name = f"project-{number % 6}", f"azure-{number}"
        if number % 4 == 0:
            made = old.with_key(project, name, *old.application(f"sp-{number}"))
        elif number % 4 == 1:
            made = old.of_old_issuer(project, name, shared)
            old.trust("id-shared", name, made)
        else:
            made = old.trusted_one(project, name, f"id-{number}")
        found.append((project, made))
    old.rename(found[2][1], "project-2", "renamed")
    return found


@pytest.mark.long
def test_forty_side_by_side(ansible: Ansible, old: OldConnections) -> None:
    """In a sixth of the time that they would take one after the other."""
    connections = forty(old)
    one = Stopwatch()
    alone = convert(
        ansible,
        old,
        vaultpipe_project="project-0",
        vaultpipe_service_connection="azure-0",
        vaultpipe_propagation=5 + old.propagation,
    )
    seconds = one.seconds
    assert alone.returncode == 0, alone.output
    many_at_once = Stopwatch()
    play = convert(ansible, old, vaultpipe_propagation=5 + old.propagation)
    assert many_at_once.seconds <= seconds * len(connections[1:]) / 6
    assert play.returncode == 0, play.output
    for project, connection in connections:
        assert old.issuer(project, connection).startswith(ENTRA)
        assert old.gets_in(project, connection)
    assert len(old.credentials("id-shared")) == 10


@pytest.mark.long
def test_a_set_up_of_the_old_issuer_goes_on_after_it(ansible: Ansible, old: OldConnections, emulator: EmulatorProcess) -> None:
    """Set-up finds all as it is, and teardown removes it."""
    emulator.rules(issuer="vstoken")
    made = ansible.playbook(SETUP)
    assert made.returncode == 0, made.output
    emulator.rules(issuer="")
    assert convert(ansible, old, vaultpipe_project=PROJECT).returncode == 0
    emulator.forget_requests()
    again = ansible.playbook(SETUP)
    assert (again.returncode, again.recap["changed"], emulator.writes()) == (0, 0, []), again.output
    verified = ansible.playbook("vaultpipe.azure.verify")
    assert verified.returncode == 0, verified.output
    gone = ansible.playbook(TEARDOWN)
    assert gone.returncode == 0, gone.output
    assert CONNECTION not in str(emulator.state()["live"]["devops"])
