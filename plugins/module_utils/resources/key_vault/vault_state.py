# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A key vault as the module shows it and as the service writes it."""

from __future__ import annotations

import typing as t

from ...clients.arm.resource_ids import group_of
from ...engine.resource import State
from ..shared.tags import normal_location

FLAGS = ("enabled_for_deployment", "enabled_for_disk_encryption", "enabled_for_template_deployment")
WIRE = {
    "enabled_for_deployment": "enabledForDeployment",
    "enabled_for_disk_encryption": "enabledForDiskEncryption",
    "enabled_for_template_deployment": "enabledForTemplateDeployment",
    "enable_rbac_authorization": "enableRbacAuthorization",
    "enable_purge_protection": "enablePurgeProtection",
    "soft_delete_retention_days": "softDeleteRetentionInDays",
    "public_network_access": "publicNetworkAccess",
}
"""Options that are one property of the vault each."""

NETWORK_ACCESS = ("Enabled", "Disabled", "SecuredByPerimeter")


class NetworkState(t.TypedDict):
    default_action: str
    bypass: str
    ip_rules: list[str]
    virtual_network_subnet_ids: list[str]


class VaultState(t.TypedDict):
    """A vault with the options' names."""

    id: str
    name: str
    resource_group: str
    location: str
    vault_uri: str
    tenant_id: str
    sku: str
    enabled_for_deployment: bool
    enabled_for_disk_encryption: bool
    enabled_for_template_deployment: bool
    enable_rbac_authorization: bool
    enable_purge_protection: bool
    soft_delete_retention_days: int
    public_network_access: str
    network_acls: NetworkState
    tags: dict[str, str]


OPEN_NETWORK: NetworkState = {
    "default_action": "Allow",
    "bypass": "AzureServices",
    "ip_rules": [],
    "virtual_network_subnet_ids": [],
}
DEFAULTS: State = {
    "sku": "standard",
    **dict.fromkeys(FLAGS, False),
    "enable_rbac_authorization": False,
    "enable_purge_protection": False,
    "soft_delete_retention_days": 90,
    "public_network_access": "Enabled",
    "network_acls": OPEN_NETWORK,
}
"""Settings of a vault that nobody said anything about; absent and default read alike
(docs/reference/key_vault.md#vault-defaults)."""


def normal_access(access: str) -> str:
    """The value as the option spells it; one that is newer than this module as the service does."""
    return next((known for known in NETWORK_ACCESS if known.lower() == access.lower()), access)


def normal_network(acls: t.Mapping[str, t.Any]) -> NetworkState:
    """A single address and its /32 are one, and no list has an order that counts."""
    return {
        "default_action": acls["default_action"],
        "bypass": acls["bypass"],
        "ip_rules": sorted({address.removesuffix("/32") for address in acls["ip_rules"]}),
        "virtual_network_subnet_ids": sorted({subnet.lower() for subnet in acls["virtual_network_subnet_ids"]}),
    }


def properties_of(desired: State, names: t.Iterable[str]) -> dict[str, t.Any]:
    """The vault's properties on the wire, for some of the options."""
    properties: dict[str, t.Any] = {WIRE[name]: desired[name] for name in names if name in WIRE}
    if not desired["enable_purge_protection"]:
        # The service takes true or nothing (docs/reference/key_vault.md#fixed-at-creation).
        properties.pop("enablePurgeProtection", None)
    if "sku" in names:
        properties["sku"] = {"family": "A", "name": desired["sku"]}
    if "network_acls" in names:
        acls = desired["network_acls"]
        properties["networkAcls"] = {
            "defaultAction": acls["default_action"],
            "bypass": acls["bypass"],
            "ipRules": [{"value": address} for address in acls["ip_rules"]],
            "virtualNetworkRules": [{"id": subnet} for subnet in acls["virtual_network_subnet_ids"]],
        }
    return properties


def state_of(found: t.Mapping[str, t.Any]) -> VaultState:
    """Absent, null and default are one (docs/reference/key_vault.md#vault-defaults)."""
    properties = found["properties"]
    acls = properties.get("networkAcls") or {}

    def setting(option: str) -> t.Any:
        return properties.get(WIRE[option]) or DEFAULTS[option]

    return {
        "id": found["id"],
        "name": found["name"],
        "resource_group": group_of(found["id"]),
        "location": normal_location(found["location"]),
        "vault_uri": properties["vaultUri"].rstrip("/") + "/",
        "tenant_id": properties["tenantId"],
        "sku": properties["sku"]["name"].lower(),
        "enabled_for_deployment": setting("enabled_for_deployment"),
        "enabled_for_disk_encryption": setting("enabled_for_disk_encryption"),
        "enabled_for_template_deployment": setting("enabled_for_template_deployment"),
        "enable_rbac_authorization": setting("enable_rbac_authorization"),
        "enable_purge_protection": setting("enable_purge_protection"),
        "soft_delete_retention_days": setting("soft_delete_retention_days"),
        "public_network_access": normal_access(setting("public_network_access")),
        "network_acls": normal_network(
            {
                "default_action": acls.get("defaultAction") or OPEN_NETWORK["default_action"],
                "bypass": acls.get("bypass") or OPEN_NETWORK["bypass"],
                "ip_rules": [rule["value"] for rule in acls.get("ipRules") or []],
                "virtual_network_subnet_ids": [rule["id"] for rule in acls.get("virtualNetworkRules") or []],
            }
        ),
        "tags": found.get("tags") or {},
    }
