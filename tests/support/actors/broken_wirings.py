# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes by hand that each break one link of the demo's wiring."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.actors.somebody import ROLES, Somebody
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

PROJECT = PIPELINE = "vaultpipe-demo"
CONNECTION, VAULT, SECRET, GROUP = "azure-vaultpipe-demo", "kv-vaultpipe-demo", "MySecret", "rg-vaultpipe-demo"
IDENTITY = "id-vaultpipe-demo"
VARIABLES = "vault-secrets"
IN_GROUP = f"/resourceGroups/{GROUP}/providers"
IDENTITY_PATH = f"{IN_GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/{IDENTITY}"
VAULT_PATH = f"{IN_GROUP}/Microsoft.KeyVault/vaults/{VAULT}"
IDENTITIES, ASSIGNMENTS = "2024-11-30", "2022-04-01"
GROUPS = "_apis/distributedtask/variablegroups"
SOMEBODY_ELSE = "11111111-2222-3333-4444-555555555555"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


class Breaker:
    """Somebody who changes the demo's wiring by hand."""

    def __init__(self, portal: Portal, emulator: EmulatorProcess) -> None:
        self.portal, self.emulator = portal, emulator

    # -- Azure DevOps -------------------------------------------------------------------------------------------------

    def pipeline(self) -> dict[str, Any]:
        listed = self.portal.devops("GET", f"/{PROJECT}/_apis/build/definitions?name={PIPELINE}")["value"]
        found: dict[str, Any] = self.portal.devops("GET", f"/{PROJECT}/_apis/build/definitions/{listed[0]['id']}")
        return found

    def change_pipeline(self, **changes: Any) -> None:
        pipeline = {**self.pipeline(), **changes}
        self.portal.devops("PUT", f"/{PROJECT}/_apis/build/definitions/{pipeline['id']}", pipeline)

    def delete_pipeline(self) -> None:
        self.portal.devops("DELETE", f"/{PROJECT}/_apis/build/definitions/{self.pipeline()['id']}")

    def revoke(self, kind: str, number: Any) -> None:
        body = {"pipelines": [{"id": self.pipeline()["id"], "authorized": False}]}
        path = f"/{PROJECT}/_apis/pipelines/pipelinepermissions/{kind}/{number}"
        self.portal.devops("PATCH", path, body, version="7.1-preview.1")

    def connection(self) -> dict[str, Any]:
        listed = self.portal.devops("GET", f"/{PROJECT}/_apis/serviceendpoint/endpoints?includeFailed=true")["value"]
        return next(one for one in listed if one["name"] == CONNECTION)

    def change_connection(self, **parameters: str) -> None:
        found = self.connection()
        found["authorization"]["parameters"] |= parameters
        self.portal.devops("PUT", f"/_apis/serviceendpoint/endpoints/{found['id']}", found)

    def rename_connection(self) -> None:
        found = self.connection()
        found["name"] = found["serviceEndpointProjectReferences"][0]["name"] = "renamed"
        self.portal.devops("PUT", f"/_apis/serviceendpoint/endpoints/{found['id']}", found)

    def delete_connection(self) -> dict[str, Any]:
        """Azure DevOps does not delete one that is trusted."""
        self.delete_credential()
        self.emulator.clock(advance=120)
        found = self.connection()
        project = found["serviceEndpointProjectReferences"][0]["projectReference"]["id"]
        self.portal.devops("DELETE", f"/_apis/serviceendpoint/endpoints/{found['id']}?projectIds={project}")
        self.emulator.clock(advance=120)
        return found

    def fail_connection(self) -> None:
        """Takes its place by one that never got ready."""
        found = self.delete_connection()
        self.emulator.rules(endpoints_become_ready=False)
        kept = {name: found[name] for name in ("data", "name", "type", "url", "serviceEndpointProjectReferences")}
        given = {name: found["authorization"]["parameters"][name] for name in ("tenantid", "serviceprincipalid")}
        authorization = {"scheme": "WorkloadIdentityFederation", "parameters": given}
        self.portal.devops("POST", "/_apis/serviceendpoint/endpoints", {**kept, "authorization": authorization})
        self.emulator.clock(advance=120)
        self.emulator.rules(endpoints_become_ready=True)

    def variables(self) -> dict[str, Any]:
        found: dict[str, Any] = self.portal.devops("GET", f"/{PROJECT}/{GROUPS}?groupName={VARIABLES}")["value"][0]
        return found

    def change_variables(self, **changes: Any) -> None:
        found = self.variables()
        body = {**found, "providerData": {**found["providerData"], **changes.pop("providerData", {})}, **changes}
        body["variableGroupProjectReferences"] = [{"projectReference": self._project(), "name": VARIABLES}]
        self.portal.devops("PUT", f"/{GROUPS}/{found['id']}", body)

    def delete_variables(self) -> None:
        self.portal.devops("DELETE", f"/{GROUPS}/{self.variables()['id']}?projectIds={self._project()['id']}")

    def _project(self) -> dict[str, Any]:
        found = self.portal.devops("GET", f"/_apis/projects/{PROJECT}")
        return {"id": found["id"], "name": found["name"]}

    # -- identity -----------------------------------------------------------------------------------------------------

    def identity(self) -> dict[str, Any]:
        found: dict[str, Any] = self.portal.arm("GET", IDENTITY_PATH, version=IDENTITIES)["properties"]
        return found

    def delete_identity(self) -> None:
        self.portal.arm("DELETE", IDENTITY_PATH, version=IDENTITIES)

    def application(self) -> dict[str, Any]:
        found: dict[str, Any] = self.portal.graph("GET", "/applications?$filter=displayName eq 'sp-vaultpipe-demo'")["value"][0]
        return found

    def delete_application(self) -> None:
        self.portal.graph("DELETE", f"/applications/{self.application()['id']}")

    def distrust_application(self) -> None:
        path = f"/applications/{self.application()['id']}/federatedIdentityCredentials"
        self.portal.graph("PATCH", f"{path}/{self.portal.graph('GET', path)['value'][0]['id']}", {"subject": "another"})

    def change_credential(self, **changes: Any) -> None:
        path = f"{IDENTITY_PATH}/federatedIdentityCredentials/{CONNECTION}"
        found = self.portal.arm("GET", path, version=IDENTITIES)["properties"]
        changed = {name: value(found[name]) if callable(value) else value for name, value in changes.items()}
        self.portal.arm("PUT", path, {"properties": {**found, **changed}}, version=IDENTITIES)

    def delete_credential(self) -> None:
        self.portal.arm("DELETE", f"{IDENTITY_PATH}/federatedIdentityCredentials/{CONNECTION}", version=IDENTITIES)

    def unassign(self, principal: str, scope: str = "") -> None:
        listed = self.portal.arm(
            "GET", f"{scope}{ROLES}/roleAssignments?$filter=principalId eq '{principal}'", version=ASSIGNMENTS
        )
        for one in listed["value"]:
            self.portal.arm("DELETE", one["id"].removeprefix(self.portal.subscription), version=ASSIGNMENTS)

    def assign(self, principal: str, role: str, scope: str = "", **properties: Any) -> None:
        definition = f"{self.portal.subscription}{ROLES}/roleDefinitions/{role}"
        body = {"roleDefinitionId": definition, "principalId": principal, "principalType": "ServicePrincipal", **properties}
        self.portal.arm("PUT", f"{scope}{ROLES}/roleAssignments/{uuid.uuid4()}", {"properties": body}, version=ASSIGNMENTS)

    # -- vault --------------------------------------------------------------------------------------------------------

    def change_vault(self, **properties: Any) -> None:
        self.portal.arm("PATCH", VAULT_PATH, {"properties": properties})

    def delete_vault(self, purge: bool = False) -> None:
        location = self.portal.arm("GET", VAULT_PATH)["location"]
        self.portal.arm("DELETE", VAULT_PATH)
        if purge:
            deleted = f"/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{VAULT}"
            self.portal.arm("POST", f"{deleted}/purge")
            self.emulator.clock(advance=120)

    def policy(self, operation: str, **permissions: list[str]) -> None:
        principal = {"objectId": self.identity()["principalId"], "tenantId": self.portal.tenant, "permissions": permissions}
        self.portal.arm("PUT", f"{VAULT_PATH}/accessPolicies/{operation}", {"properties": {"accessPolicies": [principal]}})

    def secret(self, **attributes: Any) -> None:
        self.portal.vault("PATCH", VAULT, f"/secrets/{SECRET}/", {"attributes": attributes})

    def delete_secret(self, purge: bool = False) -> None:
        self.portal.vault("DELETE", VAULT, f"/secrets/{SECRET}")
        self.emulator.clock(advance=60)
        if purge:
            self.portal.vault("DELETE", VAULT, f"/deletedsecrets/{SECRET}")
            self.emulator.clock(advance=60)

    def lead_elsewhere(self) -> None:
        """The connection signs in as somebody else, who is there too."""
        self.change_connection(serviceprincipalid=Somebody(self.portal).environment["AZURE_CLIENT_ID"])

    def limit_role(self) -> None:
        """The role holds at the resource group only."""
        principal = self.identity()["principalId"]
        self.unassign(principal)
        self.assign(principal, READER, f"/resourceGroups/{GROUP}")

    def exchange_role(self, role: str, scope: str = "") -> None:
        principal = self.identity()["principalId"]
        self.unassign(principal, scope)
        if scope:
            self.assign(principal, READER)
        self.assign(principal, role, scope)


