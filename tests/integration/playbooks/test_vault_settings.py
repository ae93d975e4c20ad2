# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of vault and secret by the variables of the role key_vault and of the playbook setup."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

NOT_BEFORE, EXPIRES = "2020-01-31T12:00:00Z", "2099-01-31T12:00:00Z"
ACLS = {"default_action": "Allow", "bypass": "None", "ip_rules": ["203.0.113.0/24"]}
DEFAULTS = {"content_type": "text/plain", "not_before": NOT_BEFORE, "expires": EXPIRES, "tags": {"team": "shop"}}
KEY_VAULT: dict[str, Any] = {
    "key_vault_name": "kv-settings",
    "key_vault_resource_group": "rg-settings",
    "key_vault_location": "westeurope",
    "key_vault_tags": {"team": "shop"},
    "key_vault_purge_protection": True,
    "key_vault_public_network_access": "Enabled",
    "key_vault_network_acls": ACLS,
    "key_vault_secret_defaults": DEFAULTS,
    "key_vault_secrets": [
        {"name": "One", "value": "1"},
        {"name": "Two", "value": "2", "content_type": "text/csv", "expires": None, "tags": {"own": "yes"}},
    ],
}


def play(ansible: Ansible, folder: Path, variables: dict[str, Any], check: bool = False) -> Play:
    path = folder / "users-own.json"
    task = {"ansible.builtin.import_role": {"name": "vaultpipe.azure.key_vault"}, "vars": variables}
    path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]))
    return ansible.playbook(str(path), check=check)


def vault_of(portal: Portal, group: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = portal.arm("GET", f"/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults/{name}")
    return found


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def test_role(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, tmp_path: Path) -> None:
    planned = play(ansible, tmp_path, KEY_VAULT, check=True)
    assert planned.returncode == 0, planned.output
    assert emulator.writes() == []

    made = play(ansible, tmp_path, KEY_VAULT)
    assert made.returncode == 0, made.output
    vault = vault_of(portal, "rg-settings", "kv-settings")
    assert vault["tags"] == {"team": "shop", "vaultpipe": "managed"}
    properties = vault["properties"]
    assert (properties["enablePurgeProtection"], properties["publicNetworkAccess"]) == (True, "Enabled")
    acls = properties["networkAcls"]
    assert (acls["defaultAction"], acls["bypass"]) == ("Allow", "None")
    assert [rule["value"] for rule in acls["ipRules"]] == ["203.0.113.0/24"]
    one, two = (portal.vault("GET", "kv-settings", f"/secrets/{name}") for name in ("One", "Two"))
    assert (one["contentType"], one["tags"]["team"]) == ("text/plain", "shop")
    assert (one["attributes"]["nbf"], one["attributes"]["exp"]) == (moment(NOT_BEFORE), moment(EXPIRES))
    assert (two["contentType"], two["tags"]["own"], "exp" in two["attributes"]) == ("text/csv", "yes", False)

    for check in (True, False):
        emulator.forget_requests()
        again = play(ansible, tmp_path, KEY_VAULT, check=check)
        assert again.returncode == 0, again.output
        assert (again.recap["changed"], emulator.writes()) == (0, [])


def test_role_without_access_for_the_caller(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, tmp_path: Path) -> None:
    """Settings that are not given stay: the second run names no setting at all."""
    least = {name: KEY_VAULT[name] for name in ("key_vault_name", "key_vault_resource_group", "key_vault_location")}
    made = play(ansible, tmp_path, {**least, "key_vault_network_acls": ACLS, "key_vault_caller_access": False})
    assert made.returncode == 0, made.output
    assert vault_of(portal, "rg-settings", "kv-settings")["properties"]["accessPolicies"] == []
    emulator.forget_requests()
    again = play(ansible, tmp_path, {**least, "key_vault_caller_access": False})
    assert again.returncode == 0, again.output
    assert (again.recap["changed"], emulator.writes()) == (0, [])
    refused = play(ansible, tmp_path, {**least, "key_vault_network_acls": {"default_action": "Perhaps"}})
    assert refused.returncode != 0
    assert "default_action" in refused.output
    assert emulator.writes() == []


def test_setup(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, tmp_path: Path) -> None:
    variables: dict[str, Any] = {
        "vaultpipe_artifact_dir": str(tmp_path / "artifact"),
        "vaultpipe_tags": {"team": "shop"},
        "vaultpipe_purge_protection": True,
        "vaultpipe_network_acls": ACLS,
        "vaultpipe_secret_settings": DEFAULTS,
    }
    made = ansible.playbook("vaultpipe.azure.setup", extra_vars=variables)
    assert made.returncode == 0, made.output
    (live,) = emulator.state()["live"]["vaults"]["vaults"]
    secret = portal.vault("GET", live["name"], f"/secrets/{live['secrets'][0]['name']}")
    assert (secret["contentType"], secret["tags"]["team"]) == ("text/plain", "shop")
    assert (secret["attributes"]["nbf"], secret["attributes"]["exp"]) == (moment(NOT_BEFORE), moment(EXPIRES))
    for check in (True, False):
        emulator.forget_requests()
        again = ansible.playbook("vaultpipe.azure.setup", extra_vars=variables, check=check)
        assert again.returncode == 0, again.output
        assert (again.recap["changed"], emulator.writes()) == (0, [])
