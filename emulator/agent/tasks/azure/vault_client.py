# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key Vault's data plane as AzureKeyVault@2 asks it (docs/reference/pipeline_task.md#vault-requests)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

import requests

from emulator.agent.tasks.azure.msal import SignInFailed
from emulator.agent.tasks.azure.sign_in import SignIn
from emulator.agent.tasks.javascript import UNDEFINED, formatted, is_truthy, stringified
from emulator.agent.tasks.web_client import RETRIED, TRIES, Unreachable, WebClient, body_of

API_VERSION = "2016-10-01"
UNRESERVED = "-_.!~*'()"
"""Signs that `encodeURIComponent` leaves as they are, besides letters and digits."""
UNRESERVED_IN_PATHS = UNRESERVED.replace("'", "")
"""Signs that Node.js leaves as they are in a path."""
DENIED = (
    "{message}. The specified Azure service connection needs to have Get, List secret management permissions on the "
    "selected key vault. To set these permissions, download the ProvisionKeyVaultPermissions.ps1 script from "
    "build/release logs and execute it, or set them from the Azure portal."
)
PAUSE = 2.0
"""Seconds between two of the outer tries."""
RETRIED_ERRORS = ("Request timeout: ", "getaddrinfo ")


class VaultRefused(Exception):
    """No answer to use."""

    def __init__(self, status: int | None, message: Any, **more: Any) -> None:
        """:param more: code and details, where the vault gave an error object."""
        super().__init__(formatted(message))
        self.denied = status == 403 and is_truthy(message)
        """True where the vault said that permissions are missing."""
        self._object = {"statusCode": status, "message": message, **more}
        self._said = is_truthy(message)
        self._message = DENIED.format(message=formatted(message)) if self.denied else message

    @property
    def text(self) -> str:
        """In a sentence: JavaScript's text for the whole error where there is no message."""
        return formatted(self._message) if self._said else formatted(self._object, "AzureError")

    @property
    def json(self) -> str:
        return stringified(self._message if self._said else self._object)


class VaultClient:
    """One vault. May be used by several threads."""

    def __init__(
        self, web: WebClient, sign_in: SignIn, url: str, resource: str, notify: Callable[[str], None],
        crashed: Callable[[str], None],
    ) -> None:  # fmt: skip
        """
        :param notify: gets lines for the log, from any thread.
        :param crashed: gets the text of a failure that the real task does not wait for.
        """
        self.web, self._sign_in, self.url, self._resource = web, sign_in, url, resource
        self._notify, self._crashed = notify, crashed

    @property
    def list_url(self) -> str:
        return f"{self.url}/secrets?maxresults=25&api-version={API_VERSION}"

    def secrets(self) -> list[dict[str, Any]]:
        """All secrets' properties, page after page.

        :raises VaultRefused:
        """
        body = self._answer(lambda: self._invoke(self.list_url))
        found: list[dict[str, Any]] = []
        while True:
            listed = property_of(body, "value") or []
            found += [described(one) for one in (listed if isinstance(listed, list) else [listed])]
            link = property_of(body, "nextLink")
            if not link:
                return found
            # A later page is asked for without the outer tries.
            body = self._answer(partial(self._begin, str(link)))

    def value(self, name: str) -> Any:
        """A secret's value, whatever the vault gave as one; `name/version` is allowed.

        :raises VaultRefused:
        """
        url = f"{self.url}/secrets/{quote(name.encode('utf-8', 'replace'), safe=UNRESERVED_IN_PATHS)}?api-version={API_VERSION}"
        body = self._answer(lambda: self._invoke(url), name)
        return property_of(body, "value")

    def _answer(self, ask: Callable[[], requests.Response], secret: str | None = None) -> Any:
        """The body of a good answer.

        :raises VaultRefused:
        """
        try:
            response = ask()
        except (Unreachable, SignInFailed) as error:
            raise VaultRefused(None, str(error)) from error
        body = body_of(response)
        if response.status_code == 200:
            return body
        if response.status_code == 400 and secret is not None:
            raise VaultRefused(
                None,
                f"Secret not found: {secret}. Secret name must be a string 1-127 characters in length containing only -, "
                "0-9, a-z and A-Z.",
            )
        told = body.get("error") if isinstance(body, dict) else None
        if not is_truthy(told):
            raise VaultRefused(response.status_code, body)
        given: dict[str, Any] = told if isinstance(told, dict) else {}
        code, message, details = (given.get(name, UNDEFINED) for name in ("code", "message", "details"))
        self.web.issue(formatted(code))
        raise VaultRefused(response.status_code, message, code=code, details=details)

    def _invoke(self, url: str) -> requests.Response:
        """Five times what tries five times itself; for an answer that names another resource, with a token for that.

        :raises Unreachable, SignInFailed:
        """
        for tries_left in reversed(range(TRIES)):
            try:
                response = self._begin(url)
                resource = challenged(response)
                if resource:
                    self._notify(f"Retrying with vault resource Id reterieved from response : {resource}")
                    self._resource = resource
                    try:
                        self._sign_in.token(resource, fresh=True)
                    except SignInFailed as error:
                        self._crashed(str(error))
                    response = self._begin(url)
                if response.status_code not in RETRIED or not tries_left:
                    return response
            except Unreachable as error:
                if not tries_left or not (error.code or str(error).startswith(RETRIED_ERRORS)):
                    raise
            self.web.pause(PAUSE)
        raise AssertionError("the last try returns or raises")

    def _begin(self, url: str) -> requests.Response:
        """:raises Unreachable, SignInFailed:"""
        response = self._sent(url, self._sign_in.token(self._resource))
        body = body_of(response) if response.status_code == 401 else None
        error = body.get("error") if isinstance(body, dict) else None
        if isinstance(error, dict) and error.get("code") == "ExpiredAuthenticationToken":
            response = self._sent(url, self._sign_in.token(self._resource, fresh=True))
        return response

    def _sent(self, url: str, token: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        return self.web.patiently(lambda: self.web.once("GET", url, headers))


def property_of(body: Any, name: str) -> Any:
    """:raises VaultRefused: with JavaScript's words where there is nothing to have it."""
    if body is UNDEFINED or body is None:
        kind = "null" if body is None else "undefined"
        raise VaultRefused(None, f"Cannot read properties of {kind} (reading '{name}')")
    return body.get(name) if isinstance(body, dict) else None


def described(listed: Any) -> dict[str, Any]:
    """A secret's entry in a list.

    :raises VaultRefused: without what the task looks at, in JavaScript's words.
    """
    entry = listed if isinstance(listed, dict) else {}
    for holder, inner, wanted in ((entry, "attributes", "exp"), (entry, "id", "lastIndexOf")):
        if inner not in holder:
            raise VaultRefused(None, f"Cannot read properties of undefined (reading '{wanted}')")
    return entry


def challenged(response: requests.Response) -> str:
    """The resource that a 401 asks a token for; empty where it names none."""
    if response.status_code != 401:
        return ""
    pairs = [[part.strip() for part in pair.split("=")] for pair in response.headers.get("WWW-Authenticate", "").split(",")]
    named = {pair[0]: pair[1] for pair in pairs if len(pair) > 1}
    return named.get("resource", "").replace('"', "")
