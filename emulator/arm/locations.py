# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The regions that the local Azure knows, and what it says of one that it does not know."""

from __future__ import annotations

from .errors import ArmError, gateway

DISPLAY_NAMES = {
    "centralus": "Central US",
    "eastasia": "East Asia",
    "southeastasia": "Southeast Asia",
    "eastus": "East US",
    "eastus2": "East US 2",
    "westus": "West US",
    "westus2": "West US 2",
    "northcentralus": "North Central US",
    "southcentralus": "South Central US",
    "westcentralus": "West Central US",
    "northeurope": "North Europe",
    "westeurope": "West Europe",
    "japaneast": "Japan East",
    "japanwest": "Japan West",
    "brazilsouth": "Brazil South",
    "australiasoutheast": "Australia Southeast",
    "australiaeast": "Australia East",
    "westindia": "West India",
    "southindia": "South India",
    "centralindia": "Central India",
    "canadacentral": "Canada Central",
    "canadaeast": "Canada East",
    "uksouth": "UK South",
    "ukwest": "UK West",
    "koreacentral": "Korea Central",
    "koreasouth": "Korea South",
    "francecentral": "France Central",
    "southafricanorth": "South Africa North",
    "uaenorth": "UAE North",
    "australiacentral": "Australia Central",
    "switzerlandnorth": "Switzerland North",
    "germanywestcentral": "Germany West Central",
    "norwayeast": "Norway East",
    "swedencentral": "Sweden Central",
    "jioindiawest": "Jio India West",
    "westus3": "West US 3",
    "australiacentral2": "Australia Central 2",
    "centraluseuap": "Central US EUAP",
    "eastus2euap": "East US 2 EUAP",
}
"""In the order of ARM's own error text, which is not alphabetical."""

CANARIES = ("centraluseuap", "eastus2euap")
"""Regions that a subscription does not list, yet resources exist there (recordings/managed-identity)."""

FAR_FROM = {
    "US": ("us",),
    "Europe": ("europe", "uk", "france", "germany", "norway", "sweden", "switzerland"),
    "Asia Pacific": ("asia", "japan", "australia", "india", "korea"),
    "Canada": ("canada",),
    "South America": ("brazil",),
    "Africa": ("africa",),
    "Middle East": ("uae",),
}


def normalised(location: object) -> str:
    """`East US 2` and `eastus2` are one region."""
    return str(location or "").replace(" ", "").lower()


def listed() -> list[str]:
    return [name for name in DISPLAY_NAMES if name not in CANARIES]


def checked_for_group(location: object) -> str:
    """:raises ArmError: LocationNotAvailableForResourceGroup."""
    name = normalised(location)
    if name not in DISPLAY_NAMES:
        text = (
            f"The provided location '{location}' is not available for resource group. "
            f"List of available regions is '{','.join(listed())}'."
        )
        raise gateway(400, "LocationNotAvailableForResourceGroup", text)
    return name


def checked_for_resource(location: object, kind: str) -> str:
    """:raises ArmError: LocationNotAvailableForResourceType."""
    name = normalised(location)
    if name not in DISPLAY_NAMES:
        text = (
            f"The provided location '{location}' is not available for resource type '{kind}'. "
            f"List of available regions for the resource type is '{','.join(listed())}'."
        )
        raise ArmError(400, "LocationNotAvailableForResourceType", text, "gateway")
    return name


def geography_group(name: str) -> str:
    return next((group for group, parts in FAR_FROM.items() if group != "US" and any(p in name for p in parts)), "US")


def representation(name: str, subscription_id: str) -> dict[str, object]:
    """One entry of `GET /subscriptions/{s}/locations` (specs/resources/2022-12-01)."""
    group, display = geography_group(name), DISPLAY_NAMES[name]
    return {
        "id": f"/subscriptions/{subscription_id}/locations/{name}",
        "name": name,
        "type": "Region",
        "displayName": display,
        "regionalDisplayName": f"({group}) {display}",
        "metadata": {"regionType": "Physical", "regionCategory": "Recommended", "geographyGroup": group},
    }
