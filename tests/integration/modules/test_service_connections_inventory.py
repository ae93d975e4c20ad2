# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin that makes hosts of service connections, by ansible-inventory and a play."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

FEDERATED = "WorkloadIdentityFederation"
CANARY = "canary-of-the-inventory"
TEMPLATE = {"__ansible_unsafe": "{{ 6 * 7 }} by somebody"}


def given_connections() -> list[dict[str, Any]]:
    identity = {"managed_identity": "id-test", "identity_resource_group": GROUP}
    return [
        given_group(),
        given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION),
        *(given("devops_project", name=project) for project in ("shop", "the office")),
        given("devops_service_connection", name="azure-shop", project="shop", **identity, description=TEMPLATE),
        given("devops_service_connection", name="azure", project="the office", **identity, resource_group=GROUP),
    ]


def inventory(ansible: Ansible, *command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs a command of Ansible with the plugin's file."""
    file = ansible.folder / "fleet.service_connections.yml"
    file.write_text(json.dumps({"plugin": "vaultpipe.azure.service_connections", **options}))
    program, *rest = command
    environment = {**os.environ, **ansible.environment, "ANSIBLE_INVENTORY_UNPARSED_FAILED": "true"}
    return subprocess.run(
        [str(Path(sys.executable).with_name(program)), "-i", str(file), *rest],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip


def listed(ansible: Ansible, **options: Any) -> dict[str, Any]:
    run = inventory(ansible, "ansible-inventory", "--list", **options)
    assert run.returncode == 0, run.stderr
    # What a service says is never a template, and ansible-inventory marks it so.
    found: dict[str, Any] = json.loads(run.stdout, object_hook=lambda one: one.get("__ansible_unsafe", one))
    return found


def test_a_host_for_each_connection_and_groups_by_what_it_is(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    play = ansible.play(given_connections())
    assert [outcome.msg for outcome in play if outcome.failed] == []
    project = portal.devops("GET", "/_apis/projects/shop")
    generic = {
        "name": "elsewhere", "type": "Generic", "url": "https://example.com/",
        "authorization": {"scheme": "UsernamePassword", "parameters": {"username": "me", "password": CANARY}},
        "serviceEndpointProjectReferences": [
            {"projectReference": {"id": project["id"], "name": "shop"}, "name": "elsewhere"}
        ],
    }  # fmt: skip
    portal.devops("POST", "/_apis/serviceendpoint/endpoints", generic)
    emulator.forget_requests()
    found = listed(
        ansible,
        compose={"credential_name": "service_connection.name ~ '-trust'"},
        groups={"whole": "service_connection.resource_group == ''"},
        keyed_groups=[{"key": "service_connection.resource_group", "prefix": "rg"}],
    )
    assert emulator.writes() == []
    hosts = found["_meta"]["hostvars"]
    assert sorted(hosts) == ["shop/azure-shop", "the office/azure"]
    shop, connection = hosts["shop/azure-shop"], play[4]["service_connection"]
    more = {"scheme": FEDERATED, "issuer_kind": "entra"}
    assert shop["service_connection"] == {name: value for name, value in connection.items() if name != "verified"} | more
    assert (shop["credential_name"], shop["ansible_connection"]) == ("azure-shop-trust", "local")
    client_id = connection["identity_client_id"].replace("-", "_")
    groups = {name: sorted(group["hosts"]) for name, group in found.items() if name != "_meta" and group.get("hosts")}
    both = ["shop/azure-shop", "the office/azure"]
    assert groups == {
        "project_shop": both[:1],
        "project_the_office": both[1:],
        f"scheme_{FEDERATED}": both,
        "issuer_entra": both,
        f"identity_{client_id}": both,
        "whole": both[:1],
        f"rg_{GROUP.replace('-', '_')}": both[1:],
    }
    assert CANARY not in json.dumps(found)


def test_only_the_projects_that_are_named(ansible: Ansible) -> None:
    ansible.play(given_connections())
    assert sorted(listed(ansible, projects=["the office"])["_meta"]["hostvars"]) == ["the office/azure"]
    missing = inventory(ansible, "ansible-inventory", "--list", projects=["none"])
    assert missing.returncode != 0
    assert "There is no project none in" in missing.stderr


def test_what_is_wrong_is_named_without_a_secret(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.forget_requests()
    slip = inventory(ansible, "ansible-inventory", "--list", project=["shop"], secret=CANARY)
    assert slip.returncode != 0
    assert "Did you mean projects?" in slip.stderr
    half = inventory(ansible, "ansible-inventory", "--list", client_id="11111111-2222-3333-4444-555555555555", secret=CANARY)
    assert "Half a way to sign in" in half.stderr
    assert CANARY not in slip.stderr + slip.stdout + half.stderr + half.stdout
    assert emulator.requests() == []


def test_a_play_works_through_all(ansible: Ansible) -> None:
    ansible.play(given_connections())
    task = {
        "vaultpipe.azure.devops_service_connection_info": {
            "project": "{{ service_connection.project }}", "name": "{{ service_connection.name }}",
        },
        "register": "looked", "failed_when": "looked.service_connections[0].id != service_connection.id",
    }  # fmt: skip
    book = ansible.folder / "fleet.json"
    shown = {"ansible.builtin.debug": {"msg": "{{ service_connection.description }}"}}
    book.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [task, shown]}]))
    run = inventory(ansible, "ansible-playbook", str(book))
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("ok=2") == 2, run.stdout
    assert "{{ 6 * 7 }} by somebody" in run.stdout
