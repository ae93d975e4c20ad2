# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections in answers (docs/reference/azure_devops.md#service-connections)."""

from __future__ import annotations

from typing import Any

from emulator.services.azure_devops.model.connections.endpoint import FEDERATION, ServiceEndpoint
from emulator.services.azure_devops.model.connections.federation import ISSUER_TYPES
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.views.identities import identity


def endpoint_json(organization: Organization, endpoint: ServiceEndpoint, project: Project, listed: bool) -> dict[str, Any]:
    """Secrets are null in the answer about one connection, and missing in a list."""
    secrets = endpoint.secrets()
    parameters: dict[str, Any] = {name: value for name, value in endpoint.parameters.items() if name not in secrets}
    if not listed:
        parameters |= dict.fromkeys(secrets)
    if endpoint.scheme == FEDERATION:
        parameters |= {
            "workloadIdentityFederationIssuer": organization.federation.issuer(endpoint),
            "workloadIdentityFederationIssuerType": ISSUER_TYPES[organization.federation.signer(endpoint)],
            "workloadIdentityFederationSubject": organization.federation.subject(endpoint, project),
        }
    own = endpoint.reference(project.id)
    state = organization.endpoints.state(endpoint)
    shown: dict[str, Any] = {
        "data": endpoint.data,
        "id": endpoint.id,
        "name": own.name if own else endpoint.name,
        "type": endpoint.type,
        "url": endpoint.url,
        "createdBy": identity(endpoint.created_by),
        "description": own.description if own and own.description else endpoint.description,
        "authorization": {"parameters": parameters, "scheme": endpoint.scheme},
        "isShared": endpoint.is_shared,
        "isReady": state == "Ready",
        "operationStatus": {"state": state, "statusMessage": STATUS_MESSAGES[state]},
        "owner": "Library" if endpoint.owner.lower() == "library" else endpoint.owner,
        "serviceEndpointProjectReferences": [
            {
                "projectReference": {"id": one.project_id, "name": organization.projects.get(one.project_id).name},
                "name": one.name,
                "description": one.description,
            }
            for one in endpoint.references
            if organization.projects.find(one.project_id)
        ],
    }
    if endpoint.service_management_reference is not None:
        shown["serviceManagementReference"] = endpoint.service_management_reference
    return shown


STATUS_MESSAGES = {"InProgress": "", "Ready": "", "Failed": "The connection could not be set up."}
"""No source gives the text of a failure."""
