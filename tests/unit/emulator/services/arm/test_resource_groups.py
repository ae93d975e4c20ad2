# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource groups (docs/reference/resource_manager.md#resource-groups)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import LocalAzure, code


def test_creation_is_201_and_any_later_put_200() -> None:
    azure = LocalAzure()
    body = {"location": "West Europe", "tags": {"a": "b"}}
    first, second = azure.arm("PUT", "/resourcegroups/RG", body), azure.arm("PUT", "/resourceGroups/rg", body)
    assert (first.status, second.status) == (201, 200)
    assert first.body == second.body
    assert first.body["location"] == "westeurope"
    assert first.body["id"] == f"{azure.subscription}/resourceGroups/RG"


def test_put_without_tags_removes_them_and_patch_keeps_them() -> None:
    azure = LocalAzure()
    azure.arm("PUT", "/resourceGroups/rg", {"location": "westeurope", "tags": {"a": "b"}})
    assert azure.arm("PATCH", "/resourceGroups/rg", {}).body["tags"] == {"a": "b"}
    assert "tags" not in azure.arm("PUT", "/resourceGroups/rg", {"location": "westeurope"}).body


def test_the_location_must_exist_and_cannot_change() -> None:
    azure = LocalAzure()
    assert code(azure.arm("PUT", "/resourceGroups/rg", {"location": "Atlantis"})) == "LocationNotAvailableForResourceGroup"
    assert code(azure.arm("PUT", "/resourceGroups/rg", {})) == "LocationRequired"
    azure.group()
    moved = azure.arm("PUT", "/resourceGroups/rg", {"location": "eastus"})
    assert (moved.status, code(moved)) == (409, "InvalidResourceGroupLocation")


def test_a_name_that_breaks_the_rule_is_400_and_says_what_is_wrong() -> None:
    azure = LocalAzure()
    for name, problem in (
        ("a!b!*", "has these invalid characters: '!*'"),
        ("a.", "characters: '.'"),
        ("a" * 91, "longer than 90"),
    ):
        refused = azure.arm("PUT", f"/resourceGroups/{name}", {"location": "westeurope"})
        assert (refused.status, code(refused)) == (400, "InvalidResourceGroup")
        assert problem in refused.body["error"]["message"]


def test_head_tells_by_its_status() -> None:
    azure = LocalAzure()
    assert azure.arm("HEAD", "/resourceGroups/rg").status == 404
    azure.group()
    assert azure.arm("HEAD", "/resourceGroups/rg").status == 204


def test_deletion_is_polled_and_takes_its_time() -> None:
    azure = LocalAzure(eventual=True)
    azure.group()
    reply = azure.arm("DELETE", "/resourceGroups/rg")
    assert reply.status == 202
    location = reply.headers["Location"]
    assert azure.ask("GET", location).status == 202
    assert azure.arm("GET", "/resourceGroups/rg").body["properties"]["provisioningState"] == "Deleting"
    assert code(azure.arm("PUT", "/resourceGroups/rg", {"location": "westeurope"})) == "ResourceGroupBeingDeleted"
    azure.pass_time(60)
    assert azure.ask("GET", location).status == 200
    assert code(azure.arm("GET", "/resourceGroups/rg")) == "ResourceGroupNotFound"


def test_deletion_takes_identities_and_assignments_and_soft_deletes_vaults() -> None:
    azure = LocalAzure()
    vault, identity = azure.vault(), azure.identity()
    principal = azure.arm("GET", identity).body["properties"]["principalId"]
    azure.assign("Reader", azure.cloud.directory.principals[principal], "/resourceGroups/rg")
    azure.arm("DELETE", "/resourceGroups/rg")
    assert code(azure.arm("GET", vault)) == "ResourceGroupNotFound"
    assert principal not in azure.cloud.directory.principals
    live = azure.cloud.state()["live"]
    assert live["resources"]["role_assignments"] == []
    assert live["vaults"]["vaults"] == []
    bin_ = azure.cloud.state()["recycle_bin"]["vaults"]["vaults"]
    assert [one["name"] for one in bin_] == ["kv-test"]


def test_resources_are_found_by_type_and_name() -> None:
    azure = LocalAzure()
    azure.vault()
    azure.identity()
    everything = azure.arm("GET", "/resourceGroups/rg/resources").body["value"]
    assert sorted(one["name"] for one in everything) == ["identity", "kv-test"]
    found = azure.arm("GET", "/resources?$filter=resourceType eq 'microsoft.keyvault/vaults' and name eq 'KV-test'")
    assert [one["name"] for one in found.body["value"]] == ["kv-test"]
    assert azure.arm("GET", "/resources?$filter=name%20eq%20'other'").body["value"] == []


def test_the_list_of_resources_lags_behind_those_of_the_services() -> None:
    azure = LocalAzure(eventual=True)
    vault, identity = azure.vault(), azure.identity()
    own_list = "/providers/Microsoft.KeyVault/vaults"

    def names(path: str) -> list[str]:
        return sorted(one["name"] for one in azure.arm("GET", path).body["value"])

    everything = "/resourceGroups/rg/resources"
    assert (names(everything), names(own_list)) == ([], [vault.rsplit("/", 1)[-1]])
    azure.pass_time(60)
    both = sorted(path.rsplit("/", 1)[-1] for path in (vault, identity))
    assert names(everything) == both
    azure.arm("DELETE", vault)
    assert (names(everything), names(own_list)) == (both, [])
    azure.pass_time(60)
    assert names(everything) == [identity.rsplit("/", 1)[-1]]


def test_names_of_tags_that_differ_in_case_are_one() -> None:
    azure = LocalAzure()
    made = azure.arm("PUT", "/resourceGroups/rg", {"location": "westeurope", "tags": {"team": "1", "Team": "2", "other": "3"}})
    assert made.body["tags"] == {"Team": "2", "other": "3"}


@pytest.mark.parametrize(
    "tags",
    [
        {f"tag{number}": "x" for number in range(51)},
        {"a" * 513: "x"},
        {"a": "x" * 257},
        {"": "x"},
        {"a/b": "x"},
        {"a": 1},
    ],
)
def test_tags_have_limits(tags: dict[str, Any]) -> None:
    azure = LocalAzure()
    refused = azure.arm("PUT", "/resourceGroups/rg", {"location": "westeurope", "tags": tags})
    assert refused.status == 400
    assert azure.arm("GET", "/resourceGroups/rg").status == 404
    most = {f"{number}".rjust(512, "a"): "x" * 256 for number in range(50)}
    assert azure.arm("PUT", "/resourceGroups/rg", {"location": "westeurope", "tags": most}).status == 201
