# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role assignments at every scope, whoever made them."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
WHO: dict[str, Any] = {"managed_identity": "id-test"}
PRINCIPAL = "{{ identity.managed_identity.principal_id }}"


def given_identity() -> list[dict[str, Any]]:
    identity = given("managed_identity", register="identity", name="id-test", resource_group=GROUP, location=LOCATION)
    return [given_group(), identity]


def assignments(emulator: EmulatorProcess) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emulator.state()["live"]["resources"]["role_assignments"]
    return found


def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            *given_identity(),
            step("role_assignment", check=True, role="Reader", **WHO),
            step("role_assignment", role="Reader", **WHO),
            step("role_assignment", role="reader", **WHO),
            step("role_assignment", role=READER, object_id=PRINCIPAL),
            step("role_assignment", role=f"/providers/Microsoft.Authorization/roleDefinitions/{READER}", principal_id=PRINCIPAL),
            step("role_assignment", check=True, role="Reader", **WHO, state="absent"),
            step("role_assignment", role="Reader", **WHO, state="absent"),
            step("role_assignment", role="Reader", **WHO, state="absent"),
        ],
    )
    identity = play[1]["managed_identity"]
    planned, made, again, by_guid, by_id, going, gone, gone_again = play[2:]

    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["role_assignment"]["id"] == UNKNOWN

    assignment = made["role_assignment"]
    (put,) = made.writes
    assert (put.method, put.path) == ("PUT", assignment["id"])
    assert assignment["scope"] == f"/subscriptions/{emulator.environment['AZURE_SUBSCRIPTION_ID']}"
    assert (assignment["role"], assignment["principal_id"]) == ("Reader", identity["principal_id"])
    assert assignment["role_definition_id"].endswith(READER)
    assert planned["role_assignment"] == {**assignment, "id": UNKNOWN}

    for outcome in (again, by_guid, by_id):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["role_assignment"] == assignment

    assert (going["action"], going["role_assignment"], going.writes) == ("delete", None, [])
    assert [(request.method, request.path) for request in gone.writes] == [("DELETE", assignment["id"])]
    assert (gone_again.changed, gone_again.writes) == (False, [])
    assert assignments(emulator) == []


CONDITION = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'Group'}"


def test_condition(ansible: Ansible, emulator: EmulatorProcess) -> None:
    where: dict[str, Any] = {"role": "Reader", **WHO}
    limited = step("role_assignment", **where, condition=CONDITION)
    play = ansible.play(
        [
            *given_identity(),
            {**limited, "check_mode": True},
            limited,
            limited,
            {**limited, "check_mode": True},
            step("role_assignment", **where),
            step("role_assignment", check=True, **where, condition="true", condition_version="1.0"),
            step("role_assignment", **where, condition="true", condition_version="1.0"),
            step("role_assignment", **where, condition="true"),
            step("role_assignment", check=True, **where, condition=""),
            step("role_assignment", **where, condition=""),
            step("role_assignment", **where, condition=""),
            limited,
            step("role_assignment", **where, condition_version="2.0"),
        ]
    )
    planned, made, again, again_planned, kept, changing, changed, changed_again = play[2:10]
    freeing, freed, freed_again, added, alone = play[10:]
    assert (planned["action"], planned["role_assignment"]["condition"], planned.writes) == ("create", CONDITION, [])
    assignment = made["role_assignment"]
    assert (assignment["condition"], assignment["condition_version"]) == (CONDITION, "2.0")
    assert [(one.method, one.path) for one in made.writes] == [("PUT", assignment["id"])]
    for outcome in (again, again_planned, kept):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["role_assignment"] == assignment
    assert "warnings" not in again.result
    assert CONDITION in kept["warnings"][0]
    assert (changing["action"], changing["diff"]["after"]["condition"], changing.writes) == ("update", "true", [])
    assert changed["role_assignment"] == {**assignment, "condition": "true", "condition_version": "1.0"}
    assert [(one.method, one.path) for one in changed.writes] == [("PUT", assignment["id"])]
    assert (changed_again["action"], changed_again.writes) == ("none", [])
    assert (freeing["action"], freeing.writes) == ("update", [])
    assert freed["role_assignment"] == {**assignment, "condition": None, "condition_version": None}
    assert (freed_again["action"], freed_again.writes) == ("none", [])
    assert (added["action"], added["role_assignment"]) == ("update", assignment)
    assert alone.failed
    (stored,) = assignments(emulator)
    assert stored["condition"] == CONDITION
    assert stored["description"].endswith("Made by vaultpipe.azure.")


