# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure DevOps, JSON in and JSON out, over the azure-devops package's own client.

Its models drop fields that they do not know, and a PUT that replaces the whole object would lose them.
"""

from __future__ import annotations

import typing as t
import weakref
from urllib.parse import quote

from ...errors import AuthenticationError, NotDefinite, NotFound, VaultpipeError, service_error
from ...sdk import required
from ...session.devops_login import DevOpsLogin
from ...session.run_memory.known_ids import Ids
from ...transport.failures import LedElsewhere, TransportError
from ...wait import wait_for
from ..context import TaskContext
from ..http.field_types import KINDS
from ..http.paging import ContinuationTokens
from ..http.responses import the_list, the_object, understood
from .locations import DEFINITIONS, ENDPOINTS, OPERATIONS, PROJECTS, REPOSITORIES, Location

with required("azure-devops"):
    import requests
    from azure.devops.client import Client
    from msrest.exceptions import ClientException

    from ...transport.guard import guard
    from ..http.retries import SessionRetries

    class _Client(Client):
        """The package's client with our locations and our errors."""

        def __init__(self, context: TaskContext, login: DevOpsLogin) -> None:
            session = context.session
            super().__init__(login.organization_url, login.authentication)
            self.add_user_agent("vaultpipe.azure")
            self.config.keep_alive = True  # one connection for all calls of the task
            self.config.connection.timeout = session.requests.timeout
            self.config.session_configuration_callback = self._configured
            self._repeats = SessionRetries.of(context)
            self._guarded: weakref.WeakSet[requests.Session] = weakref.WeakSet()
            self._renew = session.credential.renewed if login.uses_entra else None
            self.known: dict[str, Location] = {}

        def _configured(self, session: requests.Session, *_configurations: t.Any, **request: t.Any) -> dict[str, t.Any]:
            """The package fills a session with adapters and retries of its own before it can be told otherwise."""
            if session not in self._guarded:  # each thread has its own
                guard(session, [self.config.base_url], renew=self._renew)
                self._guarded.add(session)
            for adapter in session.adapters.values():
                t.cast(t.Any, adapter).max_retries = self._repeats
            return request

        def _get_resource_location(self, url: str, location_id: str) -> Location:
            return self.known[location_id]

        def ask(self, method: str, location: Location, route: t.Any, query: t.Any, body: t.Any, accept: str) -> t.Any:
            self.known[location.id] = location
            # The package quotes neither: its generated methods do, which we go round.
            return self._send(
                method,
                location.id,
                location.version,
                route_values={name: quote(str(value), safe="") for name, value in route.items()},
                query_parameters={name: quote(_plain(value), safe="") for name, value in (query or {}).items()},
                content=body,
                media_type=PATCH_DOCUMENT if method == "PATCH" and isinstance(body, list) else "application/json",
                accept_media_type=accept,
            )

        def _handle_error(self, request: t.Any, response: t.Any) -> t.NoReturn:
            raise _Refused(response)


Json = dict[str, t.Any]
PATCH_DOCUMENT = "application/json-patch+json"
"""A list of changes, where another PATCH sends what the thing shall be."""
PROJECT, REPOSITORY, PIPELINE, ENDPOINT = WITH_IDS = ("project", "repository", "pipeline", "endpoint")
"""Kinds of things whose ids a run remembers by name."""
NAMED = (PROJECTS.id, REPOSITORIES.id, DEFINITIONS.id, ENDPOINTS.id)
"""Locations of these things: what is written there may make another thing of a name."""
SIGN_IN = "/_signin"
"""In the address of the page for people that Azure DevOps sends them to who have not signed in."""


class _Refused(Exception):
    """Carries an error answer past the package, which would drop its status."""

    def __init__(self, response: t.Any) -> None:
        super().__init__(response.status_code)
        self.response = response


