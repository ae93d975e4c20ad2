# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource providers and whether the subscription is registered for them
(docs/reference/resource_manager.md#provider-registration)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.services.arm.errors import gateway, not_registered
from emulator.services.arm.model.locations import display_names

if TYPE_CHECKING:
    from emulator.runtime import Runtime

TYPES = {
    "Microsoft.KeyVault": {
        "vaults": ["2026-05-15", "2026-02-01", "2025-05-01", "2024-11-01", "2023-07-01", "2022-07-01", "2019-09-01"],
        "vaults/secrets": ["2026-02-01", "2025-05-01", "2023-07-01"],
        "vaults/accessPolicies": ["2026-02-01", "2025-05-01", "2023-07-01"],
        "deletedVaults": ["2026-02-01", "2025-05-01", "2023-07-01"],
    },
    "Microsoft.ManagedIdentity": {
        "userAssignedIdentities": ["2024-11-30", "2023-01-31", "2018-11-30"],
        "userAssignedIdentities/federatedIdentityCredentials": ["2024-11-30", "2023-01-31"],
    },
    "Microsoft.Authorization": {
        "roleAssignments": ["2022-04-01"],
        "roleDefinitions": ["2022-05-01-preview", "2022-04-01"],
    },
    "Microsoft.Resources": {
        "subscriptions": ["2022-12-01"],
        "resourceGroups": ["2025-04-01", "2024-11-01", "2022-09-01", "2021-04-01"],
    },
}
"""Namespaces of what the local Azure holds; the first version of each type is its default."""

ALWAYS_REGISTERED = ("Microsoft.Authorization", "Microsoft.Resources")


class Providers:
    """Start state: all registered, as in a subscription that has been used before."""

    def __init__(self, runtime: Runtime, subscription_id: str) -> None:
        self.runtime = runtime
        self.subscription = f"/subscriptions/{subscription_id}"
        self.registered_at: dict[str, float | None] = dict.fromkeys(TYPES, 0.0)
        """Moment of registration by namespace; None when unregistered, a later moment while registering."""

    def get(self, namespace: str) -> str:
        """The namespace as Azure writes it.

        :raises ArmError: InvalidResourceNamespace.
        """
        found = next((name for name in TYPES if name.lower() == namespace.lower()), None)
        if found is None:
            raise gateway(404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid.")
        return found

    def state(self, namespace: str) -> str:
        moment = self.registered_at[namespace]
        if moment is None:
            return "NotRegistered"
        return "Registered" if moment <= self.runtime.clock.now() else "Registering"

    def require(self, namespace: str) -> None:
        """:raises ArmError: MissingSubscriptionRegistration, InvalidResourceNamespace."""
        name = self.get(namespace)
        if self.state(name) != "Registered":
            raise not_registered(name)

    def register(self, namespace: str) -> str:
        name = self.get(namespace)
        if self.registered_at[name] is None:
            self.registered_at[name] = self.runtime.clock.now() + self.runtime.takes("provider_registration")
        return name

    def unregister(self, namespace: str) -> str:
        """Unregisters a provider; what it holds stays, and cannot be asked for until it is registered again."""
        name = self.get(namespace)
        if name not in ALWAYS_REGISTERED:
            self.registered_at[name] = None
        return name

    def representation(self, namespace: str) -> dict[str, Any]:
        return {
            "id": f"{self.subscription}/providers/{namespace}",
            "namespace": namespace,
            "resourceTypes": [
                {
                    "resourceType": kind,
                    "locations": display_names(),
                    "apiVersions": versions,
                    "defaultApiVersion": versions[0],
                    "capabilities": "None",
                }
                for kind, versions in TYPES[namespace].items()
            ],
            "registrationState": self.state(namespace),
            "registrationPolicy": (
                "RegistrationFree" if namespace in ALWAYS_REGISTERED else "RegistrationRequired"
            ),
        }  # fmt: skip

    def live(self) -> dict[str, Any]:
        return {"unregistered_providers": [name for name, moment in self.registered_at.items() if moment is None]}
