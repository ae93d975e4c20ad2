# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The regions that a subscription lists and those that take resources (docs/reference/resource_manager.md#locations)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import LocalAzure


def regions(azure: LocalAzure, version: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in azure.arm("GET", "/locations", version=version).body["value"]}


def test_a_region_says_where_it_is_what_it_is_paired_with_and_which_zones_it_has() -> None:
    azure = LocalAzure()
    found = regions(azure, "2022-12-01")
    assert found["westeurope"]["metadata"] == {
        "regionType": "Physical",
        "regionCategory": "Recommended",
        "geography": "Europe",
        "geographyGroup": "Europe",
        "longitude": "4.9",
        "latitude": "52.3667",
        "physicalLocation": "Netherlands",
        "pairedRegion": [{"name": "northeurope", "id": f"{azure.subscription}/locations/northeurope"}],
    }
    assert [zone["logicalZone"] for zone in found["westeurope"]["availabilityZoneMappings"]] == ["1", "2", "3"]
    assert found["italynorth"]["metadata"]["pairedRegion"] == []
    assert found["westus"]["metadata"]["regionCategory"] == "Other"
    assert "availabilityZoneMappings" not in found["westus"]


def test_old_api_versions_write_the_coordinates_beside_the_name() -> None:
    azure = LocalAzure()
    assert regions(azure, "2016-06-01")["eastasia"] == {
        "id": f"{azure.subscription}/locations/eastasia",
        "name": "eastasia",
        "displayName": "East Asia",
        "longitude": "114.188",
        "latitude": "22.267",
    }


@pytest.mark.parametrize("location", ["Spain Central", "eastus2euap", "francesouth"])
def test_new_and_restricted_regions_take_resources(location: str) -> None:
    azure = LocalAzure()
    assert azure.arm("PUT", "/resourceGroups/rg", {"location": location}).status == 201
    identity = "/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"
    assert azure.arm("PUT", identity, {"location": location}).status == 201