def _plain(value: t.Any) -> str:
    """Text of a value in a query."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class DevOpsClient:
    """Calls by location (locations.py); the route's variables are keyword-like in `route`."""

    def __init__(self, context: TaskContext) -> None:
        self._session, self.reporter = context.session, context.reporter
        self._login = DevOpsLogin(context.session.options, lambda: context.session.credential)
        self._client = _Client(context, self._login)
        self._scope = ""

    @property
    def organization_url(self) -> str:
        return self._login.organization_url

    def known_ids(self, kind: str, *name: str) -> Ids | None:
        """The ids that this run has learned for the name."""
        return self._session.known_ids.recall(kind, self.organization_url, *name)

    def keep_ids(self, ids: Ids, kind: str, *name: str) -> None:
        self._session.known_ids.keep(ids, kind, self.organization_url, *name)

    def get(self, location: Location, asked: str, *, query: Json | None = None, **route: t.Any) -> t.Any:
        """The JSON object; None on a definite 404."""
        try:
            response = self._send("GET", location, asked, query, None, route)
        except NotFound:
            return None
        return self._object(response, asked)

    def get_or_null(self, location: Location, asked: str, **route: t.Any) -> t.Any:
        """The same where the service says `null` for what is not there (docs/reference/azure_devops.md#null-for-nothing)."""
        try:
            response = self._send("GET", location, asked, None, None, route)
        except NotFound:
            return None
        return None if response.text.strip() == "null" else self._object(response, asked)

    def list(self, location: Location, asked: str, *, query: Json | None = None, **route: t.Any) -> list[Json]:
        """The `value` of all pages; empty on a 404 of what it belongs to."""
        found: list[Json] = []
        marks, page = ContinuationTokens(asked), Json()
        while True:
            try:
                response = self._send("GET", location, asked, {**(query or {}), **page}, None, route)
            except NotFound:
                return found
            found += the_list(self._parsed(response, asked), asked)
            if "X-MS-ContinuationToken" not in response.headers:
                return found
            page = {"continuationToken": marks.following(response.headers["X-MS-ContinuationToken"])}

    def post(self, location: Location, asked: str, body: t.Any, *, query: Json | None = None, **route: t.Any) -> t.Any:
        return the_object(self._json("POST", location, asked, query, body, route), asked)

    def put(self, location: Location, asked: str, body: t.Any, *, query: Json | None = None, **route: t.Any) -> t.Any:
        return the_object(self._json("PUT", location, asked, query, body, route), asked)

    def patch(self, location: Location, asked: str, body: t.Any, *, query: Json | None = None, **route: t.Any) -> t.Any:
        return self._json("PATCH", location, asked, query, body, route)

    def delete(self, location: Location, asked: str, *, query: Json | None = None, **route: t.Any) -> t.Any:
        """The JSON answer if there is one; None on a 404 as well."""
        try:
            return self._json("DELETE", location, asked, query, None, route)
        except NotFound:
            return None

    def finish(self, operation: Json, asked: str, timeout: float) -> None:
        """Follows an operation to its end (docs/reference/azure_devops.md#project-operations).

        :param operation: the answer that named it.
        :raises VaultpipeError: it failed, with what the service says about it.
        """

        operation_id = the_object(operation, asked)["id"]

        def ended() -> Json | None:
            found: Json = self.get(OPERATIONS, f"follow the operation to {asked}", operationId=operation_id) or {}
            return found if found.get("status") in ("succeeded", "failed", "cancelled") else None

        end = wait_for(f"the operation to {asked}", ended, timeout=timeout, report=self.reporter)
        if end["status"] != "succeeded":
            said = end.get("detailedMessage") or end.get("resultMessage") or "The service says no more."
            raise VaultpipeError(f"Could not {asked}: the operation {end['status']}. {said}")

    def text(self, location: Location, asked: str, *, query: Json | None = None, **route: t.Any) -> str:
        """The service writes UTF-8, whether it says so or not."""
        content: bytes = self._send("GET", location, asked, query, None, route, accept="text/plain").content
        return content.decode("utf-8-sig", errors="replace")

    def download(self, location: Location, asked: str, *, query: Json | None = None, **route: t.Any) -> bytes:
        """A zip file."""
        content: bytes = self._send("GET", location, asked, query, None, route, accept="application/zip").content
        return content

    def _json(self, method: str, location: Location, asked: str, query: Json | None, body: t.Any, route: Json) -> t.Any:
        return self._parsed(self._send(method, location, asked, query, body, route), asked)

    def _parsed(self, response: t.Any, asked: str) -> t.Any:
        """:raises AuthenticationError: a sign-in page instead of an answer (docs/reference/azure_devops.md#sign-in)."""
        if response.status_code == 203 or "text/html" in response.headers.get("Content-Type", ""):
            raise self._refused(asked, "it answered with a sign-in page", None)
        return understood(response.content, asked, KINDS)

    def _object(self, response: t.Any, asked: str) -> Json:
        return the_object(self._parsed(response, asked), asked)

    def _send(
        self, method: str, location: Location, asked: str, query: Json | None, body: t.Any, route: Json,
        accept: str = "application/json",
    ) -> t.Any:  # fmt: skip
        """:raises ServiceError: with the service's typeKey as code.
        :raises AuthenticationError: 401, or a principal that the organization does not know."""
        self._session.asked = asked
        self._scope = scope_of(location)
        if method != "GET" and location.id in NAMED:
            self._session.known_ids.forget(*WITH_IDS)
        try:
            return self._client.ask(method, location, dict(route), query, body, accept)
        except _Refused as refused:
            raise self._error(asked, refused.response) from None
        except TransportError as error:
            if isinstance(error, LedElsewhere) and SIGN_IN in error.address:
                raise self._refused(asked, f"it redirects to a sign-in page ({error.address})", None) from error
            raise error.while_asked(asked) from error
        except (ClientException, requests.RequestException) as error:
            raise service_error(asked, None, type(error).__name__, str(error).split("\n", maxsplit=1)[0]) from error

    def _error(self, asked: str, response: t.Any) -> Exception:
        said = _body(response)
        message, key = " ".join([str(said.get("message") or ""), *_reasons(said)]).strip(), str(said.get("typeKey") or "")
        if response.status_code == 401 or "TF401444" in message:
            return self._refused(asked, message or f"HTTP {response.status_code}", response.headers.get("X-VSS-ResourceTenant"))
        if response.status_code == 404 and not (key or message):
            return self._no_organization(asked)
        return service_error(asked, response.status_code, key, message)

    def _no_organization(self, asked: str) -> NotDefinite:
        """Error for an unknown organization, whose 404 is a page. What a known organization lacks, the service says in JSON."""
        url = self.organization_url
        name = url.rstrip("/").rpartition("/")[2]
        return NotDefinite(
            asked,
            404,
            "",
            f"There is no Azure DevOps organization {name}, or it is not to be seen: {url} does not answer for it.",
            "Correct organization (AZURE_DEVOPS_ORG_URL).",
        )

    def _refused(self, asked: str, why: str, tenant: str | None) -> AuthenticationError:
        """Names the way that was taken, and the organization's tenant when it is another than the token's."""
        login = self._login
        told = f"Could not {asked}: {login.organization_url} does not accept {login.described}: {why.rstrip('.')}."
        if tenant and login.uses_entra and tenant.lower() != self._session.caller.tenant_id.lower():
            told += f" The organization belongs to tenant {tenant}, the token to {self._session.caller.tenant_id}."
        if not login.uses_entra:
            return AuthenticationError(told, f"The token is wrong, expired or revoked, or lacks {self._scope}. Make a new one.")
        return AuthenticationError(
            told,
            "Add the identity to the organization with at least a Basic licence and rights in the project, sign in to the "
            "organization's tenant, or use a personal access token with the scopes of this area (devops_auth: pat).",
        )


SCOPES = {
    "build": "Build (vso.build_execute)",
    "core": "Project and Team (vso.project_manage) or, for processes, Work Items (vso.work)",
    "distributedtask": "Variable Groups (vso.variablegroups_manage), Environment (vso.environment_manage) and Agent Pools "
    "(vso.agentpools)",
    "git": "Code (vso.code_manage)",
    "operations": "Project and Team (vso.project)",
    "PipelinesChecks": "Build (vso.build)",
    "pipelinePermissions": "Pipeline Resources (vso.pipelineresources_manage)",
    "serviceendpoint": "Service Connections (vso.serviceendpoint_manage)",
}
"""Scopes of a personal access token by area, as its page calls them and as the service does."""


def scope_of(location: Location) -> str:
    """Completes "The token lacks ...": what a request there takes."""
    named = SCOPES.get(location.area)
    return f"the scope {named}" if named else "the scopes of this area"


def _reasons(said: Json) -> list[str]:
    """Reasons for not queueing a run, which the message itself lacks (docs/reference/azure_devops.md#validation-results)."""
    found = (said.get("customProperties") or {}).get("ValidationResults") or []
    return [str(one.get("message")) for one in found]


def _body(response: t.Any) -> Json:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
