# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists role assignments."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.access.role_assignment import RoleAssignment
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO, VAULT = "role_assignment_info", "kv-roles"
SOMEBODY = "44444444-4444-4444-8444-444444444444"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
NOBODY = "55555555-5555-4555-8555-555555555555"
FORBIDDEN = {"status": 403, "body": {"error": {"code": "AuthorizationFailed", "message": "You may not."}}}
IDENTITY = {"managed_identity": "id-test", "identity_resource_group": GROUP}


def test_what_is_found_and_fed_back(ansible: Ansible, emulator: EmulatorProcess) -> None:
    *_given, at_subscription, at_group, at_vault, theirs = ansible.play(
        [
            given_group(),
            given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION, enable_rbac_authorization=True),
            given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION),
            given("role_assignment", role="Reader", **IDENTITY),
            given("role_assignment", role="Reader", resource_group=GROUP, **IDENTITY),
            given("role_assignment", role="Key Vault Secrets User", vault_name=VAULT, **IDENTITY),
            given("role_assignment", role="Reader", vault_name=VAULT, object_id=SOMEBODY, principal_type="User"),
        ]
    )
    wide, middle, narrow, others = (one["role_assignment"] for one in (at_subscription, at_group, at_vault, theirs))
    all_of, checked, at_the_group, at_the_vault, counting, by_role, by_scope, somebody, no_identity = found = ansible.play(
        [
            step(INFO, **IDENTITY),
            step(INFO, check=True, **IDENTITY),
            step(INFO, check=True, resource_group=GROUP),
            step(INFO, vault_name=VAULT, **IDENTITY),
            step(INFO, vault_name=VAULT, resource_group=GROUP, inherited=True, **IDENTITY),
            step(INFO, role="reader", **IDENTITY),
            step(INFO, scope=narrow["scope"].upper(), role_definition_id=READER),
            step(INFO, principal_id=SOMEBODY),
            step(INFO, managed_identity="id-none", identity_resource_group=GROUP),
        ]
    )
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 9

    def same(outcome: object, wanted: list[object]) -> bool:
        """The order is the service's own."""
        return sorted(map(str, outcome)) == sorted(map(str, wanted))  # type: ignore[call-overload]

    assert same(all_of["role_assignments"], [wide, middle, narrow])
    assert checked["role_assignments"] == all_of["role_assignments"]
    assert at_the_group["role_assignments"] == [middle]
    assert at_the_vault["role_assignments"] == [narrow]
    assert same(counting["role_assignments"], [wide, middle, narrow])
    assert same(by_role["role_assignments"], [wide, middle])
    assert by_scope["role_assignments"] == somebody["role_assignments"] == [others]
    assert no_identity["role_assignments"] == []

    fed = [fed_back(RoleAssignment, {**one, "object_id": one["principal_id"]}) for one in all_of["role_assignments"]]
    fed = [{name: value for name, value in one.items() if value is not None} for one in fed]
    for again in ansible.play([step("role_assignment", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_names_that_may_not_be_read_are_ids(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([given("role_assignment", role="Reader", object_id=SOMEBODY, principal_type="User")])
    emulator.fault({"method": "GET", "path": ".*/roleDefinitions"}, FORBIDDEN)
    (found,) = ansible.play([step(INFO, object_id=SOMEBODY)])
    assert [one["role"] for one in found["role_assignments"]] == [READER]


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "GET", "path": ".*/roleAssignments"}, FORBIDDEN)
    forbidden, elsewhere, no_vault, no_group, misnamed = play = ansible.play(
        [
            step(INFO),
            step(INFO, subscription_id=NOBODY),
            step(INFO, vault_name="kv-none"),
            step(INFO, resource_group="rg-none"),
            step(INFO, scope="rg-none"),
        ]
    )
    assert [outcome.failed for outcome in play] == [True] * 5
    assert (forbidden["status"], forbidden["error_code"]) == (403, "AuthorizationFailed")
    assert elsewhere["error_code"] == "SubscriptionNotFound"
    assert "There is no key vault kv-none in the subscription." in no_vault.msg
    assert no_group["status"] == 404
    assert "scope is 'rg-none'" in misnamed.msg
    assert misnamed.requests == []
    assert all("role_assignments" not in outcome.result for outcome in play)
