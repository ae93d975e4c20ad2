# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role assignments and definitions (docs/reference/resource_manager.md#role-assignments)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import ARM, LocalAzure, code

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments"
ONE, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def reader(principal_id: str, **changes: Any) -> dict[str, Any]:
    role = f"/providers/Microsoft.Authorization/roleDefinitions/{READER}"
    return {"properties": {"roleDefinitionId": role, "principalId": principal_id, **changes}}


@pytest.fixture
def azure() -> LocalAzure:
    return LocalAzure()


def test_put_answers_201_for_an_update_too_and_has_no_creator_yet(azure: LocalAzure) -> None:
    path = f"{azure.group()}{ASSIGNMENTS}/{ONE}"
    body = reader(azure.powerless.object_id, principalType="ServicePrincipal")
    made = azure.arm("PUT", path, body)
    body["properties"]["description"] = "why"
    changed = azure.arm("PUT", path, body)
    assert (made.status, changed.status) == (201, 201)
    assert made.body["properties"]["createdBy"] is None
    read = azure.arm("GET", path).body["properties"]
    assert read["createdBy"] == azure.caller.object_id
    assert read["description"] == "why"
    assert read["roleDefinitionId"].startswith(azure.subscription)


def test_the_same_assignment_under_another_name_exists_already(azure: LocalAzure) -> None:
    group = azure.group()
    azure.arm("PUT", f"{group}{ASSIGNMENTS}/{ONE}", reader(azure.powerless.object_id))
    twin = azure.arm("PUT", f"{group}{ASSIGNMENTS}/{OTHER}", reader(azure.powerless.object_id))
    assert (twin.status, code(twin)) == (409, "RoleAssignmentExists")
    assert azure.arm("PUT", f"{ASSIGNMENTS}/{OTHER}", reader(azure.powerless.object_id)).status == 201


def test_another_type_than_the_principals_is_refused(azure: LocalAzure) -> None:
    refused = azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(azure.powerless.object_id, principalType="Group"))
    assert (refused.status, code(refused)) == (400, "UnmatchedPrincipalType")
    unknown = azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(OTHER, principalType="User"))
    assert unknown.status == 201


def test_a_management_group_is_not_emulated(azure: LocalAzure) -> None:
    path = f"{ARM}/providers/Microsoft.Management/managementGroups/mg{ASSIGNMENTS}"
    for method, address in (("GET", path), ("PUT", f"{path}/{ONE}")):
        answer = azure.ask(method, f"{address}?api-version=2022-04-01", reader(azure.powerless.object_id))
        assert (answer.status, code(answer)) == (501, "NotEmulated")


def test_a_role_at_one_secret(azure: LocalAzure) -> None:
    azure.arm("PUT", f"{azure.group()}/providers/Microsoft.KeyVault/vaults/kv-test", azure.vault_body("get"))
    secret = "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-test/secrets/Mine"
    assert azure.arm("PUT", f"{secret}{ASSIGNMENTS}/{ONE}", reader(azure.powerless.object_id)).status == 201
    (found,) = [one for one in azure.arm("GET", f"{secret}{ASSIGNMENTS}").body["value"] if one["name"] == ONE]
    assert found["properties"]["scope"] == azure.subscription + secret
    elsewhere = azure.arm("GET", f"{secret.replace('kv-test', 'kv-none')}{ASSIGNMENTS}")
    assert (elsewhere.status, code(elsewhere)) == (404, "ResourceNotFound")


def test_a_lock_keeps_assignments(azure: LocalAzure) -> None:
    """Assignments at the lock's scope and below are kept; giving is no deletion."""
    below = f"{azure.group()}{ASSIGNMENTS}/{ONE}"
    azure.cloud.runtime.policies.locks = {"/resourceGroups/rg": "CanNotDelete"}
    assert azure.arm("PUT", below, reader(azure.powerless.object_id)).status == 201
    kept = azure.arm("DELETE", below)
    assert (kept.status, code(kept)) == (409, "ScopeLocked")
    assert azure.arm("PUT", f"{ASSIGNMENTS}/{OTHER}", reader(azure.powerless.object_id)).status == 201
    assert azure.arm("DELETE", f"{ASSIGNMENTS}/{OTHER}").status == 200


def test_an_assignment_cannot_move_to_another_principal(azure: LocalAzure) -> None:
    azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(azure.powerless.object_id))
    moved = azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(azure.caller.object_id))
    assert (moved.status, code(moved)) == (400, "RoleAssignmentUpdateNotPermitted")


