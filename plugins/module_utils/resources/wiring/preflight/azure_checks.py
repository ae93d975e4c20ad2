# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions in the subscription: its location, its resource providers and the name of the vault."""

from __future__ import annotations

from ....clients.arm.client import Json
from ....clients.arm.resource_ids import group_of
from ....clients.arm.resource_types import RESOURCE_GROUPS
from ....clients.arm.subscriptions import locations
from ....clients.key_vault.vaults import VaultsClient
from ...shared.location import near_locations
from ...shared.tags import normal_location
from ..check import Check, Found
from ..link import BROKEN, OK, Link, Remedy

REGISTERED, KEY_VAULT = "Registered", "Microsoft.KeyVault"


class Conditions(Found):
    """Things that the checks have found."""

    location: str
    """The location, in its normal form, once it is known to be offered."""
    registered: frozenset[str] = frozenset()
    """Resource providers that the subscription is registered for, as far as could be told."""


class LocationCheck(Check):
    """The subscription offers the location."""

    name = "location"
    found: Conditions

    def look(self) -> list[Link]:
        wanted, offered = normal_location(self.options["location"]), locations(self.arm)
        if wanted in offered:
            self.found.location = wanted
            return [self.ok(f"The subscription offers {wanted}.")]
        listed, near = Remedy((), (("az", "account", "list-locations", "--query", "[].name"),)), near_locations(wanted, offered)
        told = f"Near to it are {', '.join(near)}." if near else "Set one that it offers."
        return [self.broken(f"The subscription does not offer {wanted}. {told}", listed)]


class GroupCheck(Check):
    """The resource group is in the location, or not there yet."""

    name, needs, thing_option = "resource group", ("location",), "resource_group"
    found: Conditions

    def look(self) -> list[Link]:
        name, location = self.options["resource_group"], self.found.location
        group = self.arm.get(self.arm.group(name), RESOURCE_GROUPS, f"the resource group {name}")
        if group is None:
            return [self.ok(f"There is no resource group {name} yet.")]
        if normal_location(group["location"]) == location:
            return [self.ok(f"The resource group {name} is in {location}.")]
        told = f"The resource group {name} is in {group['location']}, and cannot move. Set that location, or another group."
        return [self.broken(told, Remedy((), (("az", "group", "show", "--name", name, "--query", "location"),)))]


class ProvidersCheck(Check):
    """The subscription is registered for the providers of all that is made."""

    name = "resource provider"
    found: Conditions

    def _namespaces(self) -> list[str]:
        managed = self.options["identity_type"] == "managed_identity"
        return [KEY_VAULT, *(["Microsoft.ManagedIdentity"] if managed else [])]

    @property
    def names(self) -> list[str]:
        return [f"resource provider {one}" for one in self._namespaces()]

    def look(self) -> list[Link]:
        return [self._link(one) for one in self._namespaces()]

    def _link(self, namespace: str) -> Link:
        name = f"resource provider {namespace}"
        path = f"{self.arm.subscription}/providers/{namespace}"
        found = self.arm.get(path, RESOURCE_GROUPS, f"the resource provider {namespace}")
        state = str((found or {}).get("registrationState") or "unknown")
        if state == REGISTERED:
            self.found.registered |= {namespace}
            return Link(name, OK, "The subscription is registered for it.")
        command = ("az", "provider", "register", "--namespace", namespace, "--wait")
        return Link(name, BROKEN, f"The subscription is not registered for it: its state is {state}.", Remedy((), (command,)))


class VaultNameCheck(Check):
    """The vault is there, can be recovered, or its name is free."""

    name = "vault name"
    found: Conditions

    def look(self) -> list[Link]:
        """Asks for no vault before the provider is registered: the vendor's client would register it."""
        if KEY_VAULT not in self.found.registered:
            return [self.unknown(f"It can be told only with resource provider {KEY_VAULT}, see above.")]
        name, group = self.options["vault_name"], self.options["resource_group"]
        vaults = self.context.client(VaultsClient)
        if vaults.get(group, name) is not None:
            return [self.ok(f"The vault {name} is in the resource group {group} already.")]
        if vaults.name_is_free(name):
            return [self.ok(f"No vault has the name {name}.")]
        deleted = vaults.deleted(name)
        return [self._soft_deleted(deleted) if deleted else self._taken(name)]

    def _soft_deleted(self, deleted: Json) -> Link:
        """A vault is recovered to where it was, and nowhere else."""
        properties, name = deleted["properties"], self.options["vault_name"]
        group, location = group_of(properties["vaultId"]), normal_location(properties["location"])
        wanted = (self.options["resource_group"].lower(), normal_location(self.options["location"]))
        if (group.lower(), location) == wanted:
            return self.ok(f"The vault {name} is soft-deleted and will be recovered.")
        told = f"The vault {name} is soft-deleted in the resource group {group} in {location}, and keeps the name."
        if properties.get("purgeProtectionEnabled"):
            return Link(self.name, BROKEN, f"{told} It cannot be purged, so choose another name.", _another_name())
        purged = ("az", "keyvault", "purge", "--name", name, "--location", location)
        task = {"name": name, "resource_group": group, "location": location, "state": "absent", "purge": True}
        return self.broken(told, Remedy((("keyvault", task),), (purged,)))

    def _taken(self, name: str) -> Link:
        return self.broken(f"Another vault has the name {name}, here or elsewhere. Choose another name.", _another_name())


def _another_name() -> Remedy:
    return Remedy((), (("az", "keyvault", "check-name", "--name", "ANOTHER_NAME"),))
