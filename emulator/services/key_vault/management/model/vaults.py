# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault, and how a request changes it (docs/reference/key_vault.md#vaults)."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from ipaddress import IPv4Network, ip_network
from typing import Any

from emulator.core.ids import is_guid
from emulator.services.arm.errors import ArmError, bad_request
from emulator.services.entra.model.principals import Principal
from emulator.services.key_vault.management.model.permissions import are_permissions
from emulator.services.key_vault.secrets import Secret

TYPE = "Microsoft.KeyVault/vaults"
NAME = re.compile(r"(?=.{3,24}$)[a-zA-Z](?:[a-zA-Z0-9]|-(?!-))*[a-zA-Z0-9]")
RBAC_BY_DEFAULT = "2026-02-01"
"""From this api-version on, a new vault without the property uses role assignments
(docs/reference/key_vault.md#rbac-by-default)."""
MOST_POLICIES = 1024
PRIVATE_RANGES = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
SWITCHES = ("enabledForDeployment", "enabledForDiskEncryption", "enabledForTemplateDeployment")
"""The first is answered even when never set."""


@dataclass
class Vault:
    name: str
    group: str
    location: str
    created_by: str
    created_at: float
    dns_at: float
    """Before this moment the name does not resolve: `RegisteringDns`."""
    written_location: str = ""
    """The location as the last PUT wrote it, which answers repeat (docs/reference/key_vault.md#vault-location)."""
    tags: dict[str, str] = field(default_factory=dict)
    sku: dict[str, str] = field(default_factory=dict)
    policies: list[dict[str, Any]] = field(default_factory=list)
    policies_before: list[dict[str, Any]] = field(default_factory=list)
    """The policies that the data plane still goes by until `policies_at`."""
    policies_at: float = 0.0
    rbac: bool | None = None
    """None as answered for vaults of the time before the property: access policies."""
    retention_days: int = 90
    purge_protection: bool = False
    network: dict[str, Any] | None = None
    public_access: str = "Enabled"
    switches: dict[str, bool] = field(default_factory=dict)
    modified_by: str = ""
    modified_at: float = 0.0
    secrets: dict[str, Secret] = field(default_factory=dict)
    """Secrets keyed by lower-case name."""
    deleted_at: float | None = None

    def effective_policies(self, now: float) -> list[dict[str, Any]]:
        return self.policies if now >= self.policies_at else self.policies_before

    def set_policies(self, policies: list[dict[str, Any]], now: float, delay: float) -> None:
        if policies != self.policies:
            self.policies_before, self.policies = self.effective_policies(now), policies
            self.policies_at = now + delay


def name_in_use(name: str) -> str:
    """The message about a taken name, also where it is only asked for (the Go client's recording TestVaultsClient)."""
    return (
        f"The vault name '{name}' is already in use. Vault names are globally unique so it is possible that the "
        "name is already taken. If you are sure that the vault name was not taken then it is possible that a "
        "vault with the same name was recently deleted but not purged after being placed in a recoverable state. "
        "If the vault is in a recoverable state then the vault will need to be purged before reusing the name. "
        "For more information about VaultAlreadyExists, soft delete and purging a vault follow this link "
        "https://go.microsoft.com/fwlink/?linkid=2147740."
    )


def check_name(name: str) -> None:
    """:raises ArmError: VaultNameNotValid."""
    if not NAME.fullmatch(name):
        text = (
            f"The vault name '{name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name "
            "must begin with a letter, end with a letter or digit, and not contain consecutive hyphens. Follow this link "
            "for more information: https://go.microsoft.com/fwlink/?linkid=2147742"
        )
        raise ArmError(400, "VaultNameNotValid", text)


def missing_parameter(name: str) -> ArmError:
    return bad_request(f"The parameter {name} is not specified.")


def invalid_parameter(name: str) -> ArmError:
    return bad_request(f"An invalid value was provided for '{name}'.")


def checked_policies(policies: Any, tenant_id: str) -> list[dict[str, Any]]:
    """A copy as it is stored: permissions keep their case and order (docs/reference/key_vault.md#permission-case).

    :raises ArmError: BadRequest.
    """
    if not isinstance(policies, list) or len(policies) > MOST_POLICIES:
        raise invalid_parameter("accessPolicies")
    stored = []
    for entry in policies:
        if not isinstance(entry, dict) or not isinstance(entry.get("permissions"), dict) or not entry.get("objectId"):
            raise invalid_parameter("accessPolicies")
        if str(entry.get("tenantId", "")).lower() != tenant_id:
            raise invalid_parameter("accessPolicies")
        if not all(is_guid(str(entry[key])) for key in ("objectId", "applicationId") if entry.get(key)):
            raise invalid_parameter("accessPolicies")
        kept = {key: deepcopy(entry[key]) for key in ("tenantId", "objectId", "applicationId") if entry.get(key)}
        given = {kind: names for kind, names in entry["permissions"].items() if names is not None}
        if not all(isinstance(names, list) and are_permissions(kind, names) for kind, names in given.items()):
            raise invalid_parameter("accessPolicies")
        stored.append({**kept, "permissions": deepcopy(given)})
    return stored


