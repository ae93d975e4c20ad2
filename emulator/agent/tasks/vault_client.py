# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key Vault's data plane as AzureKeyVault@2 asks it (docs/reference/pipeline_task.md#vault-requests)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import requests

from emulator.agent.tasks.federated_sign_in import FederatedSignIn, SignInFailed
from emulator.agent.tasks.web_client import Unreachable, WebClient, json_object

API_VERSION = "2016-10-01"
DENIED = (
    "{message}. The specified Azure service connection needs to have Get, List secret management permissions on the "
    "selected key vault. To set these permissions, download the ProvisionKeyVaultPermissions.ps1 script from "
    "build/release logs and execute it, or set them from the Azure portal."
)


class VaultRefused(Exception):
    """No answer to use; the text is the task's."""

    def __init__(self, text: str, denied: bool = False) -> None:
        super().__init__(text)
        self.denied = denied
        """Whether the vault said that permissions are missing."""


class VaultClient:
    """One vault. May be used by several threads."""

    def __init__(self, web: WebClient, sign_in: FederatedSignIn, url: str, resource: str, notify: Callable[[str], None]) -> None:
        """:param notify: gets lines for the log, from any thread."""
        self._web, self._sign_in, self.url, self._resource, self._notify = web, sign_in, url, resource, notify
        self._token: str | None = None
        self._lock = threading.Lock()

    @property
    def list_url(self) -> str:
        return f"{self.url}/secrets?maxresults=25&api-version={API_VERSION}"

    def secrets(self) -> list[dict[str, Any]]:
        """All secrets' properties, page after page.

        :raises VaultRefused:
        """
        found: list[dict[str, Any]] = []
        link = self.list_url
        while link:
            body = self._get(link)
            found += body.get("value") or []
            link = body.get("nextLink") or ""
        return found

    def value(self, name: str) -> str:
        """A secret's value; `name/version` is allowed.

        :raises VaultRefused:
        """
        return str(self._get(f"{self.url}/secrets/{quote(name, safe='')}?api-version={API_VERSION}", name).get("value") or "")

    def _get(self, url: str, secret: str | None = None) -> dict[str, Any]:
        try:
            response = self._web.patiently(lambda: self._web.patiently(lambda: self._authorized(url)))
            challenge = re.search(r'resource="([^"]+)"', response.headers.get("WWW-Authenticate", ""))
            if response.status_code == 401 and challenge:
                self._notify(f"Retrying with vault resource Id reterieved from response : {challenge[1]}")
                with self._lock:
                    self._resource, self._token = challenge[1], None
                response = self._authorized(url)
        except (Unreachable, SignInFailed) as error:
            raise VaultRefused(str(error)) from error
        if response.status_code == 200:
            return json_object(response)
        if response.status_code == 400 and secret is not None:
            raise VaultRefused(
                f"Secret not found: {secret}. Secret name must be a string 1-127 characters in length containing only -, "
                "0-9, a-z and A-Z."
            )
        raise refusal(response)

    def _authorized(self, url: str) -> requests.Response:
        # One token for all: parallel requests wait for the first to sign in.
        with self._lock:
            if self._token is None:
                self._token = self._sign_in.token(self._resource)
            token = self._token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        return self._web.once("GET", url, headers)


def refusal(response: requests.Response) -> VaultRefused:
    """What the task makes of an error answer; without a message in it, JavaScript's text for any object."""
    error = json_object(response).get("error")
    message = str(error.get("message") or "") if isinstance(error, dict) else response.text
    if response.status_code == 403 and message:
        return VaultRefused(DENIED.format(message=message), denied=True)
    return VaultRefused(message or "[object Object]")
