# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource Manager: a subscription, its groups, identities and roles, and what resource providers register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from emulator.core.operations import Operations
from emulator.services.arm.errors import subscription_not_found
from emulator.services.arm.model.authorization.authorization import Authorization
from emulator.services.arm.model.federated_credentials import FederatedCredentials
from emulator.services.arm.model.identities import Identities
from emulator.services.arm.model.providers import Providers
from emulator.services.arm.model.resource_groups import ResourceGroup, ResourceGroups
from emulator.services.arm.model.resource_index import ResourceIndex
from emulator.services.arm.model.scopes import subscription_of

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.entra.model.directory import Directory


@dataclass
class Subscription:
    id: str
    display_name: str


class ResourceHolder(Protocol):
    """The part of a resource provider that has its resources in the groups."""

    def resources(self, group: str | None) -> list[dict[str, Any]]:
        """The resources of a group, or all there are, as Resource Manager lists them."""

    def remove_group(self, group: str, moment: float) -> None:
        """Deletes the resources of a group that was deleted at that moment."""


class ResourceManager:
    """The subscription and its parts; a resource provider registers what it has."""

    WIRING = ("_holders", "others")

    def __init__(self, runtime: Runtime, directory: Directory, name: str = "vaultpipe subscription") -> None:
        self.runtime, self.directory = runtime, directory
        self.subscription = Subscription(runtime.ids.guid(), name)
        self.others: list[ResourceManager] = []
        """Managers of the tenant's other subscriptions."""
        self.operations = Operations(runtime.clock, lambda: runtime.ids.word(40))
        self.providers = Providers(runtime, self.subscription.id)
        self.authorization = Authorization(runtime, directory, self.subscription.id)
        self.index = ResourceIndex(runtime)
        self.groups = ResourceGroups(runtime, self.operations, self.subscription.id, self._remove_contents)
        self.identities = Identities(runtime, directory, self.index, self.subscription.id)
        self.federated_credentials = FederatedCredentials(runtime, self.identities)
        self._holders: list[ResourceHolder] = [self.identities]

    def register(self, holder: ResourceHolder) -> None:
        """Makes a provider's resources part of the lists and of the groups' deletion."""
        self._holders.append(holder)

    def is_meant(self, path: str) -> bool:
        """Says whether a request is about something in this subscription."""
        return (subscription_of(path) or "").lower() == self.subscription.id

    def require_subscription(self, subscription_id: str) -> None:
        """:raises ArmError: SubscriptionNotFound."""
        if subscription_id.lower() != self.subscription.id:
            raise subscription_not_found(subscription_id)

    def resources(self, group: str | None = None) -> list[dict[str, Any]]:
        """Every resource of one group or of all, by type."""
        self.groups.all()
        resources = [resource for holder in self._holders for resource in holder.resources(group)]
        return sorted(resources, key=lambda resource: str(resource["type"]))

    def _remove_contents(self, group: ResourceGroup) -> None:
        for holder in self._holders:
            holder.remove_group(group.name, group.gone_at or 0.0)
        self.authorization.assignments.remove_within(group.id)

    # -- state ----------------------------------------------------------------------------------------------------

    def live(self) -> dict[str, Any]:
        return {
            **self.groups.live(),
            **self.identities.live(),
            **self.authorization.live(),
            **self.providers.live(),
        }

    def recycle_bin(self) -> dict[str, Any]:
        return {}

    def system(self) -> dict[str, Any]:
        return {"subscription": {"id": self.subscription.id, "name": self.subscription.display_name}}
