# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults in the recycle bin: found, purged, and gone when their retention has passed
(docs/reference/key_vault.md#deleted-vaults)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.services.arm.errors import ArmError
from emulator.services.arm.model.locations import normalised
from emulator.services.key_vault.management.model.vaults import Vault

if TYPE_CHECKING:
    from emulator.core.operations import Operation
    from emulator.runtime import Runtime
    from emulator.services.arm.model.resource_manager import ResourceManager

DAY = 86400.0


class DeletedVaults:
    """Deleted vaults keyed by lower-case name."""

    def __init__(self, runtime: Runtime, resources: ResourceManager) -> None:
        self.runtime, self.resource_manager = runtime, resources
        self.by_name: dict[str, Vault] = {}
        self.purged_at: dict[str, float] = {}
        """Moment of the purge of vaults that are being purged."""

    def add(self, vault: Vault, moment: float) -> None:
        vault.deleted_at = moment
        self.by_name[vault.name.lower()] = vault

    def take_out(self, vault: Vault) -> None:
        del self.by_name[vault.name.lower()]
        self.purged_at.pop(vault.name.lower(), None)
        vault.deleted_at = None

    def all(self) -> list[Vault]:
        """Deleted vaults; those whose retention has passed are gone for good."""
        self.resource_manager.groups.all()
        now = self.runtime.clock.now()
        for name, vault in list(self.by_name.items()):
            purged_at = self.purged_at.get(name, self.scheduled_purge(vault))
            if purged_at <= now:
                del self.by_name[name]
                self.purged_at.pop(name, None)
        return sorted(self.by_name.values(), key=lambda one: one.name.lower())

    def find(self, name: str, location: str | None = None) -> Vault | None:
        for vault in self.all():
            if vault.name.lower() == name.lower() and location in (None, vault.location):
                return vault
        return None

    def get(self, name: str, location: str) -> Vault:
        """:raises ArmError: DeletedVaultNotFound."""
        vault = self.find(name, normalised(location))
        if vault is None:
            text = (
                f"The specified deleted vault '{name}' does not exist. Ensure that the vault was indeed deleted and that "
                "it is in recoverable state. If soft delete was not enabled then the vault is permanently deleted. "
                "Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2149745"
            )
            raise ArmError(404, "DeletedVaultNotFound", text)
        return vault

    def scheduled_purge(self, vault: Vault) -> float:
        return (vault.deleted_at or 0.0) + vault.retention_days * DAY

    def purge(self, vault: Vault) -> Operation:
        """:raises ArmError: purge protection."""
        if vault.purge_protection:
            # Code and text by users' logs; no source confirms the status.
            raise ArmError(405, "MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed.")
        operation = self.resource_manager.operations.start(
            self.runtime.takes("vault_purge"), self.runtime.takes("vault_purge_poll")
        )
        self.purged_at.setdefault(vault.name.lower(), operation.done_at)
        return operation
