# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issuer, subject and tokens of a connection without a secret (docs/reference/azure_devops.md#issuer-and-subject)."""

from __future__ import annotations

import base64
import uuid
from typing import TYPE_CHECKING

from emulator.services.azure_devops.model.addresses import ORGANIZATION

if TYPE_CHECKING:
    from emulator.services.azure_devops.model.connections.endpoints import ServiceEndpoint
    from emulator.services.azure_devops.model.organization import Organization
    from emulator.services.azure_devops.model.projects.projects import Project

DEVOPS_APPLICATION = "499b84ac-1321-427f-aa17-267ca6975798"
AUDIENCE = "api://AzureADTokenExchange"
LIFETIME = 600
"""Seconds; no source confirms how long Azure's live."""
ISSUER_TYPES = {"entra": "EntraID", "vstoken": "AzureDevOps"}
"""The second name is confirmed by no source."""


def encoded(guid: str) -> str:
    """A GUID's little-endian bytes as unpadded base64url."""
    return base64.urlsafe_b64encode(uuid.UUID(guid).bytes_le).decode().rstrip("=")


def issuer(organization: Organization, endpoint: ServiceEndpoint) -> str:
    if organization.endpoints.signer(endpoint) == "vstoken":
        return f"https://vstoken.dev.azure.com/{organization.organization_id}"
    return f"https://login.microsoftonline.com/{organization.directory.tenant_id}/v2.0"


def subject(organization: Organization, endpoint: ServiceEndpoint, project: Project) -> str:
    """The old issuer's breaks when project or connection are renamed, Entra's holds ids."""
    if organization.endpoints.signer(endpoint) == "vstoken":
        reference = endpoint.reference(project.id)
        return f"sc://{ORGANIZATION}/{project.name}/{reference.name if reference else endpoint.name}"
    prefix = f"/eid1/c/pub/t/{encoded(organization.directory.tenant_id)}/a/{encoded(DEVOPS_APPLICATION)}"
    return f"{prefix}/sc/{organization.organization_id}/{endpoint.id}"


def is_trusted(organization: Organization, endpoint: ServiceEndpoint, project: Project) -> bool:
    """Whether the connection's identity has a federated credential for it. That another connection's does not count, no source
    confirms."""
    directory = organization.directory
    client_id = str(endpoint.parameters.get("serviceprincipalid") or "")
    principal = directory.principal_by_client_id(client_id)
    wanted = (issuer(organization, endpoint), subject(organization, endpoint, project))
    return principal is not None and wanted in [(one.issuer, one.subject) for one in principal.federated_credentials.values()]


def oidc_token(organization: Organization, endpoint: ServiceEndpoint, project: Project) -> str:
    """An assertion that Entra takes for the connection's identity."""
    runtime = organization.runtime
    now = int(runtime.clock.now())
    claims = {
        "jti": runtime.ids.guid(),
        "iss": issuer(organization, endpoint),
        "sub": subject(organization, endpoint, project),
        "aud": AUDIENCE,
        "iat": now,
        "nbf": now,
        "exp": now + LIFETIME,
    }
    return runtime.keys[organization.endpoints.signer(endpoint)].sign(claims)
