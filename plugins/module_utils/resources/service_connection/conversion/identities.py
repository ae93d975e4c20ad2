# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identities behind the connections, each looked up once."""

from __future__ import annotations

import dataclasses
import functools

from ....clients.arm.client import ArmClient, Json
from ....clients.arm.resource_types import IDENTITIES
from ....clients.context import TaskContext
from ....errors import AuthenticationError, Forbidden, NoSubscription, ServiceError, UsageError
from ...identity.connection_identity import identity_among
from ...identity.named_identity import NamedApplication, NamedIdentity
from ..issuers import Trust

SINGLE_TENANT = "AzureADMyOrg"


@dataclasses.dataclass
class Identity:
    """An identity with its federated credentials, as far as they are shown."""

    named: NamedIdentity
    credentials: list[Json]
    unseen: str = ""
    """Reason why it is not shown, in a sentence; empty when it is."""

    @property
    def label(self) -> str:
        if self.unseen:
            return self.named.name
        kind = "app registration" if self.is_application else "managed identity"
        shown = self.named.found or {}
        return f"{kind} {shown.get('displayName') or self.named.name}"

    @property
    def is_application(self) -> bool:
        return isinstance(self.named, NamedApplication)

    @property
    def is_multitenant(self) -> bool:
        """Says whether it is an application for many tenants (docs/reference/azure_devops.md#conversion-scope)."""
        return self.is_application and (self.named.found or {}).get("signInAudience") != SINGLE_TENANT

    def trusting(self, trust: Trust) -> Json | None:
        """The credential of that issuer and subject, whatever its audience."""
        return next((one for one in self.credentials if trust_in(one) == trust), None)

    def look_again(self) -> None:
        self.credentials = self.named.credentials.all()


def trust_in(credential: Json) -> Trust:
    return credential["properties"].get("issuer") or "", credential["properties"].get("subject") or ""


class Identities:
    """Managed identities of the task's subscription, and app registrations of the caller's tenant."""

    def __init__(self, context: TaskContext) -> None:
        self._context = context
        self._known: dict[str, Identity] = {}

    def of(self, client_id: str) -> Identity:
        """The identity of a client id."""
        key = client_id.lower()
        if key not in self._known:
            self._known[key] = self._looked_up(client_id)
        return self._known[key]

    @functools.cached_property
    def _managed(self) -> list[Json]:
        try:
            return list(self._context.client(ArmClient).of_kind(IDENTITIES))
        except (Forbidden, NoSubscription, UsageError):
            return []

    def _looked_up(self, client_id: str) -> Identity:
        named = identity_among(self._managed, client_id, self._context)
        try:
            if named.found is None:
                return Identity(named, [], "It is no managed identity that shows in the subscription, and no app registration.")
            return Identity(named, named.credentials.all())
        except (AuthenticationError, ServiceError) as error:
            return Identity(named, [], str(error.result()["msg"]))
