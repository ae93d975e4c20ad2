# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One play for two hosts at the same time: what they share is made once, what each has of its own comes beside it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

HOSTS = {
    name: {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "connection": connection}
    for name, connection in (("first", "Læger & co"), ("second", "Læger + co"))
}
SHARED: dict[str, dict[str, Any]] = {
    "source_repository": {
        "source_repository_project": "shared",
        "source_repository_name": "my code",
        "source_repository_import_url": "https://github.com/MicrosoftDocs/pipelines-dotnet-core",
    },
    "key_vault": {
        "key_vault_name": "KV-Shared",
        "key_vault_resource_group": "RG.shared_(two)",
        "key_vault_location": "West Europe",
        "key_vault_secrets": [{"name": "MySecret", "value": "one-value"}],
    },
    "pipeline_identity": {
        "pipeline_identity_name": "id-shared",
        "pipeline_identity_resource_group": "RG.shared_(two)",
        "pipeline_identity_location": "West Europe",
    },
    "service_connection": {
        "service_connection_name": "{{ connection }}",
        "service_connection_project": "shared",
        "service_connection_identity_name": "id-shared",
        "service_connection_identity_resource_group": "RG.shared_(two)",
    },
}


def run(ansible: Ansible, folder: Path, strategy: str) -> Play:
    inventory, book = folder / "inventory.json", folder / "shared.json"
    inventory.write_text(json.dumps({"all": {"hosts": HOSTS}}))
    tasks = [{"import_role": {"name": f"vaultpipe.azure.{role}"}, "vars": options} for role, options in SHARED.items()]
    book.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "strategy": strategy, "tasks": tasks}]))
    return ansible.playbook(str(book), environment={"ANSIBLE_INVENTORY": str(inventory)})


@pytest.mark.parametrize("strategy", ["linear", "free"])
def test_hosts_share_an_identity(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path, strategy: str) -> None:
    first = run(ansible, tmp_path, strategy)
    assert first.returncode == 0, first.output
    credentials = {one.path.rpartition("/")[2] for one in emulator.writes() if "federatedIdentityCredentials" in one.path}
    assert len(credentials) == len(HOSTS), "names that differ in illegal signs only still make two credentials"

    emulator.forget_requests()
    again = run(ansible, tmp_path, strategy)
    assert again.returncode == 0, again.output
    assert emulator.writes() == []


@pytest.mark.parametrize("how", [{"strategy": "free"}, {"serial": 10}, {"throttle": 4}], ids=str)
def test_twenty_hosts_push_to_one_branch(
    ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path, how: dict[str, Any]
) -> None:
    names = [f"h{number:02}" for number in range(20)]
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    inventory, book = tmp_path / "inventory.json", tmp_path / "push.json"
    inventory.write_text(json.dumps({"all": {"hosts": dict.fromkeys(names, local)}}))
    files = "{{ {inventory_hostname ~ '.yml': 'steps: []'} }}"
    tasks = [
        {"vaultpipe.azure.devops_project": {"name": "p"}},
        {"vaultpipe.azure.devops_repository": {"name": "r", "project": "p", "files": files}},
    ]
    book.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": tasks, **how}]))
    settings = {"ANSIBLE_INVENTORY": str(inventory), "ANSIBLE_FORKS": "20"}
    first = ansible.playbook(str(book), environment=settings)
    assert first.returncode == 0, first.output
    (project,) = emulator.state()["live"]["devops"]["projects"]
    (files_of_r,) = [one["files"] for one in project["repositories"] if one["name"] == "r"]
    assert {f"{name}.yml" for name in names} <= set(files_of_r)

    emulator.forget_requests()
    again = ansible.playbook(str(book), environment=settings)
    assert again.returncode == 0, again.output
    assert emulator.writes() == []