@pytest.mark.parametrize(
    ("principal_id", "message"),
    [
        ("User", "The Principal ID 'User' is not valid. Principal ID must be a GUID."),
        ("", "A valid principal ID must be provided for role assignment."),
    ],
)
def test_a_principal_id_is_a_guid(azure: LocalAzure, principal_id: str, message: str) -> None:
    refused = azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(principal_id, principalType="ServicePrincipal"))
    assert (refused.status, code(refused), refused.body["error"]["message"]) == (400, "InvalidPrincipalId", message)


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"condition": "c"}, "The specified role assignment ConditionVersion '' is not supported"),
        ({"condition": "c", "conditionVersion": "3.0"}, "The specified role assignment ConditionVersion '3.0' is not supported"),
        ({"conditionVersion": "2.0"}, "When 'Condition' property is not set 'ConditionVersion' property also must not be set."),
    ],
)
def test_a_condition_and_its_version_go_together(azure: LocalAzure, properties: dict[str, str], message: str) -> None:
    path, body = f"{ASSIGNMENTS}/{ONE}", reader(azure.powerless.object_id, **properties)
    refused = azure.arm("PUT", path, body)
    assert (refused.status, code(refused)) == (400, "InvalidCreateOrUpdateRoleAssignmentRequest")
    assert refused.body["error"]["message"] == message
    body["properties"] |= {"condition": "c", "conditionVersion": "2.0"}
    assert azure.arm("PUT", path, body).body["properties"]["conditionVersion"] == "2.0"


def test_nobody_made_the_owner_that_came_with_the_subscription(azure: LocalAzure) -> None:
    (owner,) = azure.arm("GET", ASSIGNMENTS).body["value"]
    assert (owner["properties"]["createdBy"], owner["properties"]["updatedBy"]) == ("", "")


def test_an_unknown_principal_is_400(azure: LocalAzure) -> None:
    unknown = azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(ONE))
    assert (unknown.status, code(unknown)) == (400, "PrincipalNotFound")
    assert ONE.replace("-", "") in unknown.body["error"]["message"]
    group = azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(ONE, principalType="Group"))
    assert (group.status, code(group)) == (400, "PrincipalNotFound")


@pytest.mark.parametrize("kind", ["ServicePrincipal", "User"])
def test_an_unknown_principal_whose_type_is_told_may_be_on_its_way(azure: LocalAzure, kind: str) -> None:
    made = azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(OTHER, principalType=kind))
    assert (made.status, made.body["properties"]["principalType"]) == (201, kind)
    assert azure.arm("GET", f"{ASSIGNMENTS}/{ONE}").body["properties"]["principalId"] == OTHER


def test_a_fresh_principal_needs_its_type_named_or_time() -> None:
    azure = LocalAzure(eventual=True)
    principal = azure.arm("GET", azure.identity()).body["properties"]["principalId"]
    assert code(azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(principal))) == "PrincipalNotFound"
    named = azure.arm("PUT", f"{ASSIGNMENTS}/{ONE}", reader(principal, principalType="ServicePrincipal"))
    assert named.status == 201
    azure.pass_time(60)
    assert azure.arm("PUT", f"{azure.group()}{ASSIGNMENTS}/{OTHER}", reader(principal)).status == 201


def test_a_new_assignment_takes_time_to_work() -> None:
    azure = LocalAzure(eventual=True)
    azure.assign("Reader", azure.powerless)
    assert azure.arm("GET", "", who=azure.powerless).status == 403
    azure.pass_time(60)
    assert azure.arm("GET", "", who=azure.powerless).status == 200


def test_deleting_gives_the_assignment_back_and_takes_the_right(azure: LocalAzure) -> None:
    made = azure.assign("Reader", azure.powerless)
    path = f"{ASSIGNMENTS}/{made.body['name']}"
    assert azure.arm("DELETE", path).body["name"] == made.body["name"]
    assert azure.arm("GET", "", who=azure.powerless).status == 403
    assert azure.arm("DELETE", path).status == 204
    assert code(azure.arm("GET", path)) == "RoleAssignmentNotFound"


