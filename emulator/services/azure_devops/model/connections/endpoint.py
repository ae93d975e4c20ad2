# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service connection, and what a project knows it by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.services.entra.model.principals import Principal

FEDERATION, KEY = "WorkloadIdentityFederation", "ServicePrincipal"
SECRETS = {"serviceprincipalkey", "serviceprincipalcertificate", "password", "apitoken", "accesstoken", "clientsecret"}
"""Parameters that are taken and never given, in lower case."""


@dataclass
class Reference:
    """The connection as a project sees it."""

    project_id: str
    name: str
    description: str


@dataclass
class ServiceEndpoint:
    id: str
    name: str
    type: str
    url: str
    description: str
    data: dict[str, str]
    scheme: str
    parameters: dict[str, Any]
    """Parameters as sent, secrets included."""
    references: list[Reference]
    is_shared: bool
    owner: str
    created_by: Principal
    issuer_type: str
    """`entra` or `vstoken`: who signs for the connection; as the organization was set when it was made."""
    ready_at: float
    fails: bool
    """True when it ends as Failed."""
    service_management_reference: str | None = None
    converted_at: float | None = None
    """From then on Entra signs, whatever it was made with."""
    key_parameters: dict[str, Any] = field(default_factory=dict)
    """Parameters from before its conversion from the scheme with a stored key, secrets included."""
    reverts_until: float | None = None
    """Until then the conversion can be taken back."""

    def reference(self, project_id: str) -> Reference | None:
        return next((one for one in self.references if one.project_id == project_id), None)

    def secrets(self) -> set[str]:
        return {name for name in self.parameters if name.lower() in SECRETS}

    def signer(self, moment: float) -> str:
        """Tells who signs for the connection at a moment: `entra` or `vstoken`."""
        converted = self.converted_at is not None and self.converted_at <= moment
        return "entra" if converted else self.issuer_type
