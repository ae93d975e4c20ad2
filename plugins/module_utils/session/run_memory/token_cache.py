# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One token per identity and audience in a playbook run, shared by its workers through a private file."""

from __future__ import annotations

import contextlib
import json
import pathlib
import re
import threading
import time
import typing as t

from ...errors import AuthenticationError
from ...sdk import required
from ...transport.failures import TransportError
from ..sign_in_method import SignInMethod
from .run_files import path_of, shared_folder, write_whole

with required("azure-core"):
    from azure.core.credentials import AccessToken
    from azure.core.exceptions import AzureError, ServiceRequestError, ServiceResponseError

with required("azure-identity"):
    from cryptography.fernet import Fernet, InvalidToken  # msal, which azure-identity signs in with, needs this package

    _SEAL = Fernet(Fernet.generate_key())
    """In the memory of ansible-playbook, which imports this before it forks its workers, and in theirs; a file that outlives a
    killed run is of no use."""

KEEP_CLEAR_OF_EXPIRY = 300
"""Seconds; a token that ends sooner is not given out."""
NETWORK = "Check the network, DNS and the proxy settings (HTTPS_PROXY), or allow the service more time (request_timeout)."
OIDC = (
    "Azure DevOps gave no token of the job. Map SYSTEM_ACCESSTOKEN: $(System.AccessToken) into the task's env, and let the "
    "pipeline use the service connection."
)
CHECK = "Check the ids, the tenant and the secret or trust behind them, or choose another auth_source."
REMEDIES = {
    "AADSTS7000215": "Give the value of a secret of the application, not its id; perhaps somebody has removed this one.",
    "AADSTS7000222": "Make a new secret for the application: this one has expired.",
    "AADSTS700016": "Correct client_id or tenant: the application is not in this tenant, or was made there a moment ago.",
    "AADSTS700027": "Add this certificate to the application, or sign in with one that it has.",
}
"""Remedies for Entra's refusals of the task's own sign-in (docs/reference/entra.md#wrong-secret,
docs/reference/entra.md#certificates); what mends a pipeline's is in resources/shared/sign_in_errors.py."""


class TokenCache:
    """A credential in the SDKs' sense (`get_token`) that remembers.

    The files are encrypted under a key that is never written.

    Ansible removes the run's folder at its end. VAULTPIPE_TOKEN_CACHE=off keeps tokens in memory only.
    """

    def __init__(self, way: SignInMethod, run_directory: str | None) -> None:
        self.way = way
        self._folder = shared_folder(run_directory)
        self._tokens: dict[str, AccessToken] = {}
        self._own: set[str] = set()
        """Tokens that this very task has asked for: when one of them is refused, another would be too."""
        self._refused: dict[str, str] = {}
        """Scopes of refused tokens."""
        self._turn = threading.Lock()
        """Held by the thread that looks for a token, so that a task with several signs in once."""

    def get_token(self, *scopes: str, claims: str | None = None, **_options: t.Any) -> AccessToken:
        """A valid token for the first scope, always of the one tenant that the way of signing in belongs to.

        :param claims: what a service wants proven beyond the token that it refused; a remembered token would not do.
        :raises AuthenticationError: names the way of signing in that was taken.
        """
        scope = scopes[0]
        with self._turn:
            token = None if claims else self._tokens.get(scope) or self._load(scope)
            if token is None or token.expires_on - time.time() < KEEP_CLEAR_OF_EXPIRY:
                token = self._sign_in(scope, {"claims": claims} if claims else {})
                self._save(scope, token)
            self._tokens[scope] = token
            return token

    def renewed(self, refused: str) -> str | None:
        """Another token in place of one that a service refused; None when there is nothing better.

        The clock of this machine may be wrong, or somebody has revoked it: nobody else shall find it in the file.
        """
        with self._turn:
            return self._renewed(refused)

    def _renewed(self, refused: str) -> str | None:
        scope = next((scope for scope, token in self._tokens.items() if token.token == refused), None)
        if scope is None:
            scope = self._refused.get(refused)
            return self._tokens[scope].token if scope in self._tokens else None
        path = self._path(scope)
        if path:
            with contextlib.suppress(OSError):
                path.unlink()
        if refused in self._own:
            return None
        token = self._sign_in(scope, {})
        self._save(scope, token)
        self._tokens[scope] = token
        self._refused[refused] = scope
        return token.token

    def _sign_in(self, scope: str, options: dict[str, str]) -> AccessToken:
        try:
            token: AccessToken = self.way.credential.get_token(scope, **options)
        except (AzureError, ValueError, OSError, TransportError) as error:
            # OSError: the file with the federated token.
            why, remedy = _why(error)
            raise AuthenticationError(f"Could not sign in as {self.way.described}, for {scope}: {why}", remedy) from error
        # The library takes whatever stands there in an answer.
        if not isinstance(token.token, str) or not token.token:
            raise AuthenticationError(f"Could not sign in as {self.way.described}, for {scope}: the answer has no token.", CHECK)
        self._own.add(token.token)
        return token

    def _path(self, scope: str) -> pathlib.Path | None:
        return path_of(self._folder, "token", (*self.way.identity, scope))

    def _load(self, scope: str) -> AccessToken | None:
        path = self._path(scope)
        try:
            return AccessToken(**json.loads(_SEAL.decrypt(path.read_bytes()))) if path else None
        except (OSError, ValueError, TypeError, InvalidToken):
            return None

    def _save(self, scope: str, token: AccessToken) -> None:
        path = self._path(scope)
        if path:
            write_whole(path, _SEAL.encrypt(json.dumps({"token": token.token, "expires_on": token.expires_on}).encode()))


def _why(error: Exception) -> tuple[str, str]:
    """The cause in one sentence, and what to do. The library wraps what it does not know."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, TransportError):
            return cause.message, cause.remedy
        if isinstance(cause, ServiceRequestError | ServiceResponseError):
            return first_sentence(error), NETWORK
        cause = cause.__cause__ or cause.__context__
    if "OIDC token" in str(error) or isinstance(error, json.JSONDecodeError):
        return first_sentence(error), OIDC
    code = re.search(r"AADSTS\d+", str(error))
    return first_sentence(error), REMEDIES.get(code[0], CHECK) if code else CHECK


def first_sentence(error: Exception) -> str:
    """Without the traces and advice that follow on other lines."""
    return str(error).strip().split("\n", maxsplit=1)[0].strip().rstrip(".") + "."