def test_each_scope_is_its_own(ansible: Ansible, emulator: EmulatorProcess) -> None:
    vault = {"name": "kv-scopes", "resource_group": GROUP, "location": LOCATION, "caller_access": False}
    play = ansible.play(
        [
            *given_identity(),
            given("keyvault", register="vault", **vault),
            step("role_assignment", role="Reader", **WHO),
            step("role_assignment", role="Reader", **WHO, resource_group=GROUP),
            step("role_assignment", role="Reader", **WHO, vault_name="kv-scopes"),
            step("role_assignment", role="Reader", **WHO, vault_name="kv-scopes", resource_group=GROUP),
            step("role_assignment", role="Reader", **WHO, scope="{{ vault.keyvault.id | upper }}/"),
            step("role_assignment", role="Reader", **WHO, resource_group=GROUP, state="absent"),
        ],
    )
    subscription, group, vault_by_name, vault_in_group, vault_by_id, removed = play[3:]
    assert [outcome.changed for outcome in (subscription, group, vault_by_name)] == [True, True, True]
    assert vault_by_name["role_assignment"]["scope"] == play[2]["keyvault"]["id"]
    assert [outcome.changed for outcome in (vault_in_group, vault_by_id)] == [False, False]
    assert removed.changed
    left = {one["scope"].rpartition("/")[2] for one in assignments(emulator)}
    assert left == {emulator.environment["AZURE_SUBSCRIPTION_ID"], "kv-scopes"}


