# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure's physical regions, as the Azure CLI's recording of `az account list-locations` shows them (test_list_locations.yaml)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    display_name: str
    group: str
    """The geography group."""
    geography: str
    longitude: str
    latitude: str
    place: str
    """The physical location."""
    pair: str = ""
    """The region that it is paired with, if any."""
    zones: bool = False
    """True where it has availability zones; such a region is recommended, all others are not."""


US, EUROPE, ASIA, EAST = "US", "Europe", "Asia Pacific", "Middle East"
STATES, KINGDOM, CANARY = "United States", "United Kingdom", "Canary (US)"

REGIONS = {
    "centralus": Region("Central US", US, STATES, "-93.6208", "41.5908", "Iowa", "eastus2", True),
    "eastasia": Region("East Asia", ASIA, ASIA, "114.188", "22.267", "Hong Kong", "southeastasia", True),
    "southeastasia": Region("Southeast Asia", ASIA, ASIA, "103.833", "1.283", "Singapore", "eastasia", True),
    "eastus": Region("East US", US, STATES, "-79.8164", "37.3719", "Virginia", "westus", True),
    "eastus2": Region("East US 2", US, STATES, "-78.3889", "36.6681", "Virginia", "centralus", True),
    "westus": Region("West US", US, STATES, "-122.417", "37.783", "California", "eastus"),
    "westus2": Region("West US 2", US, STATES, "-119.852", "47.233", "Washington", "westcentralus", True),
    "northcentralus": Region("North Central US", US, STATES, "-87.6278", "41.8819", "Illinois", "southcentralus"),
    "southcentralus": Region("South Central US", US, STATES, "-98.5", "29.4167", "Texas", "northcentralus", True),
    "westcentralus": Region("West Central US", US, STATES, "-110.234", "40.89", "Wyoming", "westus2"),
    "northeurope": Region("North Europe", EUROPE, EUROPE, "-6.2597", "53.3478", "Ireland", "westeurope", True),
    "westeurope": Region("West Europe", EUROPE, EUROPE, "4.9", "52.3667", "Netherlands", "northeurope", True),
    "japaneast": Region("Japan East", ASIA, "Japan", "139.77", "35.68", "Tokyo, Saitama", "japanwest", True),
    "japanwest": Region("Japan West", ASIA, "Japan", "135.5022", "34.6939", "Osaka", "japaneast"),
    "brazilsouth": Region(
        "Brazil South", "South America", "Brazil", "-46.633", "-23.55", "Sao Paulo State", "southcentralus", True
    ),
    "australiasoutheast": Region("Australia Southeast", ASIA, "Australia", "144.9631", "-37.8136", "Victoria", "australiaeast"),
    "australiaeast": Region(
        "Australia East", ASIA, "Australia", "151.2094", "-33.86", "New South Wales", "australiasoutheast", True
    ),
    "westindia": Region("West India", ASIA, "India", "72.868", "19.088", "Mumbai", "southindia"),
    "southindia": Region("South India", ASIA, "India", "80.1636", "12.9822", "Chennai", "centralindia"),
    "centralindia": Region("Central India", ASIA, "India", "73.9197", "18.5822", "Pune", "southindia", True),
    "canadacentral": Region("Canada Central", "Canada", "Canada", "-79.383", "43.653", "Toronto", "canadaeast", True),
    "canadaeast": Region("Canada East", "Canada", "Canada", "-71.217", "46.817", "Quebec", "canadacentral"),
    "uksouth": Region("UK South", EUROPE, KINGDOM, "-0.799", "50.941", "London", "ukwest", True),
    "ukwest": Region("UK West", EUROPE, KINGDOM, "-3.084", "53.427", "Cardiff", "uksouth"),
    "koreacentral": Region("Korea Central", ASIA, "Korea", "126.978", "37.5665", "Seoul", "koreasouth", True),
    "koreasouth": Region("Korea South", ASIA, "Korea", "129.0756", "35.1796", "Busan", "koreacentral"),
    "francecentral": Region("France Central", EUROPE, "France", "2.373", "46.3772", "Paris", "francesouth", True),
    "southafricanorth": Region(
        "South Africa North", "Africa", "South Africa", "28.21837", "-25.73134", "Johannesburg", "southafricawest", True
    ),
    "uaenorth": Region("UAE North", EAST, "UAE", "55.316666", "25.266666", "Dubai", "uaecentral", True),
    "australiacentral": Region("Australia Central", ASIA, "Australia", "149.1244", "-35.3075", "Canberra", "australiacentral2"),
    "switzerlandnorth": Region(
        "Switzerland North", EUROPE, "Switzerland", "8.564572", "47.451542", "Zurich", "switzerlandwest", True
    ),
    "germanywestcentral": Region(
        "Germany West Central", EUROPE, "Germany", "8.682127", "50.110924", "Frankfurt", "germanynorth", True
    ),
    "norwayeast": Region("Norway East", EUROPE, "Norway", "10.752245", "59.913868", "Norway", "norwaywest", True),
    "swedencentral": Region("Sweden Central", EUROPE, "Sweden", "17.14127", "60.67488", "Gävle", "swedensouth", True),
    "jioindiawest": Region("Jio India West", ASIA, "India", "70.05773", "22.470701", "Jamnagar", "jioindiacentral"),
    "westus3": Region("West US 3", US, STATES, "-112.074036", "33.448376", "Phoenix", "eastus", True),
    "australiacentral2": Region("Australia Central 2", ASIA, "Australia", "149.1244", "-35.3075", "Canberra", "australiacentral"),
}
"""In the order of ARM's own error text, which is not alphabetical (docs/reference/resource_manager.md#region-order)."""