def test_lists_go_by_scope_and_principal(azure: LocalAzure) -> None:
    group = azure.group()
    azure.assign("Reader", azure.powerless, group)

    def principals(scope: str, query: str) -> list[str]:
        found = azure.arm("GET", f"{scope}{ASSIGNMENTS}{query}").body["value"]
        return [one["properties"]["principalId"] for one in found]

    both = [azure.caller.object_id, azure.powerless.object_id]
    assert principals("", "") == both
    assert principals("", "?$filter=atScope()") == both[:1]
    assert principals(group, "?$filter=atScope()") == both
    assert principals("", f"?$filter=principalId+eq+'{both[1]}'") == both[1:]
    assert principals(group, f"?$filter=assignedTo('{both[0]}')") == both[:1]
    assert principals(group, f"?$filter=atScope() and principalId eq '{both[1]}'") == both[1:]


def test_a_scope_must_exist(azure: LocalAzure) -> None:
    missing = "/resourceGroups/none"
    assert code(azure.arm("GET", missing + ASSIGNMENTS)) == "ResourceGroupNotFound"
    vault = f"{azure.group()}/providers/Microsoft.KeyVault/vaults/none"
    assert code(azure.arm("PUT", f"{vault}{ASSIGNMENTS}/{ONE}", reader(azure.powerless.object_id))) == "ResourceNotFound"


def test_roles_are_found_by_name_in_any_case(azure: LocalAzure) -> None:
    found = azure.arm("GET", "/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'reader'").body
    assert [one["name"] for one in found["value"]] == [READER]
    assert azure.arm("GET", "/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'a and b'").body == {
        "value": []
    }
    root = azure.ask("GET", f"{ARM}/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01").body
    assert root["value"][0]["id"].startswith("/providers/")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_role_is_addressed_by_a_guid(azure: LocalAzure, method: str) -> None:
    refused = azure.arm(method, "/providers/Microsoft.Authorization/roleDefinitions/Reader", {"properties": {}})
    assert (refused.status, code(refused)) == (400, "InvalidRoleDefinitionId")
    assert refused.body["error"]["message"] == "The role definition ID 'Reader' is not valid."


def test_a_role_has_a_name(azure: LocalAzure) -> None:
    """Azure SDK for .NET's recording RoleDefinitionUpdateTests."""
    path = f"/providers/Microsoft.Authorization/roleDefinitions/{ONE}"
    for name in ({}, {"roleName": ""}):
        refused = azure.arm("PUT", path, {"properties": {**name, "permissions": [{"actions": ["*/read"]}]}})
        assert (refused.status, code(refused)) == (400, "RoleDefinitionNameNullOrEmpty")
        assert refused.body["error"]["message"] == "A role definition must have a non-empty, unique name."


def test_an_unknown_role_is_named_as_asked(azure: LocalAzure) -> None:
    """Azure SDK for Python's recording test_role_definition."""
    missing = azure.arm("GET", f"/providers/Microsoft.Authorization/roleDefinitions/{ONE}")
    assert (missing.status, code(missing)) == (404, "RoleDefinitionDoesNotExist")
    assert missing.body["error"]["message"] == f"The specified role definition with ID '{ONE}' does not exist."


def test_the_answer_to_a_change_of_a_role_hides_when_it_was_made(azure: LocalAzure) -> None:
    """Azure SDK for .NET's recording RoleDefinitionUpdateTests, azure-cli's test_custom_role_definition_scenario."""
    role = {"properties": {"roleName": "custom", "permissions": [], "assignableScopes": [azure.subscription]}}
    path = f"/providers/Microsoft.Authorization/roleDefinitions/{ONE}"
    made = azure.arm("PUT", path, role).body["properties"]
    azure.pass_time(60)
    changed = azure.arm("PUT", path, role).body["properties"]
    assert changed["createdOn"] == changed["updatedOn"] > made["createdOn"]
    shown = azure.arm("GET", path).body["properties"]
    assert (shown["createdOn"], shown["updatedOn"]) == (made["createdOn"], changed["updatedOn"])


def test_a_custom_role_allows_what_it_says_and_not_more(azure: LocalAzure) -> None:
    permissions = [{"actions": ["Microsoft.Resources/*/read"], "notActions": ["*/resourceGroups/read"]}]
    role = {"properties": {"roleName": "custom", "permissions": permissions, "assignableScopes": [azure.subscription]}}
    path = f"/providers/Microsoft.Authorization/roleDefinitions/{ONE}"
    assert azure.arm("PUT", path, role).status == 201
    azure.group()
    azure.assign("custom", azure.powerless)
    assert azure.arm("GET", "", who=azure.powerless).status == 200
    assert azure.arm("GET", "/resourceGroups/rg", who=azure.powerless).status == 403
    assert code(azure.arm("DELETE", path)) == "RoleDefinitionHasAssignments"
