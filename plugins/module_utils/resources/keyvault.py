# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key vaults."""

from __future__ import annotations

import functools
import typing as t

from ..argument_spec import AUTH, STATE, ArgumentSpec
from ..clients.vaults import VaultsClient
from ..errors import UsageError
from ..resource import Resource, State
from ..unknown import KNOWN_AFTER_APPLY
from .caller_access import CallerAccess
from .common import TAGS, normal_location, wanted_tags
from .vault_name import check_vault_name

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

DEFAULTS: State = {
    **dict.fromkeys(FLAGS, False),
    "enable_rbac_authorization": False,
    "enable_purge_protection": False,
    "soft_delete_retention_days": 90,
    "public_network_access": "Enabled",
}
"""What a vault has that nobody said anything about; absent and default read alike (facts/api.md §3.1, §3.2)."""

SOFT_DELETED = "soft_deleted"
"""Marks the state of a vault that only the recycle bin has."""

OPEN_NETWORK: State = {"default_action": "Allow", "bypass": "AzureServices", "ip_rules": [], "virtual_network_subnet_ids": []}


class KeyVault(Resource):
    """`{"id", "name", "location", "vault_uri", "tenant_id", "sku", "tags", ...}` with the options' names."""

    label = "key vault"
    key = "keyvault"
    spec = (
        AUTH
        + STATE
        + TAGS
        + ArgumentSpec(
            {
                "name": {"type": "str", "required": True, "aliases": ["vault_name"]},
                "resource_group": {"type": "str", "required": True},
                "location": {"type": "str"},
                "sku": {"type": "str", "choices": ["standard", "premium"]},
                "enable_rbac_authorization": {"type": "bool"},
                "soft_delete_retention_days": {"type": "int", "aliases": ["soft_delete_retention_in_days"]},
                "enable_purge_protection": {"type": "bool"},
                "public_network_access": {"type": "str", "choices": ["Enabled", "Disabled"]},
                "network_acls": {
                    "type": "dict",
                    "options": {
                        "default_action": {"type": "str", "choices": ["Allow", "Deny"]},
                        "bypass": {"type": "str", "choices": ["AzureServices", "None"]},
                        "ip_rules": {"type": "list", "elements": "str"},
                        "virtual_network_subnet_ids": {"type": "list", "elements": "str"},
                    },
                },
                **{flag: {"type": "bool"} for flag in FLAGS},
                "caller_access": {"type": "bool", "default": True},
                "on_deleted": {"type": "str", "choices": ["recover", "fail"], "default": "recover"},
                "purge": {"type": "bool", "default": False},
                "timeout": {"type": "int", "default": 600},
            }
        )
    )

    @functools.cached_property
    def vaults(self) -> VaultsClient:
        return VaultsClient(self.session, self.report)

    @property
    def names(self) -> tuple[str, str]:
        return self.options["resource_group"], self.options["name"]

    def validate(self) -> None:
        check_vault_name(self.options["name"], self.session.cloud)
        days = self.options.get("soft_delete_retention_days")
        if days is not None and not 7 <= days <= 90:
            raise UsageError(f"soft_delete_retention_days is {days}, but it must be 7 to 90.", "Choose a number in between.")

    def read(self) -> State | None:
        found = self.vaults.get(*self.names)
        if found is not None:
            return self._state(found)
        if self.options["state"] == "absent" and self.options["purge"] and self._deleted:
            return {"name": self._deleted["name"], "location": self._deleted["properties"]["location"], SOFT_DELETED: True}
        return None

    @functools.cached_property
    def _access(self) -> CallerAccess:
        return CallerAccess(self.session, self.report, self.vaults)

    @functools.cached_property
    def _deleted(self) -> t.Mapping[str, t.Any] | None:
        """The soft-deleted vault that holds the name, when there is no living one."""
        return self.vaults.deleted(self.options["name"])

    def action(self, current: State | None, desired: State) -> str:
        return "recover" if current is None and self._deleted else super().action(current, desired)

    def desired(self, current: State | None) -> State:
        """:raises UsageError: what the service never changes would have to, or a deleted vault is in the way."""
        tags = wanted_tags(self.options, current and current["tags"])
        if current is None:
            current = self._new(self._recovery_location(self._deleted) if self._deleted else self.options.get("location"))
        else:
            self._refuse_impossible(current)
        given = self.given(*WIRE, "sku")
        if self.options.get("network_acls") is not None:
            acls = {name: value for name, value in self.options["network_acls"].items() if value is not None}
            given["network_acls"] = {**current["network_acls"], **acls}
        return {**current, **given, "tags": tags, "caller_access": self.options["caller_access"] or current["caller_access"]}

    def _new(self, location: str | None) -> State:
        if not location:
            raise UsageError(f"There is no key vault {self.options['name']} yet, and location is not given.", "Set location.")
        return {
            "id": KNOWN_AFTER_APPLY,
            "name": self.options["name"],
            "location": normal_location(location),
            "vault_uri": f"https://{self.options['name'].lower()}.{self.session.cloud.vault_suffix}/",
            "tenant_id": self.session.caller.tenant_id,
            "sku": "standard",
            **DEFAULTS,
            "network_acls": OPEN_NETWORK,
            "caller_access": False,
        }

    def _recovery_location(self, deleted: t.Mapping[str, t.Any]) -> str:
        """Where the soft-deleted vault of that name was and can be again: same group, same location (facts/api.md §3.4)."""
        properties = deleted["properties"]
        group, location = properties["vaultId"].split("/")[4], normal_location(properties["location"])
        wanted = normal_location(self.options.get("location") or location)
        if self.options["on_deleted"] == "fail" or (group.lower(), location) != (self.options["resource_group"].lower(), wanted):
            raise UsageError(
                f"A vault {self.options['name']} is soft-deleted (resource group {group}, {location}, purged on "
                f"{properties.get('scheduledPurgeDate', 'an unknown date')}) and keeps the name until then.",
                f"Set on_deleted to recover with resource_group {group} and location {location}, purge it (state: absent, "
                "purge: true), or choose another name.",
            )
        return location

    def _refuse_impossible(self, current: State) -> None:
        location, days = self.options.get("location"), self.options.get("soft_delete_retention_days")
        if location and normal_location(location) != current["location"]:
            raise UsageError(
                f"location is {location!r}, but the vault {self.options['name']} is in {current['location']}, and a vault cannot "
                "move.",
                "Use that location, or another name.",
            )
        if self.options.get("enable_purge_protection") is False and current["enable_purge_protection"]:
            raise UsageError("enable_purge_protection is false, but the vault has it, and it stays for good.", "Leave it on.")
        if days is not None and days != current["soft_delete_retention_days"]:
            raise UsageError(
                f"soft_delete_retention_days is {days}, but the vault was made with {current['soft_delete_retention_days']}, and "
                "it is set at creation only.",
                "Use that number, or another vault.",
            )

    def create(self, desired: State) -> State:
        if self._deleted:
            return self._recover(self._deleted)
        properties = {
            "tenantId": desired["tenant_id"],
            "accessPolicies": []
            if desired["enable_rbac_authorization"] or not desired["caller_access"]
            else [self._access.policy()],
            **_properties(desired, [*WIRE, "sku", "network_acls"]),
        }
        body = {"location": desired["location"], "tags": desired["tags"], "properties": properties}
        return self._granted(self.vaults.put(*self.names, body, self.options["timeout"]), desired)

    def _recover(self, deleted: t.Mapping[str, t.Any]) -> State:
        """Brings the vault back with the settings that it had, then changes what the user wants otherwise."""
        location = self._recovery_location(deleted)
        properties = {
            "createMode": "recover",
            "tenantId": self.session.caller.tenant_id,
            "sku": {"family": "A", "name": "standard"},
        }
        body = {"location": location, "properties": properties}
        current = self._state(self.vaults.put(*self.names, body, self.options["timeout"]))
        desired = self.desired(current)
        return current if desired == current else self.update(current, desired)

    def update(self, current: State, desired: State) -> State:
        changed = [name for name in desired if desired[name] != current[name]]
        body: State = {"properties": _properties(desired, changed)}
        if "tags" in changed:
            body["tags"] = desired["tags"]
        found = self.vaults.get(*self.names) if changed == ["caller_access"] else self.vaults.patch(*self.names, body)
        return self._granted(found or {}, desired)

    def _granted(self, found: State, desired: State) -> State:
        if desired["caller_access"] and not self._access.has(found):
            self._access.grant(found, self.options["timeout"])
        return {**_state(found), "caller_access": desired["caller_access"]}

    def _state(self, found: t.Mapping[str, t.Any]) -> State:
        return {**_state(found), "caller_access": self.options["caller_access"] and self._access.has(found)}

    def delete(self, current: State) -> None:
        if SOFT_DELETED not in current:
            self.vaults.delete(*self.names)
        if self.options["purge"]:
            self.vaults.purge(self.options["name"], current["location"], self.options["timeout"])


