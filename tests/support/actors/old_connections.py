# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections as they were made by hand before: with a stored key, or from the Azure DevOps issuer."""

from __future__ import annotations

import uuid
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.actors.somebody import ROLES
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

GROUP, LOCATION = "rg-old", "westeurope"
IDENTITIES, ASSIGNMENTS = "2024-11-30", "2022-04-01"
ENDPOINTS = "/_apis/serviceendpoint/endpoints"
AUDIENCE = "api://AzureADTokenExchange"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
WAY = {"dataSourceDetails": {"dataSourceName": "TestConnection"}, "resultTransformationDetails": {}}
Json = dict[str, Any]


class OldConnections:
    """Somebody who makes them in the portal, and looks at them afterwards."""

    def __init__(self, portal: Portal, emulator: EmulatorProcess) -> None:
        self.portal, self.emulator = portal, emulator
        self._projects: dict[str, str] = {}
        portal.arm("PUT", f"/resourceGroups/{GROUP}", {"location": LOCATION}, version="2021-04-01")

    @property
    def propagation(self) -> int:
        """Seconds after which Entra knows a new credential."""
        return 15 if self.emulator.is_eventual else 0

    # -- what they need -----------------------------------------------------------------------------------------------

    def project(self, name: str) -> Json:
        """`{"id", "name"}` of a project, made if it is not there yet."""
        if name not in self._projects:
            body = {"name": name, "capabilities": {"versioncontrol": {"sourceControlType": "git"}}}
            self.portal.devops("POST", "/_apis/projects", body)
            self.emulator.clock(advance=60)
            self._projects[name] = self.portal.devops("GET", f"/_apis/projects/{name}")["id"]
        return {"id": self._projects[name], "name": name}

    def identity(self, name: str) -> str:
        """Client id of a new managed identity that reads the subscription."""
        made = self.portal.arm("PUT", identity_path(name), {"location": LOCATION}, version=IDENTITIES)["properties"]
        self._read_by(made["principalId"])
        return str(made["clientId"])

    def application(self, name: str, audience: str = "AzureADMyOrg") -> tuple[str, str]:
        """Client id and key of a new app registration that reads the subscription."""
        made = self.portal.graph("POST", "/applications", {"displayName": name, "signInAudience": audience})
        self._read_by(self.portal.graph("POST", "/servicePrincipals", {"appId": made["appId"]})["id"])
        key = self.portal.graph("POST", f"/applications/{made['id']}/addPassword", {})["secretText"]
        return str(made["appId"]), str(key)

    def _read_by(self, principal: str) -> None:
        definition = f"{self.portal.subscription}{ROLES}/roleDefinitions/{READER}"
        body = {"roleDefinitionId": definition, "principalId": principal, "principalType": "ServicePrincipal"}
        self.portal.arm("PUT", f"{ROLES}/roleAssignments/{uuid.uuid4()}", {"properties": body}, version=ASSIGNMENTS)

    # -- connections --------------------------------------------------------------------------------------------------

    def with_key(self, project: str, name: str, client_id: str, key: str, **data: str) -> Json:
        return self._made(
            project, name, "ServicePrincipal", client_id, data, serviceprincipalkey=key, authenticationType="spnKey"
        )

    def of_old_issuer(self, project: str, name: str, client_id: str, **data: str) -> Json:
        self.emulator.rules(issuer="vstoken")
        made = self._made(project, name, "WorkloadIdentityFederation", client_id, data)
        self.emulator.rules(issuer="")
        return made

    def trusted_one(self, project: str, name: str, identity: str) -> Json:
        """One of the Azure DevOps issuer that gets in, with a managed identity of its own."""
        made = self.of_old_issuer(project, name, self.identity(identity))
        self.trust(identity, name, made)
        return made

    def trust(self, identity: str, credential: str, connection: Json, **changed: str) -> None:
        given = connection["authorization"]["parameters"]
        fields = {one: given[f"workloadIdentityFederation{one.capitalize()}"] for one in ("issuer", "subject")}
        path = f"{identity_path(identity)}/federatedIdentityCredentials/{credential}"
        body = {"properties": {**fields, "audiences": [AUDIENCE], **changed}}
        self.portal.arm("PUT", path, body, version=IDENTITIES)

    def _made(self, project: str, name: str, scheme: str, client_id: str, data: Json, **parameters: str) -> Json:
        subscription = self.portal.subscription.rpartition("/")[2]
        whole = {"environment": "AzureCloud", "scopeLevel": "Subscription", "creationMode": "Manual"}
        identity = {"tenantid": self.portal.tenant, "serviceprincipalid": client_id}
        body = {
            "name": name, "type": "azurerm", "url": "https://management.azure.com/",
            "data": {**whole, "subscriptionId": subscription, "subscriptionName": "Test", **data},
            "authorization": {"scheme": scheme, "parameters": {**identity, **parameters}},
            "serviceEndpointProjectReferences": [{"projectReference": self.project(project), "name": name}],
        }  # fmt: skip
        made: Json = self.portal.devops("POST", ENDPOINTS, body)
        self.emulator.clock(advance=60)
        return made

    def share(self, connection: Json, project: str, name: str) -> None:
        reference = {"projectReference": self.project(project), "name": name}
        self.portal.devops("PATCH", f"{ENDPOINTS}/{connection['id']}", [reference])

    def rename(self, connection: Json, project: str, name: str) -> None:
        found = self.now(project, connection)
        found["name"] = found["serviceEndpointProjectReferences"][0]["name"] = name
        self.portal.devops("PUT", f"{ENDPOINTS}/{connection['id']}", found)

    # -- looking ------------------------------------------------------------------------------------------------------

    def now(self, project: str, connection: Json) -> Json:
        found: Json = self.portal.devops("GET", f"/{project}{ENDPOINTS}/{connection['id']}")
        return found

    def issuer(self, project: str, connection: Json) -> str:
        return str(self.now(project, connection)["authorization"]["parameters"].get("workloadIdentityFederationIssuer"))

    def gets_in(self, project: str, connection: Json) -> bool:
        """Says whether it signs in, as a run would."""
        path = f"/{project}/_apis/serviceendpoint/endpointproxy?endpointId={connection['id']}"
        return bool(self.portal.devops("POST", path, WAY)["statusCode"] == "ok")

    def credentials(self, identity: str) -> list[Json]:
        path = f"{identity_path(identity)}/federatedIdentityCredentials"
        found: list[Json] = self.portal.arm("GET", path, version=IDENTITIES)["value"]
        return found

    def application_credentials(self, client_id: str) -> list[Json]:
        application = self.portal.graph("GET", f"/applications(appId='{client_id}')")["id"]
        found: list[Json] = self.portal.graph("GET", f"/applications/{application}/federatedIdentityCredentials")["value"]
        return found


def identity_path(name: str) -> str:
    return f"/resourceGroups/{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
