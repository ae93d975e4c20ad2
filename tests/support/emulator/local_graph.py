# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local Microsoft Graph without sockets, and sign-ins at the local Entra."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import AUDIENCE, LocalAzure
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.principals import Principal

GRAPH = "https://graph.microsoft.com"
UPSERT = "create-if-missing"


class LocalGraph:
    """Paths start below `/v1.0`, or another version; asked as the caller unless `who` says another."""

    def __init__(self, **settings: Any) -> None:
        self.azure = LocalAzure(**settings)
        self.cloud = self.azure.cloud
        self.caller, self.powerless, self.tenant = self.azure.caller, self.azure.powerless, self.azure.tenant

    def ask(
        self, method: str, path: str, body: Any = None, who: Principal | None = None, prefer: str = "", version: str = "v1.0"
    ) -> Response:
        token = self.cloud.directory.issue_token(who or self.caller, GRAPH)[0]
        headers = {"Authorization": f"Bearer {token}", "Prefer": prefer}
        content = b"" if body is None else json.dumps(body).encode()
        return self.cloud.ask(Request.to(method, f"{GRAPH}/{version}{path}", headers, content))

    def made(self, path: str, body: Any) -> dict[str, Any]:
        reply = self.ask("POST", path, body)
        assert reply.status == 201, reply.body
        return dict(reply.body)

    def application(self, name: str = "app", **properties: Any) -> dict[str, Any]:
        return self.made("/applications", {"displayName": name, **properties})

    def service_principal(self, application: dict[str, Any]) -> dict[str, Any]:
        return self.made("/servicePrincipals", {"appId": application["appId"]})

    def found(self, path: str, condition: str = "") -> list[Any]:
        """The display names, or else the names, in a list."""
        reply = self.ask("GET", f"{path}?$filter={quote(condition)}" if condition else path)
        assert reply.status == 200, reply.body
        return sorted(one.get("displayName", one.get("name")) for one in reply.body["value"])

    def rules(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self.cloud.runtime.policies, name, value)

    def somebody_elses(self, name: str = "theirs", **properties: Any) -> dict[str, Any]:
        """An application that the powerless principal owns, and the caller no longer does."""
        application = self.application(name, **properties)
        owners = f"/applications/{application['id']}/owners"
        reference = f"{GRAPH}/v1.0/directoryObjects/{self.powerless.object_id}"
        assert self.ask("POST", f"{owners}/$ref", {"@odata.id": reference}).status == 204
        assert self.ask("DELETE", f"{owners}/{self.caller.object_id}/$ref").status == 204
        return application

    # -- sign-in --------------------------------------------------------------------------------------------------

    def sign_in(self, client_id: str, **proof: str) -> Response:
        """At Entra, for a token of Resource Manager."""
        form = {"grant_type": "client_credentials", "client_id": client_id, "scope": "https://management.azure.com/.default"}
        url = f"https://login.microsoftonline.com/{self.tenant}/oauth2/v2.0/token"
        return self.cloud.ask(Request.to("POST", url, {}, urlencode({**form, **proof}).encode()))

    def sign_in_federated(self, client_id: str, subject: str, issuer: str | None = None) -> Response:
        """With an assertion that Entra itself has signed."""
        now = int(self.cloud.runtime.clock.now())
        claims = {"iss": issuer or self.issuer, "sub": subject, "aud": AUDIENCE, "iat": now, "exp": now + 600}
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        return self.sign_in(client_id, client_assertion_type=kind, client_assertion=self.cloud.keys["entra"].sign(claims))

    @property
    def issuer(self) -> str:
        return f"https://login.microsoftonline.com/{self.tenant}/v2.0"


def aadsts(reply: Response) -> int:
    """The number of Entra's refusal; 0 when it gave a token."""
    return int(reply.body["error_codes"][0]) if reply.status != 200 else 0
