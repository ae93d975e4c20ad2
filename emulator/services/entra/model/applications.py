# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations: what is signed in to; the service principal, which gets the tokens, is another object."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from emulator.services.entra.model.client_secrets import ClientSecret

if TYPE_CHECKING:
    from emulator.services.entra.model.principals import FederatedCredential

SINGLE_TENANT = "AzureADMyOrg"


@dataclass
class Application:
    """May exist without a service principal; nobody can sign in as it then."""

    object_id: str
    client_id: str
    display_name: str
    created_at: float
    unique_name: str | None = None
    sign_in_audience: str = SINGLE_TENANT
    owners: list[str] = field(default_factory=list)
    """Object ids of service principals."""
    secrets: dict[str, ClientSecret] = field(default_factory=dict)
    """Client secrets keyed by key id."""
    federated_credentials: dict[str, FederatedCredential] = field(default_factory=dict)
    """Credentials keyed by lower-case name; its service principal shares them."""
    details: dict[str, Any] = field(default_factory=dict)
    """Other properties that were written, by Graph's names."""
    replicated_at: float = 0.0
    """Before this moment lists do not show it and no service principal can be made of it."""
    deleted_at: float | None = None
