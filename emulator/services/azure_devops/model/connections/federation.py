# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issuer, subject and tokens of a connection without a secret (docs/reference/azure_devops.md#issuer-and-subject)."""

from __future__ import annotations

import base64
import uuid
from typing import TYPE_CHECKING

from emulator.services.azure_devops.model.addresses import ORGANIZATION
from emulator.services.entra.model.applications import SINGLE_TENANT

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.connections.endpoint import ServiceEndpoint
    from emulator.services.azure_devops.model.projects.projects import Project
    from emulator.services.entra.model.directory import Directory
    from emulator.services.entra.model.principals import Principal

DEVOPS_APPLICATION = "499b84ac-1321-427f-aa17-267ca6975798"
AUDIENCE = "api://AzureADTokenExchange"
LIFETIME = 600
"""Seconds; no source confirms how long Azure's live."""
ISSUER_TYPES = {"entra": "EntraID", "vstoken": "AzureDevOps"}
"""The second name is confirmed by no source."""


def encoded(guid: str) -> str:
    """A GUID's little-endian bytes as unpadded base64url."""
    return base64.urlsafe_b64encode(uuid.UUID(guid).bytes_le).decode().rstrip("=")


class Federation:
    """The organization as an issuer: what it says of a connection, and who believes it."""

    def __init__(self, runtime: Runtime, directory: Directory, organization_id: str) -> None:
        self.runtime, self.directory, self.organization_id = runtime, directory, organization_id

    @property
    def new_signer(self) -> str:
        """The signer for connections that become federated now."""
        return self.runtime.policies.issuer or self.runtime.settings.issuer

    def signer(self, endpoint: ServiceEndpoint) -> str:
        """Tells who signs for the connection by now: `entra` or `vstoken`."""
        return endpoint.signer(self.runtime.clock.now())

    def issuer(self, endpoint: ServiceEndpoint) -> str:
        """The address of the issuer."""
        if self.signer(endpoint) == "vstoken":
            return f"https://vstoken.dev.azure.com/{self.organization_id}"
        return self.entra_issuer

    @property
    def entra_issuer(self) -> str:
        return f"https://login.microsoftonline.com/{self.directory.tenant_id}/v2.0"

    def subject(self, endpoint: ServiceEndpoint, project: Project) -> str:
        """The subject: the old issuer's breaks when project or connection are renamed, Entra's holds ids."""
        if self.signer(endpoint) == "vstoken":
            reference = endpoint.reference(project.id)
            return f"sc://{ORGANIZATION}/{project.name}/{reference.name if reference else endpoint.name}"
        return self.entra_subject(endpoint)

    def entra_subject(self, endpoint: ServiceEndpoint) -> str:
        prefix = f"/eid1/c/pub/t/{encoded(self.directory.tenant_id)}/a/{encoded(DEVOPS_APPLICATION)}"
        return f"{prefix}/sc/{self.organization_id}/{endpoint.id}"

    def is_trusted(self, endpoint: ServiceEndpoint, project: Project) -> bool:
        """Says whether the connection's identity has a federated credential for it. That another connection's does not count,
        no source confirms."""
        principal = self._identity(endpoint)
        trusted = principal.federated_credentials.values() if principal else ()
        wanted = (self.issuer(endpoint), self.subject(endpoint, project))
        return wanted in [(credential.issuer, credential.subject) for credential in trusted]

    def takes_entra(self, endpoint: ServiceEndpoint) -> bool:
        """Says whether the connection's identity would by now take what Entra signs for it: by a federated credential, and
        not as an application for many tenants (docs/reference/entra.md#federated-sign-in)."""
        principal, now = self._identity(endpoint), self.runtime.clock.now()
        known = [one.known(now) for one in principal.federated_credentials.values()] if principal else []
        wanted = (self.entra_issuer, self.entra_subject(endpoint))
        application = self.directory.application_of(principal) if principal else None
        single = application is None or application.sign_in_audience == SINGLE_TENANT
        return single and wanted in [(one.issuer, one.subject) for one in known if one]

    def _identity(self, endpoint: ServiceEndpoint) -> Principal | None:
        return self.directory.principal_by_client_id(str(endpoint.parameters.get("serviceprincipalid") or ""))

    def token(self, endpoint: ServiceEndpoint, project: Project) -> str:
        """An assertion that Entra takes for the connection's identity."""
        now = int(self.runtime.clock.now())
        claims = {
            "jti": self.runtime.ids.guid(),
            "iss": self.issuer(endpoint),
            "sub": self.subject(endpoint, project),
            "aud": AUDIENCE,
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME,
        }
        return self.runtime.keys[self.signer(endpoint)].sign(claims)
