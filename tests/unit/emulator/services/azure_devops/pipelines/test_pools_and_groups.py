# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agent pools, their queues, and variable groups by either address
(docs/reference/azure_devops.md#agents-and-variable-groups)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps

AREA = "/_apis/distributedtask"
GROUPS = f"/demo{AREA}/variablegroups"
VARIABLES = {"a": {"value": "1"}}


def test_an_organization_has_a_pool_for_each_old_image(devops: LocalDevOps) -> None:
    pools = {pool["name"]: pool for pool in devops.get(f"{AREA}/pools")["value"]}
    assert len(pools) == 9
    assert (pools["Hosted Ubuntu 1604"]["isLegacy"], pools["Azure Pipelines"]["isLegacy"]) == (True, False)
    assert devops.get(f"{AREA}/pools?poolType=deployment")["count"] == 0
    assert [pool["id"] for pool in devops.get(f"{AREA}/pools?poolName=Hosted")["value"]] == [2]


def test_a_definition_without_a_queue_takes_azure_pipelines(devops: LocalDevOps) -> None:
    definition = devops.get(f"/demo/_apis/build/definitions/{devops.definition()}")
    assert definition["queue"]["name"] == "Azure Pipelines"


@pytest.mark.parametrize("query", ["queueName=Default", "queueNames=default", "poolIds=1", "poolNames=Default"])
def test_queues_are_found_by_name_and_by_pool(devops: LocalDevOps, query: str) -> None:
    found = devops.get(f"/demo{AREA}/queues?{query}")["value"]
    assert [queue["name"] for queue in found] == ["Default"]
    assert devops.get(f"/demo{AREA}/queues?queueIds={found[0]['id']}")["value"] == found


def test_a_group_is_made_changed_and_deleted_without_a_project_in_the_address(devops: LocalDevOps) -> None:
    """The addresses are those that version 7.1 documents (docs/reference/azure_devops.md#variable-group-addresses)."""
    groups = f"{AREA}/variablegroups"
    reference = [{"name": "group", "projectReference": {"id": devops.project, "name": "demo"}}]
    body = {"name": "group", "variables": {"a": {"value": "1"}}, "variableGroupProjectReferences": reference}
    assert devops.ask("POST", groups, {"name": "group"}).status == 400
    made = devops.ask("POST", groups, body)
    address = f"{groups}/{made.body['id']}"
    assert devops.ask("PUT", address, body | {"description": "new"}).body["description"] == "new"
    assert devops.get(f"/demo{address}")["description"] == "new"
    assert devops.ask("DELETE", address).status == 400
    assert devops.ask("DELETE", f"{address}?projectIds={devops.project}").status == 204
    assert devops.get(f"/demo{groups}")["count"] == 0


def test_a_group_has_a_name_of_its_own_and_a_variable(devops: LocalDevOps) -> None:
    """ryanmichaeljames/devops-mcp, docs/design/variable-group-write-tools.md."""
    made = devops.ask("POST", GROUPS, {"name": "group", "variables": VARIABLES}).body
    again = devops.ask("POST", GROUPS, {"name": "GROUP", "variables": VARIABLES})
    assert (again.status, again.body["typeKey"]) == (409, "VariableGroupExistsException")
    empty = devops.ask("PUT", f"{GROUPS}/{made['id']}", {"name": "group", "variables": {}})
    assert (empty.status, empty.body["message"]) == (400, "Variable group must have at least one variable defined.")
    assert (empty.body["typeName"], empty.body["eventId"]) == ("System.ArgumentException, mscorlib", 0)


def test_a_group_has_a_known_type(devops: LocalDevOps) -> None:
    refused = devops.ask("POST", GROUPS, {"name": "group", "type": "azurekeyvault", "variables": VARIABLES})
    assert (refused.status, refused.body["message"]) == (400, "Variable group type azurekeyvault is not supported.")


def test_a_group_that_is_not_there_is_null(devops: LocalDevOps) -> None:
    devops.make_project("other")
    made = devops.ask("POST", GROUPS, {"name": "group", "variables": VARIABLES}).body
    for address in (f"{GROUPS}/{made['id'] + 1}", f"/other{AREA}/variablegroups/{made['id']}"):
        assert devops.get(address) in (None, "null")


def test_no_group_is_shared(devops: LocalDevOps) -> None:
    names = {devops.project: "demo", devops.make_project("other"): "other"}
    references = [{"name": "group", "projectReference": {"id": one, "name": name}} for one, name in names.items()]
    body = {"name": "group", "variables": VARIABLES}
    refused = devops.ask("POST", f"{AREA}/variablegroups", body | {"variableGroupProjectReferences": references})
    assert (refused.status, refused.body["message"]) == (500, "Sharing of variable group is not allowed.")
    made = devops.ask("POST", f"{AREA}/variablegroups", body | {"variableGroupProjectReferences": references[:1]}).body
    added = devops.ask("PUT", f"{AREA}/variablegroups/{made['id']}", body | {"variableGroupProjectReferences": references})
    assert (added.status, devops.get(GROUPS)["count"]) == (400, 1)
    shared = devops.ask("PATCH", f"{AREA}/variablegroups?variableGroupId={made['id']}", references)
    assert (shared.status, shared.body["message"]) == (500, "Sharing of variable group is not allowed.")


def test_a_group_says_only_what_it_was_told(devops: LocalDevOps) -> None:
    variables = {"a": {"value": "1", "isSecret": False, "isReadOnly": False}, "b": {"value": "2", "isReadOnly": True}}
    made = devops.ask("POST", GROUPS, {"name": "group", "variables": variables}).body
    assert made["variables"] == {"a": {"value": "1"}, "b": {"value": "2", "isReadOnly": True}}
    assert "description" not in made
    assert "description" not in made["variableGroupProjectReferences"][0]


def test_an_empty_value_does_not_change_a_secret(devops: LocalDevOps) -> None:
    secret = {"name": "group", "variables": {"a": {"value": "hidden-value", "isSecret": True}}}
    made = devops.ask("POST", GROUPS, secret).body
    kept = devops.ask("PUT", f"{GROUPS}/{made['id']}", {"name": "group", "variables": {"a": {"value": "", "isSecret": True}}})
    assert kept.body["variables"] == {"a": {"value": None, "isSecret": True}}
    project = devops.cloud.devops.projects.get("demo")
    assert devops.cloud.devops.variable_groups.get(project, made["id"]).variables["a"].value == "hidden-value"


def test_groups_are_found_by_pattern_and_in_pages(devops: LocalDevOps) -> None:
    for name in ("one", "only", "two"):
        assert devops.ask("POST", GROUPS, {"name": name, "variables": VARIABLES}).status == 200

    def names(query: str) -> list[str]:
        return [group["name"] for group in devops.get(f"{GROUPS}?{query}")["value"]]

    assert names("groupName=on*") == ["only", "one"]
    assert names("queryOrder=IdAscending&$top=2") == ["one", "only"]
    assert names("groupIds=1,3") == ["two", "one"]
