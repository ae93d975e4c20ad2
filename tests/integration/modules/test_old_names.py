# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that playbooks were written with before they were renamed, taken until version 1.0.0."""

from __future__ import annotations

import json

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step

GONE = {"name": GROUP, "state": "absent"}
IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities id-old-names"
HELD = [f"The resource group {GROUP} holds the {IDENTITY}."]


def test_only_ours_and_besides(ansible: Ansible) -> None:
    kept, kept_by_new_name, planned, gone = ansible.play(
        [
            given_group(),
            given("managed_identity", name="id-old-names", resource_group=GROUP, location=LOCATION),
            step("resource_group", **GONE, only_ours=True),
            step("resource_group", **GONE, only_managed=True),
            step("resource_group", check=True, **GONE, only_ours=True, besides=[IDENTITY]),
            step("resource_group", **GONE, only_ours=True, besides=[IDENTITY]),
        ]
    )[2:]
    assert kept["kept_because"] == kept["left"] == kept_by_new_name["kept_because"] == kept_by_new_name["left"] == HELD
    assert (kept.changed, kept.writes) == (kept_by_new_name.changed, kept_by_new_name.writes) == (False, [])
    assert (planned["action"], planned["kept_because"], planned["left"], planned.writes) == ("delete", [], [], [])
    assert (gone["action"], gone["kept_because"], gone["left"]) == ("delete", [], [])


def test_the_choice_of_where_a_task_runs(ansible: Ansible) -> None:
    """The delegated task would run in a module process, which has no part in the token of the task before."""

    def play(environment: dict[str, str], *variables: dict[str, str]) -> list[Outcome]:
        read = step("resource_group", **GONE)
        delegated = [{**read, "delegate_to": "far", "vars": chosen, "ignore_errors": True} for chosen in variables]
        host = {"name": "far", "ansible_connection": "local", "ansible_python_interpreter": "/usr/bin/env python3"}
        path = ansible.folder / "choice.json"
        first = {**read, "vars": {"vaultpipe_execution": "controller"}}
        tasks = [{"ansible.builtin.add_host": host}, first, *delegated]
        path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]))
        return list(ansible.playbook(str(path), environment=environment))[2:]

    old, both, unlike, unknown = play(
        {"VAULTPIPE_EXECUTION": "module"},
        {"vaultpipe_front_door": "controller"},
        {"vaultpipe_front_door": "controller", "vaultpipe_execution": "controller"},
        {"vaultpipe_front_door": "controller", "vaultpipe_execution": "module"},
        {"vaultpipe_front_door": "back"},
    )
    for outcome in (old, both):
        assert (outcome.failed, signed_in(outcome)) == (False, False), outcome.msg
    assert unlike.failed
    assert unknown.failed
    assert "Leave vaultpipe_front_door out." in unlike.msg
    assert "vaultpipe_execution is 'module' and vaultpipe_front_door is 'controller'" in unlike.msg
    assert "vaultpipe_front_door is 'back', but it must be one of auto, controller, module." in unknown.msg

    (by_environment,) = play({"VAULTPIPE_EXECUTION": "", "VAULTPIPE_FRONT_DOOR": "controller"}, {})
    assert (by_environment.failed, signed_in(by_environment)) == (False, False), by_environment.msg
    (unlike,) = play({"VAULTPIPE_EXECUTION": "module", "VAULTPIPE_FRONT_DOOR": "controller"}, {})
    assert "Leave VAULTPIPE_FRONT_DOOR out." in unlike.msg


def signed_in(outcome: Outcome) -> bool:
    return any(request.path.endswith("/oauth2/v2.0/token") for request in outcome.requests)
