# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways in which a task signs in to Entra with its service connection, by the connection's scheme."""

from __future__ import annotations

from threading import Lock
from typing import Protocol

from emulator.agent.tasks.azure.connection import Connection
from emulator.agent.tasks.azure.id_token import IdTokens
from emulator.agent.tasks.azure.msal import FAILURE, Msal, SignInFailed
from emulator.agent.tasks.web_client import RETRIED, Unreachable, WebClient, json_object
from emulator.job_protocol.jobs import Job

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


class SignIn(Protocol):
    """Access tokens for one connection in one job; for any thread."""

    def token(self, resource: str, fresh: bool = False) -> str:
        """:raises SignInFailed, Unreachable:"""


def sign_in(web: WebClient, job: Job, connection: Connection, uses_msal: bool) -> SignIn:
    """:param uses_msal: asked for by the job; connections without a key always do."""
    if connection.key is None:
        return MsalSignIn(web, connection, IdTokens(web, job, connection))
    return MsalSignIn(web, connection, None) if uses_msal else KeySignIn(web, connection)


class Turn:
    """One thread after another; who waits for its turn has waited as long as those before it."""

    def __init__(self, web: WebClient) -> None:
        self._waited, self._lock, self._until = web.waited, Lock(), 0.0

    def __enter__(self) -> None:
        self._lock.acquire()
        self._waited.seconds = max(getattr(self._waited, "seconds", 0.0), self._until)

    def __exit__(self, *_error: object) -> None:
        self._until = self._waited.seconds
        self._lock.release()


class MsalSignIn:
    """Signs in by an id token that is fetched once, whatever comes after, or by the connection's key."""

    def __init__(self, web: WebClient, connection: Connection, id_tokens: IdTokens | None) -> None:
        self._web, self._connection, self._id_tokens = web, connection, id_tokens
        self._msal: Msal | None = None
        self._turn = Turn(web)

    def token(self, resource: str, fresh: bool = False) -> str:
        with self._turn:
            if self._msal is None:
                self._msal = Msal(self._web, self._connection, self._proof())
            return self._msal.token(resource, fresh)

    def _proof(self) -> dict[str, str]:
        if self._id_tokens is None:
            return {"client_secret": self._connection.key or ""}
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self._id_tokens.fetch()}


class KeySignIn:
    """Signs in by the connection's key at Entra's older endpoint; its first answer, good or bad, is the answer from then on."""

    def __init__(self, web: WebClient, connection: Connection) -> None:
        self._web, self._connection = web, connection
        self._answer: str | Exception | None = None
        self._turn = Turn(web)

    def token(self, resource: str, fresh: bool = False) -> str:
        with self._turn:
            if self._answer is None or fresh:
                try:
                    self._answer = self._asked(resource)
                except (SignInFailed, Unreachable) as error:
                    self._answer = error
            if isinstance(self._answer, Exception):
                raise self._answer
            return self._answer

    def _asked(self, resource: str) -> str:
        connection = self._connection
        url = f"{connection.key_authority}{connection.tenant_id}/oauth2/token/"
        form = {
            "resource": resource, "client_id": connection.client_id, "grant_type": "client_credentials",
            "client_secret": connection.key or "",
        }  # fmt: skip
        answer = self._web.patiently(
            lambda: self._web.once("POST", url, {"Content-Type": FORM}, data=form), (400, 403, 429, *RETRIED)
        )
        if answer.status_code == 200:
            return str(json_object(answer).get("access_token"))
        if answer.status_code in (400, 401, 403):
            raise SignInFailed(
                "Could not fetch access token for Azure. Verify if the Service Principal used is valid and not expired."
            )
        raise SignInFailed(FAILURE.format(code=answer.status_code, message=answer.reason))