NEWER_REGIONS = {
    "newzealandnorth": Region("New Zealand North", ASIA, "New Zealand", "174.76349", "-36.84853", "Auckland", zones=True),
    "italynorth": Region("Italy North", EUROPE, "Italy", "9.18109", "45.46888", "Milan", zones=True),
    "polandcentral": Region("Poland Central", EUROPE, "Poland", "21.01666", "52.23334", "Warsaw", zones=True),
    "spaincentral": Region("Spain Central", EUROPE, "Spain", "3.4209", "40.4259", "Madrid", zones=True),
    "mexicocentral": Region("Mexico Central", "Mexico", "Mexico", "-100.389888", "20.588818", "Querétaro State", zones=True),
    "israelcentral": Region("Israel Central", EAST, "Israel", "33.4506633", "31.2655698", "Israel", zones=True),
    "qatarcentral": Region("Qatar Central", EAST, "Qatar", "51.439327", "25.551462", "Doha", zones=True),
}
"""Opened after that error text was recorded."""

RESTRICTED_REGIONS = {
    "centraluseuap": Region("Central US EUAP", US, CANARY, "-93.6208", "41.5908", "", "eastus2euap"),
    "eastus2euap": Region("East US 2 EUAP", US, CANARY, "-78.3889", "36.6681", "", "centraluseuap"),
    "southafricawest": Region(
        "South Africa West", "Africa", "South Africa", "18.843266", "-34.075691", "Cape Town", "southafricanorth"
    ),
    "jioindiacentral": Region("Jio India Central", ASIA, "India", "79.08886", "21.146633", "Nagpur", "jioindiawest"),
    "francesouth": Region("France South", EUROPE, "France", "2.1972", "43.8345", "Marseille", "francecentral"),
    "germanynorth": Region("Germany North", EUROPE, "Germany", "8.806422", "53.073635", "Berlin", "germanywestcentral"),
    "norwaywest": Region("Norway West", EUROPE, "Norway", "5.733107", "58.969975", "Norway", "norwayeast"),
    "switzerlandwest": Region("Switzerland West", EUROPE, "Switzerland", "6.143158", "46.204391", "Geneva", "switzerlandnorth"),
    "uaecentral": Region("UAE Central", EAST, "UAE", "54.366669", "24.466667", "Abu Dhabi", "uaenorth"),
    "brazilsoutheast": Region("Brazil Southeast", "South America", "Brazil", "-43.2075", "-22.90278", "Rio", "brazilsouth"),
}
"""Canaries and regions open on request: a plain subscription does not list them, yet resources exist there
(docs/reference/resource_manager.md#unlisted-regions)."""
