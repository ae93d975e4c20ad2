# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure's regions: which names there are, how a request may write them, and the list that a subscription shows."""

from __future__ import annotations

from emulator.services.arm.errors import ArmError, gateway
from emulator.services.arm.model.regions import NEWER_REGIONS, REGIONS, RESTRICTED_REGIONS, Region

LISTED = {**REGIONS, **NEWER_REGIONS}
KNOWN = {**LISTED, **RESTRICTED_REGIONS}
WITH_METADATA = "2019-11-01"
"""Older api-versions write the coordinates beside the name and nothing else. That they do is known from clients of 2016-06-01; no
source confirms with which version it ended."""

ZONES = {"1": "3", "2": "1", "3": "2"}
"""Logical zone: physical zone. It differs from subscription to subscription; this is the recorded one's."""


def normalised(location: object) -> str:
    """`East US 2` and `eastus2` are one region."""
    return str(location or "").replace(" ", "").lower()


def checked_for_group(location: object) -> str:
    """:raises ArmError: LocationNotAvailableForResourceGroup."""
    name = normalised(location)
    if name not in KNOWN:
        text = (
            f"The provided location '{location}' is not available for resource group. "
            f"List of available regions is '{','.join(REGIONS)}'."
        )
        raise gateway(400, "LocationNotAvailableForResourceGroup", text)
    return name


def checked_for_resource(location: object, kind: str) -> str:
    """:raises ArmError: LocationNotAvailableForResourceType."""
    name = normalised(location)
    if name not in KNOWN:
        text = (
            f"The provided location '{location}' is not available for resource type '{kind}'. "
            f"List of available regions for the resource type is '{','.join(REGIONS)}'."
        )
        raise ArmError(400, "LocationNotAvailableForResourceType", text, "gateway")
    return name


def display_names() -> list[str]:
    return [region.display_name for region in LISTED.values()]


def listed(subscription_id: str, api_version: str) -> list[dict[str, object]]:
    """The entries of `GET /subscriptions/{s}/locations` (docs/reference/resource_manager.md#locations)."""
    place = f"/subscriptions/{subscription_id}/locations"
    return [
        {
            "id": f"{place}/{name}",
            "name": name,
            "displayName": region.display_name,
            **(_details(name, region, place) if api_version >= WITH_METADATA else _coordinates(region)),
        }
        for name, region in LISTED.items()
    ]


def _coordinates(region: Region) -> dict[str, object]:
    return {"longitude": region.longitude, "latitude": region.latitude}


def _details(name: str, region: Region, place: str) -> dict[str, object]:
    zones = [{"logicalZone": logical, "physicalZone": f"{name}-az{physical}"} for logical, physical in ZONES.items()]
    return {
        "type": "Region",
        "regionalDisplayName": f"({region.group}) {region.display_name}",
        "metadata": {
            "regionType": "Physical",
            "regionCategory": "Recommended" if region.zones else "Other",
            "geography": region.geography,
            "geographyGroup": region.group,
            **_coordinates(region),
            "physicalLocation": region.place,
            "pairedRegion": [{"name": region.pair, "id": f"{place}/{region.pair}"}] if region.pair else [],
        },
        **({"availabilityZoneMappings": zones} if region.zones else {}),
    }
