# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles with the managed identity in another subscription than all else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import LOCATION, given
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

SECOND = "vaultpipe second subscription"
WHO = {"identity_name": "id-far", "identity_resource_group": "rg-far", "identity_subscription": SECOND}
IDENTITY = {"name": "id-far", "resource_group": "rg-far", "subscription": SECOND}
ACCESS = {"vault_name": "kv-near", "resource_group": "rg-near"}
CONNECTION = {"name": "azure-shop", "project": "shop"}


def role(chapter: str, **variables: Any) -> dict[str, Any]:
    given = {f"{chapter}_{variable}": value for variable, value in variables.items()}
    return {"ansible.builtin.import_role": {"name": f"vaultpipe.azure.{chapter}"}, "vars": given}


def run(ansible: Ansible, folder: Path, tasks: list[dict[str, Any]]) -> Play:
    """One play whose default is the first subscription."""
    path = folder / "across.json"
    defaults = {"group/vaultpipe.azure.all": {"subscription_id": "vaultpipe subscription"}}
    path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "module_defaults": defaults, "tasks": tasks}]))
    return ansible.playbook(str(path))


def test_made_again_and_removed(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    first = [
        given("resource_group", name="rg-near", location=LOCATION),
        given("resource_group", name="rg-far", location=LOCATION, subscription_id=SECOND),
        given("keyvault", name="kv-near", resource_group="rg-near", location=LOCATION),
        given("devops_project", name="shop"),
    ]
    wiring = [
        role("pipeline_identity", **IDENTITY, location=LOCATION),
        role("vault_access", **ACCESS, **WHO),
        role("service_connection", **CONNECTION, **WHO),
    ]
    removal = [
        role("vault_access", **ACCESS, **WHO, state="absent"),
        role("service_connection", **CONNECTION, **WHO, state="absent"),
        role("pipeline_identity", **IDENTITY, state="absent"),
    ]
    made, again, gone = (run(ansible, tmp_path, tasks) for tasks in ([*first, *wiring], wiring, removal))
    assert (made.returncode, again.returncode, gone.returncode) == (0, 0, 0), made.output + again.output + gone.output
    assert [outcome for outcome in again if outcome.changed or outcome.writes] == []
    live = emulator.state()["live"]
    assert live["second_subscription"]["identities"] == live["resources"]["role_assignments"] == []
    assert [policy for vault in live["vaults"]["vaults"] for policy in vault["access_policies"]][1:] == []