def stored_network(acls: Any) -> dict[str, Any] | None:
    """The default is accepted and not echoed; with Deny the empty lists are added
    (docs/reference/key_vault.md#network-rules-default)."""
    if not isinstance(acls, dict):
        return None
    full = {
        "bypass": acls.get("bypass", "AzureServices"),
        "defaultAction": acls.get("defaultAction", "Allow"),
        "ipRules": [network_rule(one, place) for place, one in enumerate(acls.get("ipRules") or [])],
        "virtualNetworkRules": [subnet_rule(one) for one in acls.get("virtualNetworkRules") or []],
    }
    silent = full["defaultAction"] == "Allow" and not full["ipRules"] and not full["virtualNetworkRules"]
    return None if silent and full["bypass"] == "AzureServices" else full


def network_rule(rule: Any, place: int) -> dict[str, str]:
    """A single address is answered as a /32; no source confirms that.

    :raises ArmError: BadRequest, neither an address nor a range, or a private one
        (docs/reference/key_vault.md#private-ranges).
    """
    value = str(rule.get("value", "")) if isinstance(rule, dict) else ""
    try:
        network = ip_network(value, strict=False)
    except ValueError as error:
        raise invalid_parameter("networkAcls") from error
    private = next((one for one in PRIVATE_RANGES if isinstance(network, IPv4Network) and network.subnet_of(one)), None)
    if private is not None:
        raise bad_request(
            f"Invalid value found at properties.networkAcls.ipRules[{place}].value: {value} belongs to forbidden range "
            f"{private[0]}\u2013{private[-1]} (private IP addresses)"
        )
    return {"value": value if "/" in value else f"{value}/32"}


def subnet_rule(rule: Any) -> dict[str, Any]:
    """The subnet's id is answered in lower case (the Azure CLI's recording test_keyvault_network_rule.yaml).

    :raises ArmError: BadRequest, no id.
    """
    subnet = rule.get("id") if isinstance(rule, dict) else None
    if not isinstance(subnet, str) or not subnet:
        raise invalid_parameter("networkAcls")
    return {**deepcopy(rule), "id": subnet.lower()}


def check_sku(sku: Any) -> None:
    """:raises ArmError: BadRequest."""
    if not isinstance(sku, dict) or str(sku.get("name", "")).lower() not in ("standard", "premium"):
        raise invalid_parameter("sku")


def check_model_change(vault: Vault, rbac: bool, by: Principal, scope: str, allowed: bool) -> None:
    """:param allowed: whether the caller may write role assignments at the vault.
    :raises ArmError: InsufficientPermissions, the model changes without that right (docs/reference/key_vault.md#model-change).
    """
    if bool(vault.rbac) != rbac and not allowed:
        text = (
            "Caller is not allowed to change permission model. For more information on how to change the permissions model "
            f"follow this link: https://go.microsoft.com/fwlink/?linkid=2155160. Details: oid={by.object_id}; "
            f"action=Microsoft.Authorization/roleAssignments/write; resource={scope.lower()}; decision=NotAllowed; "
        )
        raise ArmError(400, "InsufficientPermissions", text)


def check_settings(vault: Vault | None, properties: dict[str, Any]) -> None:
    """:raises ArmError: BadRequest, also for what cannot be changed after creation
    (docs/reference/key_vault.md#fixed-at-creation)."""
    days = properties.get("softDeleteRetentionInDays")
    if days is not None and (not isinstance(days, int) or not 7 <= days <= 90):
        raise invalid_parameter("softDeleteRetentionInDays")
    if days is not None and vault is not None and days != vault.retention_days:
        raise bad_request('The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.')
    if properties.get("enablePurgeProtection") is False:
        raise bad_request(
            'The property "enablePurgeProtection" cannot be set to false. '
            "Enabling the purge protection for a vault is an irreversible action."
        )


def apply_settings(vault: Vault, properties: dict[str, Any]) -> None:
    """Changes settings: what is given replaces what was."""
    vault.retention_days = properties.get("softDeleteRetentionInDays") or vault.retention_days
    vault.purge_protection = vault.purge_protection or bool(properties.get("enablePurgeProtection"))
    if properties.get("publicNetworkAccess"):
        vault.public_access = str(properties["publicNetworkAccess"]).capitalize()
    for name in SWITCHES:
        if properties.get(name) is not None:
            vault.switches[name] = bool(properties[name])
    if properties.get("enableRbacAuthorization") is not None:
        vault.rbac = bool(properties["enableRbacAuthorization"])
