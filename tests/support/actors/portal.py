# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else's changes by hand: plain requests to ARM, to vaults and to Azure DevOps, past our modules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from requests import Session

GRAPH = "https://graph.microsoft.com"
ARM = "https://management.azure.com"
DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798"
"""The application id of Azure DevOps, which is its tokens' audience."""


class Portal:
    """Signed in as the emulator's caller. Paths of ARM start below the subscription."""

    def __init__(self, environment: Mapping[str, str], settle: Callable[[], None] = lambda: None) -> None:
        """:param settle: what a person does after a change by hand: wait until it holds."""
        self._environment, self._settle = environment, settle
        self.subscription = f"/subscriptions/{environment['AZURE_SUBSCRIPTION_ID']}"
        self.tenant = environment["AZURE_TENANT_ID"]

    def arm(self, method: str, path: str, body: Any = None, version: str = "2023-07-01") -> Any:
        mark = "&" if "?" in path else "?"
        return self._ask(method, f"{ARM}{self.subscription}{path}{mark}api-version={version}", ARM, body)

    def vault(self, method: str, name: str, path: str, body: Any = None) -> Any:
        url = f"https://{name}.vault.azure.net{path}?api-version=7.5"
        return self._ask(method, url, "https://vault.azure.net", body)

    def devops(self, method: str, path: str, body: Any = None, version: str = "7.1") -> Any:
        """Paths start below the organization."""
        mark = "&" if "?" in path else "?"
        return self._ask(method, f"{self._environment['AZURE_DEVOPS_ORG_URL']}{path}{mark}api-version={version}", DEVOPS, body)

    def graph(self, method: str, path: str, body: Any = None) -> Any:
        return self._ask(method, f"{GRAPH}/v1.0{path}", GRAPH, body)

    def caller_object_id(self) -> str:
        """Object id of the service principal that it is signed in as."""
        found = self.graph("GET", f"/servicePrincipals(appId='{self._environment['AZURE_CLIENT_ID']}')")
        return str(found["id"])

    def token(self, audience: str) -> str:
        """An access token of the caller's."""
        with self._session() as session:
            return self._token(session, audience)

    def _session(self) -> Session:
        session = Session()
        session.trust_env = False  # the test's own proxy settings must not come between
        session.proxies = {"https": self._environment["HTTPS_PROXY"]}
        session.verify = self._environment["REQUESTS_CA_BUNDLE"]
        return session

    def _ask(self, method: str, url: str, audience: str, body: Any) -> Any:
        with self._session() as session:
            if audience == DEVOPS and self._environment.get("AZURE_DEVOPS_AUTH") == "pat":
                session.auth = ("", self._environment["AZURE_DEVOPS_EXT_PAT"])
            else:
                session.headers["Authorization"] = f"Bearer {self._token(session, audience)}"
            session.headers["Accept"] = "application/json"
            answer = session.request(method, url, json=body, timeout=30)
        assert answer.ok, f"{method} {url}: {answer.status_code} {answer.text}"
        if method != "GET":
            self._settle()
        return answer.json() if answer.content else None

    def _token(self, session: Session, audience: str) -> str:
        answer = session.post(
            f"https://login.microsoftonline.com/{self.tenant}/oauth2/v2.0/token",
            {
                "grant_type": "client_credentials",
                "client_id": self._environment["AZURE_CLIENT_ID"],
                "client_secret": self._environment["AZURE_CLIENT_SECRET"],
                "scope": f"{audience}/.default",
            },
            timeout=30,
        )
        token: str = answer.json()["access_token"]
        return token
