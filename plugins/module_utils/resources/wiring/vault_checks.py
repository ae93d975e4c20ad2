# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vault: whether it is there, whom its network lets in, and the identity's access to its secrets."""

from __future__ import annotations

import typing as t

from ...clients.arm.resource_ids import group_of
from ...clients.arm.roles import RolesClient, last_segment
from ...clients.graph.client import GraphClient
from ...clients.key_vault.vaults import VaultsClient
from ..access.permissions import normal
from ..key_vault.caller_access import ADMINISTRATOR, SECRETS_OFFICER, goes_by_roles
from ..key_vault.vault_name import vault_id
from ..shared.granted_actions import allow_data
from .check import Check
from .connection_checks import named
from .link import Link, Remedy, remedy

SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
READERS = {SECRETS_USER, SECRETS_OFFICER, ADMINISTRATOR}
"""Built-in roles that may get and list secrets, whose definitions need not be read."""
NEEDED = {"get", "list"}
DATA_ACTIONS = [f"Microsoft.KeyVault/vaults/secrets/{one}/action" for one in ("getSecret", "readMetadata")]


class VaultCheck(Check):
    """The vault is there, in the tenant of the connection."""

    name, thing_option = "vault", "vault_name"

    def look(self) -> list[Link]:
        name, group = self.options["vault_name"], self.options.get("resource_group")
        vaults = self.context.client(VaultsClient)
        path = vault_id(self.arm, name, group)
        vault = vaults.get(group_of(path), name) if path else None
        if vault is None:
            return [self._missing(vaults)]
        self.found.vault = vault
        tenant = str(vault["properties"]["tenantId"])
        signs_in_at = self.found.identity.tenant_id if hasattr(self.found, "identity") else None
        if signs_in_at and signs_in_at.lower() != tenant.lower():
            told = f"The vault {name} belongs to the tenant {tenant}, the connection's identity to {signs_in_at}."
            moved = ("az", "keyvault", "update", "--name", name, "--set", f"properties.tenantId={signs_in_at}")
            return [self.broken(told, Remedy((), (moved,)))]
        return [self.ok(f"The vault {name} is in the resource group {group_of(vault['id'])}.")]

    def _missing(self, vaults: VaultsClient) -> Link:
        name, group = self.options["vault_name"], self.options.get("resource_group")
        deleted = vaults.deleted(name)
        if deleted is not None:
            properties = deleted["properties"]
            was = {"resource_group": group_of(properties["vaultId"]), "location": properties["location"]}
            recovered = remedy("keyvault", {"name": name, **was}, "az", "keyvault", "recover", "--name", name)
            return self.broken(f"The vault {name} is soft-deleted.", recovered)
        if not vaults.name_is_free(name):
            return self.unknown(f"The vault {name} is not here: another subscription or resource group has it. Correct both.")
        place = {"resource_group": group or "RESOURCE_GROUP", "location": self.location(group)}
        command = ("az", "keyvault", "create", "--name", name, "--resource-group", place["resource_group"])
        return self.broken(f"There is no vault {name}.", remedy("keyvault", {"name": name, **place}, *command))


class NetworkCheck(Check):
    """The vault's network rules let the pipeline's agents in."""

    name, needs = "network", ("vault",)

    def look(self) -> list[Link]:
        vault = self.found.vault
        name, properties = vault["name"], vault["properties"]
        access = str(properties.get("publicNetworkAccess") or "Enabled").lower()
        rules = properties.get("networkAcls") or {}
        if access == "securedbyperimeter":
            return [self.unknown(f"A network security perimeter decides who reaches the vault {name}.")]
        if access == "disabled":
            if properties.get("privateEndpointConnections"):
                return [self.unknown(f"The vault {name} can be reached by its private endpoints only; agents must be there.")]
            told = f"The vault {name} takes no connections from public networks, and has no private endpoint."
            opened = self._open(name, {"public_network_access": "Enabled"}, "--public-network-access", "Enabled")
            return [self.broken(told, opened)]
        if str(rules.get("defaultAction") or "Allow").lower() == "allow":
            return [self.ok(f"The vault {name} takes connections from all networks.")]
        allowed = [one["value"] for one in rules.get("ipRules") or []]
        allowed += [one["id"] for one in rules.get("virtualNetworkRules") or []]
        if allowed:
            told = f"The firewall of the vault {name} lets in {', '.join(allowed)} only; agents must be there."
            return [self.unknown(told)]
        opened = self._open(name, {"network_acls": {"default_action": "Allow"}}, "--default-action", "Allow")
        return [self.broken(f"The firewall of the vault {name} lets in nobody.", opened)]

    def _open(self, name: str, change: dict[str, t.Any], *arguments: str) -> Remedy:
        options = {"name": name, "resource_group": group_of(self.found.vault["id"]), **change}
        return remedy("keyvault", options, "az", "keyvault", "update", "--name", name, *arguments)


