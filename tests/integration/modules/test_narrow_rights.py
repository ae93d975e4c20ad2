# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Callers with rights in one place only: what they may not look at is unknown, and the service judges."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.actors.somebody import Somebody
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

IN_GROUP = f"/resourceGroups/{GROUP}"
VAULT: dict[str, Any] = {"name": "kv-narrow", "resource_group": GROUP}
NEW = {**VAULT, "location": LOCATION}
BY_ROLES = given("keyvault", **NEW, enable_rbac_authorization=True, caller_access=False)
ALL_SECRETS = "Microsoft.KeyVault/vaults/secrets/*"
ASSIGNING = "Microsoft.Authorization/*/write"
READING_ROLES = "Microsoft.Authorization/roleAssignments/read"
OFFICER = "Key Vault Secrets Officer"


def assignments(emulator: EmulatorProcess, object_id: str) -> list[Any]:
    found = emulator.state()["live"]["resources"]["role_assignments"]
    return [one for one in found if one["principal_id"] == object_id]


def test_contributor_of_one_group(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_group()])
    somebody = Somebody(portal, IN_GROUP)
    somebody.gets(["*"], never=[ASSIGNING])
    identity = {"name": "id-narrow", "resource_group": GROUP, "location": LOCATION}
    policy: dict[str, Any] = {"vault_name": "kv-narrow", "managed_identity": "id-narrow", "secrets": ["get"]}
    in_groups = {"resource_group": GROUP, "identity_resource_group": GROUP}
    planned, made, same, who, may, blind, half_blind = ansible.play(
        [
            step("keyvault", check=True, **NEW),
            step("keyvault", **NEW),
            step("keyvault", **NEW),
            step("managed_identity", **identity),
            step("kv_access_policy", **policy, **in_groups),
            step("kv_access_policy", **policy),
            step("kv_access_policy", **policy, resource_group=GROUP),
        ],
        environment=somebody.environment,
    )
    assert [planned.changed, made.changed, same.changed, who.changed, may.changed] == [True, True, False, True, True]
    assert "Set resource_group" in blind.msg
    assert "Set identity_resource_group" in half_blind.msg


def test_a_soft_deleted_vault_that_is_not_seen(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_group(), given("keyvault", **NEW), given("keyvault", **VAULT, state="absent")])
    somebody = Somebody(portal, IN_GROUP)
    somebody.gets(["*"], never=[ASSIGNING])
    made, purged = ansible.play(
        [step("keyvault", **NEW), step("keyvault", **VAULT, state="absent", purge=True)], environment=somebody.environment
    )
    assert made.failed
    assert "A soft-deleted vault holds the name, where the signed-in identity may not look" in made.msg
    assert "Microsoft.KeyVault/deletedVaults/read" in purged.msg


def test_a_custom_role_is_access_enough(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play([given_group(), BY_ROLES])
    somebody = Somebody(portal)
    somebody.gets(["*/read", ALL_SECRETS])
    (same,) = ansible.play([step("keyvault", **VAULT)], environment=somebody.environment)
    assert (same.failed, same.changed, same["keyvault"]["caller_access"]) == (False, False, True), same.msg
    assert len(assignments(emulator, somebody.object_id)) == 1


def test_part_of_the_access_is_not_enough(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play([given_group(), BY_ROLES])
    somebody = Somebody(portal)
    somebody.gets(["*", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"])
    emulator.forget_requests()
    planned, granted, again = ansible.play(
        [step("keyvault", check=True, **VAULT), step("keyvault", **VAULT), step("keyvault", **VAULT)],
        environment=somebody.environment,
    )
    assert [planned.changed, granted.changed, again.changed] == [True, True, False], granted.msg
    assert OFFICER in {one["role"] for one in assignments(emulator, somebody.object_id)}


def test_a_refused_grant_names_the_option(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_group(), BY_ROLES])
    somebody = Somebody(portal)
    somebody.gets(["*"], never=[ASSIGNING])
    refused, left = ansible.play(
        [step("keyvault", **VAULT), step("keyvault", **VAULT, caller_access=False)], environment=somebody.environment
    )
    assert refused.failed
    assert "set caller_access: false" in refused.msg
    assert (left.failed, left.changed) == (False, False)


def test_where_roles_may_not_be_read_the_vault_tells(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_group(), BY_ROLES])
    somebody = Somebody(portal)
    somebody.gets(["Microsoft.KeyVault/vaults/read", ALL_SECRETS])
    same, info = ansible.play(
        [step("keyvault", **VAULT), step("keyvault_info", **VAULT, caller_access=True)], environment=somebody.environment
    )
    assert (same.failed, same.changed) == (False, False), same.msg
    assert info["keyvaults"][0]["caller_access"] is True


def test_a_role_by_its_id_needs_no_definition(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_group()])
    somebody = Somebody(portal)
    somebody.gets(["Microsoft.Authorization/roleAssignments/*"])
    reader = {"object_id": "11111111-2222-3333-4444-555555555555", "resource_group": GROUP}
    made, again, by_name = ansible.play(
        [
            step("role_assignment", role="acdd72a7-3385-48ef-bd42-f606fba81ae7", **reader),
            step("role_assignment", role="acdd72a7-3385-48ef-bd42-f606fba81ae7", **reader),
            step("role_assignment", role="Key Vault Reader", **reader),
        ],
        environment=somebody.environment,
    )
    assert (made.changed, again.changed) == (True, False), made.msg
    assert "write the id of the role in place of its name" in by_name.msg


def test_the_roles_of_the_tutorial_need_no_definition(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_group()])
    somebody = Somebody(portal)
    somebody.gets(["Microsoft.Authorization/roleAssignments/*"])
    who = {"object_id": "11111111-2222-3333-4444-555555555555", "resource_group": GROUP}
    play = ansible.play(
        [step("role_assignment", role=role, **who) for role in ("Reader", "reader", "Key Vault Secrets User")],
        environment=somebody.environment,
    )
    assert [(outcome.msg, outcome.changed) for outcome in play] == [("", True), ("", False), ("", True)]
    assert [outcome["role_assignment"]["role"] for outcome in play] == ["Reader", "Reader", "Key Vault Secrets User"]
