# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All vaults, the deleted ones too: their names are one namespace (docs/reference/key_vault.md#vault-names)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.services.arm.errors import ArmError, location_required, location_taken, resource_not_found
from emulator.services.arm.model.locations import checked_for_resource, normalised
from emulator.services.arm.model.resource_index import Listed
from emulator.services.key_vault.management.model.access_policies import Policy, changed, identity
from emulator.services.key_vault.management.model.deleted_vaults import DeletedVaults
from emulator.services.key_vault.management.model.vaults import (
    RBAC_BY_DEFAULT,
    TYPE,
    Vault,
    apply_settings,
    check_model_change,
    check_name,
    check_settings,
    check_sku,
    checked_policies,
    invalid_parameter,
    missing_parameter,
    name_in_use,
    stored_network,
)
from emulator.services.key_vault.secrets import Secret

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.arm.model.resource_manager import ResourceManager
    from emulator.services.entra.model.directory import Directory
    from emulator.services.entra.model.principals import Principal


class VaultService:
    """Vaults keyed by lower-case name; Resource Manager has them in its groups."""

    def __init__(self, runtime: Runtime, directory: Directory, resources: ResourceManager) -> None:
        self.runtime, self.directory, self.resource_manager = runtime, directory, resources
        resources.register(self)
        self.vaults: dict[str, Vault] = {}
        self.deleted = DeletedVaults(runtime, resources)
        self.backups: dict[str, Secret] = {}
        """Secrets that were backed up, by the handle inside the blob; the blob itself holds no value."""

    # -- finding --------------------------------------------------------------------------------------------------

    def resolves(self, host: str) -> bool:
        """Says whether a vault's host name is in the DNS."""
        vault = self.vaults.get(host.partition(".")[0].lower())
        return vault is not None and vault.dns_at <= self.runtime.clock.now()

    def find(self, name: str) -> Vault | None:
        self.resource_manager.groups.all()
        return self.vaults.get(name.lower())

    def in_group(self, group: str, name: str) -> Vault | None:
        vault = self.find(name)
        return vault if vault is not None and vault.group.lower() == group.lower() else None

    def get(self, group: str, name: str) -> Vault:
        """:raises ArmError: ResourceNotFound."""
        vault = self.in_group(group, name)
        if vault is None:
            raise resource_not_found(TYPE, name, group)
        return vault

    def of_group(self, group: str | None) -> list[Vault]:
        """All of a group, or all there are, by name."""
        found = (one for one in self.vaults.values() if group is None or one.group.lower() == group.lower())
        return sorted(found, key=lambda one: one.name.lower())

    # -- creating and changing ------------------------------------------------------------------------------------

    def put(self, group: str, name: str, body: dict[str, Any], api_version: str, by: Principal) -> tuple[Vault, bool]:
        """The vault and whether the request has just made it.

        :raises ArmError: the rules of docs/reference/key_vault.md#vaults.
        """
        check_name(name)
        properties = body.get("properties") or {}
        if properties.get("createMode") == "recover":
            return self.recover(group, name, body.get("tags") or {}, by), False
        known = self.in_group(group, name)
        if known is None:
            self._require_free(name)
        if not body.get("location"):
            raise location_required()
        location = checked_for_resource(body["location"], TYPE)
        if known is not None and known.location != location:
            raise location_taken(name, group, known.location, normalised(body["location"]))
        self._require_complete(properties)
        return self._write(known, group, name, location, body, api_version, by), known is None

    def _require_complete(self, properties: dict[str, Any]) -> None:
        for needed in ("tenantId", "sku"):
            if not properties.get(needed):
                raise missing_parameter(needed)
        if str(properties["tenantId"]).lower() != self.directory.tenant_id:
            raise invalid_parameter("tenantId")
        check_sku(properties["sku"])

    def _write(
        self, known: Vault | None, group: str, name: str, location: str, body: dict[str, Any], api_version: str, by: Principal
    ) -> Vault:  # fmt: skip
        """A PUT describes the whole vault; only what cannot change and the access model stay when left out."""
        now, properties = self.runtime.clock.now(), body["properties"]
        dns_at = now + self.runtime.takes("vault_dns")
        vault = known or Vault(name, group, location, by.client_id, now, dns_at)
        if known is None and properties.get("enableRbacAuthorization") is None and api_version >= RBAC_BY_DEFAULT:
            vault.rbac = True
        rbac = properties.get("enableRbacAuthorization")
        rbac = vault.rbac if rbac is None else rbac
        if properties.get("accessPolicies") is None and not rbac:
            raise missing_parameter("accessPolicies")
        policies = checked_policies(properties.get("accessPolicies") or [], self.directory.tenant_id)
        self._check_model(known, rbac, by)
        check_settings(known, properties)
        vault.network = stored_network(properties.get("networkAcls"))
        vault.switches, vault.public_access = {}, "Enabled"
        apply_settings(vault, properties)
        vault.written_location = str(body["location"])
        vault.sku = {"family": "A", **properties["sku"]}
        vault.tags = body.get("tags") or {}
        # No service remembers other policies of a vault that has just been made.
        vault.set_policies(policies, now, 0.0 if known is None else self.runtime.takes("access_policy"))
        self._touch(vault, by)
        self.vaults[name.lower()] = vault
        if known is None:
            self.resource_manager.index.added(self.id_of(vault))
        return vault

    def patch(self, vault: Vault, body: dict[str, Any], by: Principal) -> Vault:
        """Changes a vault: what is given replaces what was; the rest stays."""
        properties = body.get("properties") or {}
        now = self.runtime.clock.now()
        self._check_model(vault, properties.get("enableRbacAuthorization"), by)
        check_settings(vault, properties)
        check_sku({**vault.sku, **(properties.get("sku") or {})})
        network = stored_network(properties["networkAcls"]) if "networkAcls" in properties else vault.network
        if properties.get("accessPolicies") is not None:
            policies = checked_policies(properties["accessPolicies"], self.directory.tenant_id)
            vault.set_policies(policies, now, self.runtime.takes("access_policy"))
        apply_settings(vault, properties)
        vault.network = network
        vault.sku = {**vault.sku, **(properties.get("sku") or {})}
        if body.get("tags") is not None:
            vault.tags = body["tags"]
        self._touch(vault, by)
        return vault

    def _check_model(self, vault: Vault | None, rbac: bool | None, by: Principal) -> None:
        """:raises ArmError: InsufficientPermissions."""
        if vault is not None and rbac is not None:
            scope = self.id_of(vault)
            allowed = self.resource_manager.authorization.may_assign(by, scope)
            check_model_change(vault, bool(rbac), by, scope, allowed)

    def change_policies(self, vault: Vault, how: str, policies: Any, by: Principal) -> list[Policy]:
        """The entries of the identities that the request names, as they are now."""
        entries = checked_policies(policies, self.directory.tenant_id)
        result = changed(vault.policies, how, entries)
        vault.set_policies(result, self.runtime.clock.now(), self.runtime.takes("access_policy"))
        self._touch(vault, by)
        named = {identity(one) for one in entries}
        return [one for one in result if identity(one) in named]

    def _touch(self, vault: Vault, by: Principal) -> None:
        vault.modified_by, vault.modified_at = by.client_id, self.runtime.clock.now()

    def _require_free(self, name: str) -> None:
        """:raises ArmError: VaultAlreadyExists, ConflictError."""
        if self.find(name) is not None:
            raise ArmError(409, "VaultAlreadyExists", name_in_use(name))
        if self.deleted.find(name) is not None:
            text = (
                "A vault with the same name already exists in deleted state. "
                "You need to either recover or purge existing key vault."
            )
            raise ArmError(409, "ConflictError", text)

    # -- deleting and recovering -----------------------------------------------------------------------------------

    def delete(self, vault: Vault, moment: float | None = None) -> None:
        """Soft delete. Role assignments on it are lost and not restored (docs/reference/key_vault.md#delete-vault)."""
        del self.vaults[vault.name.lower()]
        self.resource_manager.index.removed(self._listed(vault))
        self.deleted.add(vault, self.runtime.clock.now() if moment is None else moment)
        self.resource_manager.authorization.assignments.remove_within(self.id_of(vault))

    def remove_group(self, group: str, moment: float) -> None:
        """Deletes the vaults of a group that was deleted at that moment."""
        for vault in self.of_group(group):
            self.delete(vault, moment)

    def recover(self, group: str, name: str, tags: dict[str, str], by: Principal) -> Vault:
        """Back as it was, secrets included; only in the group where it was. Its tags are those of the request (the .NET client's
        recording KeyVaultManagementRecoverDeletedVaultAsync), other settings of the request do not count
        (Azure/azure-rest-api-specs#21306, hashicorp/terraform-provider-azurerm#17375).

        :raises ArmError: SoftDeletedVaultDoesNotExist.
        """
        vault = self.deleted.find(name)
        if vault is None or vault.group.lower() != group.lower():
            # Code by docs/reference/key_vault.md#recover-nothing, status and text by users' logs.
            text = (
                "A soft deleted vault with the given name does not exist. Ensure that the name for the vault that is being "
                "attempted to recover is in a recoverable state. "
                "For more information on soft delete follow this link https://go.microsoft.com/fwlink/?linkid=2149745"
            )
            raise ArmError(400, "SoftDeletedVaultDoesNotExist", text)
        self.deleted.take_out(vault)
        vault.tags = tags
        self.vaults[name.lower()] = vault
        self.resource_manager.index.added(self.id_of(vault))
        self._touch(vault, by)
        return vault

    def id_of(self, vault: Vault) -> str:
        subscription = self.resource_manager.subscription.id
        return f"/subscriptions/{subscription}/resourceGroups/{vault.group}/providers/{TYPE}/{vault.name}"

    # -- for Resource Manager -------------------------------------------------------------------------------------

    def resources(self, group: str | None) -> list[Listed]:
        """The vaults of a group, or all there are, as Resource Manager lists them."""
        return [self._listed(vault) for vault in self.of_group(group)]

    def _listed(self, vault: Vault) -> Listed:
        return {
            "id": self.id_of(vault),
            "name": vault.name,
            "type": TYPE,
            "location": vault.written_location,
            "tags": vault.tags,
        }

    # -- state ----------------------------------------------------------------------------------------------------

    def live(self) -> dict[str, Any]:
        """Everything that a person has set; of secrets never the value."""
        self.resource_manager.groups.all()
        return {
            "vaults": [
                {
                    "name": one.name,
                    "group": one.group,
                    "location": one.location,
                    "tags": one.tags,
                    "sku": one.sku,
                    "access_policies": one.policies,
                    "rbac": bool(one.rbac),
                    "retention_days": one.retention_days,
                    "purge_protection": one.purge_protection,
                    "network": one.network,
                    "public_access": one.public_access,
                    "switches": one.switches,
                    "secrets": [secret.summary() for secret in one.secrets.values() if secret.deleted_at is None],
                }
                for one in self.of_group(None)
            ]
        }

    def recycle_bin(self) -> dict[str, Any]:
        return {
            "vaults": [{"name": one.name, "group": one.group, "location": one.location} for one in self.deleted.all()],
            "secrets": [
                {"vault": one.name, "name": secret.name}
                for one in self.of_group(None)
                for secret in one.secrets.values()
                if secret.deleted_at is not None and secret.purge_done_at is None
            ],
        }

    def system(self) -> dict[str, Any]:
        return {}