Break = Callable[[Breaker], object]
SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
PAST, FUTURE = 1_000_000_000, 4_000_000_000

BY_POLICY: dict[str, tuple[str, Break]] = {
    "pipeline deleted": ("pipeline", lambda by: by.delete_pipeline()),
    "pipeline renamed": ("pipeline", lambda by: by.change_pipeline(name="renamed")),
    "pipeline disabled": ("pipeline", lambda by: by.change_pipeline(queueStatus="disabled")),
    "pipeline paused": ("pipeline", lambda by: by.change_pipeline(queueStatus="paused")),
    "permission revoked": ("permission", lambda by: by.revoke("endpoint", by.connection()["id"])),
    "connection renamed": ("connection", lambda by: by.rename_connection()),
    "connection deleted": ("connection", lambda by: by.delete_connection()),
    "connection failed": ("connection", lambda by: by.fail_connection()),
    "connection of somebody else": ("identity", lambda by: by.lead_elsewhere()),
    "connection of nobody": ("identity", lambda by: by.change_connection(serviceprincipalid=SOMEBODY_ELSE)),
    "connection to another tenant": ("identity", lambda by: by.change_connection(tenantid=SOMEBODY_ELSE)),
    "identity deleted": ("identity", lambda by: by.delete_identity()),
    "other subject": ("credential", lambda by: by.change_credential(subject="another")),
    "subject in another case": ("credential", lambda by: by.change_credential(subject=str.swapcase)),
    "other issuer": ("credential", lambda by: by.change_credential(issuer="https://issuer.example")),
    "other audience": ("credential", lambda by: by.change_credential(audiences=["api://another"])),
    "credential deleted": ("credential", lambda by: by.delete_credential()),
    "no role": ("role", lambda by: by.unassign(by.identity()["principalId"])),
    "role below the scope": ("role", lambda by: by.limit_role()),
    "vault deleted": ("vault", lambda by: by.delete_vault()),
    "vault purged": ("vault", lambda by: by.delete_vault(purge=True)),
    "no public network": ("network", lambda by: by.change_vault(publicNetworkAccess="Disabled")),
    "firewall": ("network", lambda by: by.change_vault(networkAcls={"defaultAction": "Deny", "bypass": "AzureServices"})),
    "no policy": ("access", lambda by: by.policy("remove", secrets=["get", "list"])),
    "only get": ("access", lambda by: by.policy("replace", secrets=["get"])),
    "only list": ("access", lambda by: by.policy("replace", secrets=["list"])),
    "only keys": ("access", lambda by: by.policy("replace", secrets=[], keys=["get", "list"])),
    "vault of roles": ("access", lambda by: by.change_vault(enableRbacAuthorization=True)),
    "secret deleted": (f"secret {SECRET}", lambda by: by.delete_secret()),
    "secret purged": (f"secret {SECRET}", lambda by: by.delete_secret(purge=True)),
    "secret disabled": (f"secret {SECRET}", lambda by: by.secret(enabled=False)),
    "secret expired": (f"secret {SECRET}", lambda by: by.secret(exp=PAST)),
    "secret of the future": (f"secret {SECRET}", lambda by: by.secret(nbf=FUTURE)),
    "variable group deleted": ("variable group", lambda by: by.delete_variables()),
    "variable group of another vault": ("variable group", lambda by: by.change_variables(providerData={"vault": "kv-other"})),
    "variable group through another connection": (
        "variable group", lambda by: by.change_variables(providerData={"serviceEndpointId": SOMEBODY_ELSE})
    ),
    "variable group without the secret": (
        "variable group", lambda by: by.change_variables(variables={"Other": {"isSecret": True, "enabled": True, "value": None}})
    ),
    "variable group not permitted": (
        "variable group permission", lambda by: by.revoke("variablegroup", by.variables()["id"])
    ),
}  # fmt: skip
"""Links that are broken, and how, by what is changed."""

BY_ROLES: dict[str, tuple[str, Break]] = {
    "no role at the vault": ("access", lambda by: by.exchange_role(READER)),
    "a role that reads no secrets": ("access", lambda by: by.exchange_role(READER, VAULT_PATH)),
    "vault of policies": ("access", lambda by: by.change_vault(enableRbacAuthorization=False)),
}
OF_APPLICATION: dict[str, tuple[str, Break]] = {
    "application distrusts": ("credential", lambda by: by.distrust_application()),
    "application deleted": ("identity", lambda by: by.delete_application()),
}
