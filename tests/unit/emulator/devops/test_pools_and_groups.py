# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agent pools, their queues, and variable groups by either address (recordings, azure-devops-distributedtask)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.helpers.local_devops import LocalDevOps

AREA = "/_apis/distributedtask"


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
    """As version 7.1 documents it (specs/azure-devops/distributedTask/7.1)."""
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


def test_groups_are_found_by_pattern_and_in_pages(devops: LocalDevOps) -> None:
    groups = f"/demo{AREA}/variablegroups"
    for name in ("one", "only", "two"):
        assert devops.ask("POST", groups, {"name": name, "variables": {}}).status == 200

    def names(query: str) -> list[str]:
        return [group["name"] for group in devops.get(f"{groups}?{query}")["value"]]

    assert names("groupName=on*") == ["only", "one"]
    assert names("queryOrder=IdAscending&$top=2") == ["one", "only"]
    assert names("groupIds=1,3") == ["two", "one"]