def _properties(desired: State, names: t.Iterable[str]) -> State:
    """The vault's properties on the wire, for some of the options."""
    properties = {WIRE[name]: desired[name] for name in names if name in WIRE}
    if not desired["enable_purge_protection"]:
        properties.pop("enablePurgeProtection", None)  # the service takes true or nothing (facts/api.md §3.2)
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


def _state(found: t.Mapping[str, t.Any]) -> State:
    """Absent, null and default are one (facts/api.md §3)."""
    properties = found["properties"]
    acls = properties.get("networkAcls") or {}
    return {
        "id": found["id"],
        "name": found["name"],
        "location": normal_location(found["location"]),
        "vault_uri": properties["vaultUri"].rstrip("/") + "/",
        "tenant_id": properties["tenantId"],
        "sku": properties["sku"]["name"].lower(),
        **{option: properties.get(wire) or DEFAULTS[option] for option, wire in WIRE.items()},
        "network_acls": {
            "default_action": acls.get("defaultAction") or OPEN_NETWORK["default_action"],
            "bypass": acls.get("bypass") or OPEN_NETWORK["bypass"],
            "ip_rules": [rule["value"] for rule in acls.get("ipRules") or []],
            "virtual_network_subnet_ids": [rule["id"] for rule in acls.get("virtualNetworkRules") or []],
        },
        "tags": found.get("tags") or {},
    }
