# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Principals of the directory, and the federated credentials by which they trust others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from emulator.core.request import Request


@dataclass
class FederatedCredential:
    """Whom an identity trusts to sign for it."""

    name: str
    id: str
    issuer: str
    subject: str
    audiences: list[str]
    description: str | None = None
    effective_at: float = 0.0
    """Before this moment the token service does not know it yet (docs/reference/entra.md#unknown-for-minutes)."""
    replaces: FederatedCredential | None = None
    """The credential that the token service goes by until then, from its cache
    (Azure/azure-workload-identity#273); None for a new one."""
    listed_at: float = 0.0
    """Before this moment Graph's lists do not show it (docs/reference/graph.md#lists-lag)."""

    def known(self, moment: float) -> FederatedCredential | None:
        """The credential as the token service has it at that moment."""
        return self if self.effective_at <= moment else self.replaces


@dataclass
class Principal:
    """A service principal: of an application, or of a managed identity."""

    object_id: str
    client_id: str
    display_name: str
    kind: str
    """`Application` or `ManagedIdentity`."""
    federated_credentials: dict[str, FederatedCredential] = field(default_factory=dict)
    """Credentials keyed by lower-case name."""
    replicated_at: float = 0.0
    """Before this moment other services do not know the principal yet (docs/reference/entra.md#unknown-for-minutes)."""
    created_at: float = 0.0
    enabled: bool = True
    owners: list[str] = field(default_factory=list)
    """Object ids of service principals."""
    details: dict[str, Any] = field(default_factory=dict)
    """Other properties that were written, by Graph's names."""
    deleted_at: float | None = None


def caller_of(request: Request) -> Principal:
    """The principal that signed in, of a request that the router has authenticated."""
    assert isinstance(request.caller, Principal), "the router has authenticated the request"
    return request.caller


class TokenRefused(Exception):
    """Raised with the reason why a service does not accept what came in the Authorization header."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail
