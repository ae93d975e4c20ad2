# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations of checks on service connections (docs/reference/azure_devops.md#check-configurations)."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps

CHECKS = "/demo/_apis/pipelines/checks"
APPROVAL, TASK_CHECK = "8c6f20a7-a545-4486-9777-f762fafe0d4d", "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7"
SETTINGS = {
    "displayName": "Branch control",
    "definitionRef": {"id": "86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b", "name": "evaluatebranchProtection", "version": "0.0.1"},
    "inputs": {"allowedBranches": "refs/heads/main", "ensureProtectionOfBranch": "true"},
}


def connection(devops: LocalDevOps) -> str:
    made: Any = devops.ask("POST", "/_apis/serviceendpoint/endpoints", devops.connection_body()).body
    return str(made["id"])


def added(devops: LocalDevOps, resource_id: str, kind: str = TASK_CHECK, **more: Any) -> Any:
    resource = {"type": "endpoint", "id": resource_id}
    body = {"type": {"id": kind}, "resource": resource, "timeout": 43200, "settings": SETTINGS, **more}
    return devops.ask("POST", f"{CHECKS}/configurations", body)


def test_a_check_is_added_listed_and_removed(devops: LocalDevOps) -> None:
    resource = connection(devops)
    made = added(devops, resource)
    assert (made.status, made.body["settings"], made.body["timeout"]) == (200, SETTINGS, 43200)
    assert (made.body["type"], made.body["resource"]["id"]) == ({"id": TASK_CHECK, "name": "Task Check"}, resource)
    on_it = f"{CHECKS}/configurations?resourceType=endpoint&resourceId={resource}"
    (shown,) = devops.get(on_it)["value"]
    assert "settings" not in shown
    assert devops.get(f"{on_it}&$expand=settings")["value"][0]["settings"] == SETTINGS
    one = f"{CHECKS}/configurations/{made.body['id']}"
    assert devops.get(one)["id"] == made.body["id"]
    assert devops.ask("DELETE", one).status == 204
    assert (devops.get(on_it)["count"], devops.ask("GET", one).status) == (0, 404)


def test_several_resources_are_asked_at_once(devops: LocalDevOps) -> None:
    resource = connection(devops)
    made = added(devops, resource, APPROVAL, settings={"approvers": []})
    asked = [{"type": "endpoint", "id": resource}, {"type": "queue", "id": "1"}]
    found = devops.ask("POST", f"{CHECKS}/queryconfigurations?$expand=settings", asked)
    assert (found.status, [one["id"] for one in found.body["value"]]) == (200, [made.body["id"]])
    assert found.body["value"][0]["type"]["name"] == "Approval"
    assert devops.ask("POST", f"{CHECKS}/queryconfigurations", [asked[1]]).body["count"] == 0


def test_a_check_without_resource_or_of_an_unknown_type_is_refused(devops: LocalDevOps) -> None:
    resource = connection(devops)
    assert added(devops, resource, resource={}).status == 400
    assert added(devops, resource, "2ef31ad6-baa0-403a-8b45-2cbc9b4e5563").status == 400
    assert added(devops, resource, settings="none").status == 400
