# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access policies and roles: what of one model a vault of the other refuses, and the way from one to the other."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step

VAULT: dict[str, Any] = {"vault_name": "kv-models", "resource_group": GROUP}
ROLE: dict[str, Any] = {**VAULT, "role": "Key Vault Secrets User", "managed_identity": "id-test"}
POLICY: dict[str, Any] = {**VAULT, "managed_identity": "id-test", "secrets": ["get", "list"]}


def vault(rbac: bool) -> dict[str, Any]:
    return step("keyvault", name="kv-models", resource_group=GROUP, location=LOCATION, enable_rbac_authorization=rbac)


def test_each_model_refuses_what_belongs_to_the_other(ansible: Ansible) -> None:
    play = ansible.play(
        [
            given_group(),
            given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION),
            vault(rbac=False),
            step("role_assignment", **ROLE),
            step("role_assignment", **{**ROLE, "role": "Reader"}),
            step("kv_access_policy", **POLICY),
            vault(rbac=True),
            step("kv_access_policy", **POLICY),
            step("role_assignment", **ROLE),
            step("role_assignment", **ROLE),
            vault(rbac=False),
            step("role_assignment", **ROLE),
            step("role_assignment", **ROLE, state="absent"),
        ],
    )
    _policies, refused, about_the_vault, policy, switched, no_policy, role, again, _back, useless, gone = play[2:]
    for outcome in (refused, useless):
        assert outcome.failed
        assert "The key vault kv-models uses access policies" in outcome.msg
        assert "vaultpipe.azure.kv_access_policy" in outcome.msg
        assert outcome.writes == []
    assert about_the_vault.changed
    assert policy.changed
    assert switched["keyvault"]["enable_rbac_authorization"] is True
    assert no_policy.failed
    assert "Assign the role Key Vault Secrets User" in no_policy.msg
    assert no_policy.writes == []
    assert role.changed
    assert (again.changed, again.writes) == (False, [])
    assert gone.changed