class AccessCheck(Check):
    """The identity may get and list the vault's secrets, in the vault's access model."""

    name, needs = "access", ("identity", "vault")

    def look(self) -> list[Link]:
        return [self._by_roles() if goes_by_roles(self.found.vault) else self._by_policies()]

    @property
    def _principal(self) -> str:
        return str(self.found.identity.principal_id)

    def _by_roles(self) -> Link:
        vault, who = self.found.vault, self.found.identity.name
        roles = self.context.client(RolesClient)
        reaching = [one["properties"] for one in roles.reaching(vault["id"], self._principal)]
        whole = {last_segment(one["roleDefinitionId"]) for one in reaching if not one.get("condition")}
        if self._may_read(whole):
            return self.ok(f"{who} may get and list the secrets of {vault['name']} by its roles.")
        if self._may_read({last_segment(one["roleDefinitionId"]) for one in reaching}):
            return self.unknown(f"A condition limits the roles of {who} at {vault['name']}; only Azure can tell what it leaves.")
        assigned = remedy(
            "role_assignment",
            {"role": "Key Vault Secrets User", "scope": vault["id"], **named(self.found.identity)},
            "az", "role", "assignment", "create", "--role", "Key Vault Secrets User", "--scope", vault["id"],
            "--assignee-object-id", self._principal, "--assignee-principal-type", "ServicePrincipal",
        )  # fmt: skip
        told = f"The vault {vault['name']} goes by roles, and {who} has none that may get and list its secrets."
        return self.broken(told, assigned)

    def _may_read(self, assigned: set[str]) -> bool:
        if assigned & READERS:
            return True
        roles = self.context.client(RolesClient)
        definitions = [roles.definition(self.found.vault["id"], one) for one in sorted(assigned)]
        return allow_data([one for one in definitions if one], DATA_ACTIONS)

    def _by_policies(self) -> Link:
        vault, who = self.found.vault, self.found.identity.name
        policies = [one for one in vault["properties"].get("accessPolicies") or [] if not one.get("applicationId")]
        given = {one["objectId"].lower(): set(normal(one.get("permissions") or {})["secrets"]) for one in policies}
        own = given.pop(self._principal, set())
        if _enough(own):
            return self.ok(f"{who} may get and list the secrets of {vault['name']} by its access policy.")
        group = self._group_with_access([one for one, permissions in given.items() if _enough(permissions)])
        if group:
            return self.unknown(f"The group {group} may get and list secrets; whether {who} is in it cannot be told.")
        allowed = remedy(
            "kv_access_policy",
            {"vault_name": vault["name"], "resource_group": group_of(vault["id"]), **named(self.found.identity),
             "secrets": ["get", "list"]},
            "az", "keyvault", "set-policy", "--name", vault["name"], "--object-id", self._principal, "--secret-permissions",
            *sorted({*own, *NEEDED}),
        )  # fmt: skip
        lacking = " and ".join(sorted(NEEDED - own))
        return self.broken(f"The access policy of {who} at the vault {vault['name']} lacks {lacking} on secrets.", allowed)

    def _group_with_access(self, others: list[str]) -> str | None:
        """The first of the principals that is a group.

        :raises Forbidden: the signed-in identity may not look them up.
        """
        asked = [one for one in others if one != self.context.caller.object_id.lower()]
        if not asked:
            return None
        body = {"ids": asked, "types": ["group"]}
        found = self.context.client(GraphClient).post("/directoryObjects/getByIds", "look for groups among principals", body)
        groups = [str(one.get("displayName") or one["id"]) for one in found.get("value") or []]
        return groups[0] if groups else None


def _enough(permissions: set[str]) -> bool:
    return "all" in permissions or permissions >= NEEDED
