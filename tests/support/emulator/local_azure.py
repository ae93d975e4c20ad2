# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local Azure without sockets: requests to ARM and to vaults as one principal or another."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from emulator.cloud import Cloud
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.settings import Settings
from emulator.services.entra.model.principals import Principal

ARM = "https://management.azure.com"
VAULT = "https://vault.azure.net"
AUDIENCE = "api://AzureADTokenExchange"


@cache
def cloud_with(settings: Settings) -> Cloud:
    """One cloud per settings: its signing keys take longer to make than most tests to run."""
    return Cloud(settings)


class LocalAzure:
    """A cloud in its start state with short ways to ask it. Paths of ARM start below the subscription.

    A second one with the same settings resets the first.
    """

    def __init__(self, **settings: Any) -> None:
        self.cloud = cloud_with(Settings(**settings))
        self.cloud.reset()
        self.caller = self.cloud.directory.caller
        self.powerless = self.cloud.directory.powerless
        self.tenant = self.cloud.directory.tenant_id
        self.subscription = f"/subscriptions/{self.cloud.resources.subscription.id}"

    def ask(self, method: str, url: str, body: Any = None, who: Principal | None = None, audience: str = ARM) -> Response:
        """Sends a request as the caller, unless `who` says another."""
        token = self.cloud.directory.issue_token(who or self.caller, audience)[0]
        content = b"" if body is None else json.dumps(body).encode()
        return self.cloud.ask(Request.to(method, url, {"Authorization": f"Bearer {token}"}, content))

    def arm(
        self, method: str, path: str, body: Any = None, who: Principal | None = None, version: str = "2023-07-01"
    ) -> Response:
        mark = "&" if "?" in path else "?"
        return self.ask(method, f"{ARM}{self.subscription}{path}{mark}api-version={version}", body, who)

    def data(self, method: str, path: str, body: Any = None, who: Principal | None = None, vault: str = "kv-test") -> Response:
        mark = "&" if "?" in path else "?"
        return self.ask(method, f"https://{vault}.vault.azure.net{path}{mark}api-version=7.5", body, who, VAULT)

    # -- things that tests need ---------------------------------------------------------------------------------

    def group(self, name: str = "rg") -> str:
        """The group's path."""
        self.arm("PUT", f"/resourceGroups/{name}", {"location": "westeurope"})
        return f"/resourceGroups/{name}"

    def policy(self, *permissions: str, who: Principal | None = None, **more: str) -> dict[str, Any]:
        """An access policy for secrets."""
        holder = (who or self.caller).object_id
        return {"tenantId": self.tenant, "objectId": holder, **more, "permissions": {"secrets": list(permissions)}}

    def vault_body(self, *permissions: str, **properties: Any) -> dict[str, Any]:
        """A vault whose caller has these secret permissions by access policy; None leaves a property out."""
        given = {
            "tenantId": self.tenant,
            "sku": {"family": "A", "name": "standard"},
            "enableRbacAuthorization": False,
            "accessPolicies": [self.policy(*permissions)] if permissions else [],
            **properties,
        }
        return {"location": "westeurope", "properties": {key: value for key, value in given.items() if value is not None}}

    def vault(self, *permissions: str, name: str = "kv-test", **properties: Any) -> str:
        """The vault's path; with all secret permissions unless told otherwise."""
        path = f"{self.group()}/providers/Microsoft.KeyVault/vaults/{name}"
        reply = self.arm("PUT", path, self.vault_body(*(permissions or ("all", "purge")), **properties))
        assert reply.status == 200, reply.body
        return path

    def identity(self, name: str = "identity") -> str:
        path = f"{self.group()}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
        assert self.arm("PUT", path, {"location": "westeurope"}).status == 201
        return path

    def assign(self, role: str, who: Principal, scope: str = "") -> Response:
        """Gives a role by name at a scope below the subscription."""
        definitions = self.arm("GET", f"/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq '{role}'")
        body = {
            "properties": {
                "roleDefinitionId": definitions.body["value"][0]["id"],
                "principalId": who.object_id,
                "principalType": "ServicePrincipal",
            }
        }
        name = self.cloud.runtime.ids.guid()
        return self.arm("PUT", f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}", body)

    def pass_time(self, seconds: float = 1.0) -> None:
        self.cloud.runtime.clock.advance(seconds)


def code(reply: Response) -> str:
    """The error's code, with the inner one after a slash."""
    error = reply.body["error"]
    inner = error.get("innererror", {}).get("code")
    return f"{error['code']}/{inner}" if inner else str(error["code"])