def test_an_equal_assignment_by_somebody_else_is_present(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    identity = ansible.play(given_identity())[1]["managed_identity"]
    name = "22222222-2222-4222-8222-222222222222"
    role = f"{portal.subscription}/providers/Microsoft.Authorization/roleDefinitions/{READER}"
    properties = {"roleDefinitionId": role, "principalId": identity["principal_id"], "principalType": "ServicePrincipal"}
    path = f"/providers/Microsoft.Authorization/roleAssignments/{name}"
    portal.arm("PUT", path, {"properties": properties}, "2022-04-01")

    present, absent = ansible.play(
        [step("role_assignment", role="Reader", **WHO), step("role_assignment", role="Reader", **WHO, state="absent")],
    )
    assert (present.changed, present.writes) == (False, [])
    assert present["role_assignment"]["id"].endswith(name)
    assert [request.path.rpartition("/")[2] for request in absent.writes] == [name]
    assert assignments(emulator) == []


def test_an_assignment_that_only_the_write_meets_counts_as_present(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal
) -> None:
    """The list may lag behind: 409 RoleAssignmentExists is no failure (docs/reference/resource_manager.md#assignment-exists)."""
    ansible.play([*given_identity(), given("role_assignment", role="Reader", **WHO)])
    emulator.fault({"method": "GET", "path": ".*/roleAssignments"}, {"status": 200, "body": {"value": []}})
    emulator.fault(
        {"method": "PUT", "path": ".*/roleAssignments/.*"},
        {"status": 409, "body": {"error": {"code": "RoleAssignmentExists", "message": "The role assignment already exists."}}},
    )
    outcome = ansible.run("role_assignment", {"role": "Reader", **WHO})
    assert not outcome.failed, outcome.msg
    assert outcome["role_assignment"]["id"].endswith(assignments(emulator)[0]["name"])
    assert len(assignments(emulator)) == 1


def principal_not_found(emulator: EmulatorProcess, times: int) -> None:
    body = {"error": {"code": "PrincipalNotFound", "message": "Principal 0123 does not exist in the directory."}}
    emulator.fault({"method": "PUT", "path": ".*/roleAssignments/.*"}, {"status": 400, "body": body}, times=times)


def test_a_fresh_principal_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    principal_not_found(emulator, times=3)
    play = ansible.play([*given_identity(), step("role_assignment", role="Reader", **WHO)])
    assert play[2].changed
    assert [request.status for request in play[2].writes] == [400, 400, 400, 201]


def test_a_principal_that_never_appears(ansible: Ansible, emulator: EmulatorProcess) -> None:
    principal_not_found(emulator, times=100)
    stranger = "33333333-3333-4333-8333-333333333333"
    outcome = ansible.run("role_assignment", {"role": "Reader", "object_id": stranger, "timeout": 1})
    assert outcome.failed
    assert f"Timed out after 1 s waiting for the principal {stranger} to appear in the directory" in outcome.msg
    assert "PrincipalNotFound" in outcome.msg
    assert "not the client id" in outcome.msg
    assert assignments(emulator) == []


def test_check_mode_on_an_empty_cloud(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step("role_assignment", check=True, role="Reader", **WHO),
            step("role_assignment", check=True, role="Reader", **WHO, resource_group=GROUP),
            step("role_assignment", check=True, role="Key Vault Secrets User", **WHO, vault_name="kv-none"),
            step("role_assignment", check=True, role="Reader", object_id=UNKNOWN, scope=UNKNOWN),
            step("role_assignment", check=True, role="Reader", **WHO, state="absent"),
        ],
    )
    for outcome in play[:4]:
        assert (outcome["action"], outcome.changed, outcome.writes) == ("create", True, [])
        assert outcome["role_assignment"]["principal_id"] == UNKNOWN
    assert play[2]["role_assignment"]["scope"] == UNKNOWN
    assert (play[4].changed, play[4].writes) == (False, [])


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"role": "Reder", **WHO}, "role is 'Reder', and there is no role of that name"),
    ({"role": "Reader", **WHO}, "There is no managed identity id-test in the subscription"),
    (
        {"role": "Reader", **WHO, "identity_resource_group": "rg-none"},
        "There is no managed identity id-test in the resource group rg-none",
    ),
    ({"role": "Reader", "object_id": "id-test"}, "object_id is 'id-test', which is not a valid GUID"),
    ({"role": "Reader", **WHO, "scope": "rg-test"}, "scope is 'rg-test', but a scope is a resource id"),
    ({"role": "Reader", **WHO, "vault_name": "x"}, "vault_name is 'x'"),
    ({"role": "Reader", "object_id": READER, "vault_name": "kv-none"}, "There is no key vault kv-none"),
    ({"role": "Reader", "object_id": READER, "resource_group": "rg-none"}, "Create the resource group first"),
    ({"role": "Reader", "object_id": UNKNOWN}, "object_id holds '(known after apply)'"),
    ({"role": "Reader", **WHO, "scope": "/x", "resource_group": "y"}, "parameters are mutually exclusive"),
]


def test_refusals(ansible: Ansible) -> None:
    play = ansible.play([step("role_assignment", **options) for options, _words in REFUSED])
    for outcome, (_options, words) in zip(play, REFUSED, strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert [request for request in outcome.writes if request.status < 400] == []


def test_two_identities_of_one_name(ansible: Ansible) -> None:
    other = {"name": "id-test", "resource_group": "rg-other", "location": LOCATION}
    play = ansible.play(
        [
            *given_identity(),
            given("resource_group", name="rg-other", location=LOCATION),
            given("managed_identity", **other),
            step("role_assignment", role="Reader", **WHO),
            step("role_assignment", role="Reader", **WHO, identity_resource_group="rg-other"),
        ]
    )
    assert play[4].failed
    assert "in the resource groups rg-other, rg-test. Set identity_resource_group." in play[4].msg
    assert play[5]["role_assignment"]["principal_id"] == play[3]["managed_identity"]["principal_id"]


def test_a_refused_list_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play(given_identity())
    body = {"error": {"code": "AuthorizationFailed", "message": "No list."}}
    emulator.fault({"method": "GET", "path": ".*/roleAssignments"}, {"status": 403, "body": body})
    outcome = ansible.run("role_assignment", {"role": "Reader", **WHO})
    assert outcome.failed
    assert (outcome["status"], outcome.writes) == (403, [])
