# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sub-resource `accessPolicies/{add|replace|remove}` (docs/reference/key_vault.md#access-policies)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import LocalAzure
from emulator.core.response import Response


@pytest.fixture
def azure() -> LocalAzure:
    return LocalAzure()


def change(azure: LocalAzure, path: str, how: str, *permissions: str, **more: str) -> Response:
    """For the powerless principal; the vault's first policy is the caller's."""
    body = {"properties": {"accessPolicies": [azure.policy(*permissions, who=azure.powerless, **more)]}}
    return azure.arm("PUT", f"{path}/accessPolicies/{how}", body)


def stored(azure: LocalAzure, path: str) -> list[list[str]]:
    policies = azure.arm("GET", path).body["properties"]["accessPolicies"]
    return [one["permissions"]["secrets"] for one in policies]


def test_add_merges_and_keeps_case_and_others(azure: LocalAzure) -> None:
    path = azure.vault("Get")
    change(azure, path, "add", "get", "list")
    answer = change(azure, path, "add", "List", "Set")
    assert answer.body["id"].endswith("/vaults/kv-test/accessPolicies/")
    assert [one["permissions"]["secrets"] for one in answer.body["properties"]["accessPolicies"]] == [["get", "list", "Set"]]
    assert stored(azure, path) == [["Get"], ["get", "list", "Set"]]


def test_replace_sets_this_identity_and_leaves_others_alone(azure: LocalAzure) -> None:
    path = azure.vault("get")
    change(azure, path, "add", "get", "list")
    change(azure, path, "replace", "set")
    assert stored(azure, path) == [["get"], ["set"]]


def test_remove_takes_away_only_what_is_listed(azure: LocalAzure) -> None:
    path = azure.vault("get")
    change(azure, path, "add", "get", "List")
    change(azure, path, "remove", "list")
    assert stored(azure, path) == [["get"], ["get"]]
    change(azure, path, "remove", "get")
    assert stored(azure, path) == [["get"]]


def test_an_application_id_makes_another_identity_which_grants_the_principal_nothing(azure: LocalAzure) -> None:
    path = azure.vault("get", "set")
    azure.data("PUT", "/secrets/one", {"value": "v"})
    change(azure, path, "add", "get", applicationId=azure.powerless.client_id)
    assert azure.data("GET", "/secrets/one", who=azure.powerless).status == 403
    change(azure, path, "add", "get")
    assert len(stored(azure, path)) == 3
    assert azure.data("GET", "/secrets/one", who=azure.powerless).status == 200


def test_a_change_takes_time_to_reach_the_data_plane() -> None:
    azure = LocalAzure(eventual=True)
    path = azure.vault("set")
    assert azure.data("PUT", "/secrets/one", {"value": "v"}).status == 200
    change(azure, path, "add", "get")
    assert azure.data("GET", "/secrets/one", who=azure.powerless).status == 403
    azure.pass_time(60)
    assert azure.data("GET", "/secrets/one", who=azure.powerless).status == 200
