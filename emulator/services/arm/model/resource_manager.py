# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Resource Manager holds: one subscription and everything in it except the vaults themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emulator.services.arm.errors import subscription_not_found
from emulator.services.arm.model.authorization.authorization import Authorization
from emulator.services.arm.model.federated_credentials import FederatedCredentials
from emulator.services.arm.model.identities import Identities
from emulator.services.arm.model.operations import Operations
from emulator.services.arm.model.providers import Providers
from emulator.services.arm.model.resource_groups import ResourceGroups
from emulator.services.arm.model.resource_index import ResourceIndex
from emulator.services.key_vault.management.views.vaults import vault_body

if TYPE_CHECKING:
    from emulator.cloud import Cloud


@dataclass
class Subscription:
    id: str
    display_name: str


class ResourceManager:
    """The parts know each other through it."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.subscription = Subscription(cloud.ids.guid(), "vaultpipe subscription")
        self.operations = Operations(cloud)
        self.providers = Providers(cloud, self.subscription.id)
        self.authorization = Authorization(cloud, self.subscription.id)
        self.index = ResourceIndex(cloud)
        self.groups = ResourceGroups(cloud, self.subscription.id)
        self.identities = Identities(cloud, self.subscription.id)
        self.federated_credentials = FederatedCredentials(cloud)

    def require_subscription(self, subscription_id: str) -> None:
        """:raises ArmError: SubscriptionNotFound."""
        if subscription_id.lower() != self.subscription.id:
            raise subscription_not_found(subscription_id)

    def resources(self, group: str | None = None) -> list[dict[str, Any]]:
        """Every resource that there is, of one group or of all."""
        self.groups.all()
        return [
            *(vault_body(self.cloud, one) for one in self.cloud.vaults.of_group(group)),
            *(self.identities.representation(one) for one in self.identities.of_group(group)),
        ]

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
