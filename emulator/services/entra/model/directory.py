# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory: one tenant, its principals, and the tokens they get."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import jwt

from emulator.core.ids import unforeseeable
from emulator.services.entra.errors import disabled_application, missing_service_principal, unknown_application, unknown_resource
from emulator.services.entra.model.applications import Application
from emulator.services.entra.model.client_secrets import ClientSecret
from emulator.services.entra.model.deleted_items import DeletedItems
from emulator.services.entra.model.groups import Group, Groups
from emulator.services.entra.model.principals import Principal, TokenRefused
from emulator.services.entra.model.state import shown_application, shown_group, shown_principal

if TYPE_CHECKING:
    from emulator.core.credentials import Credentials
    from emulator.core.request import Request
    from emulator.runtime import Runtime

TOKEN_LIFETIME = 3600 + 299
"""Seconds; Entra answers about an hour and five minutes."""

SECRET_LIFETIME = 2 * 365 * 86400.0
"""Seconds that a client secret is good for unless its maker says otherwise."""

FIRST_GROUP = "vaultpipe-operators"
"""Display name of the group that is there from the start, with nobody in it."""

RESOURCES = (
    "https://management.azure.com",
    "https://management.core.windows.net",
    "https://vault.azure.net",
    "https://graph.microsoft.com",
    "499b84ac-1321-427f-aa17-267ca6975798",
)
"""Audiences that tokens are given for; the last is Azure DevOps."""


class Directory:
    """Start state: the caller, a powerless principal and a group (docs/docsite/rst/emulator.rst#the-start-state)."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        ids = runtime.ids
        self.tenant_id = ids.guid()
        self.applications: dict[str, Application] = {}
        self.principals: dict[str, Principal] = {}
        self.deleted = DeletedItems(runtime)
        self.pats: dict[str, str] = {}
        self.caller = self.add_principal("vaultpipe-caller")
        self.powerless = self.add_principal("vaultpipe-powerless")
        known = runtime.credentials
        self.caller_secret, self.powerless_secret, self.caller_pat = known.caller_secret, known.powerless_secret, known.caller_pat
        self._add_start_secret(self.caller, self.caller_secret)
        self._add_start_secret(self.powerless, self.powerless_secret)
        self.pats[self.caller_pat] = self.caller.object_id
        self.groups = Groups()
        self.first_group = self.groups.add(Group(ids.guid(), FIRST_GROUP, FIRST_GROUP, runtime.clock.now()))

    # -- app registrations ----------------------------------------------------------------------------------------

    def register(self, display_name: str) -> Application:
        """A new app registration, without a service principal."""
        ids, now = self.runtime.ids, self.runtime.clock.now()
        replicated_at = now + self.runtime.takes("application_replication")
        application = Application(ids.guid(), ids.guid(), display_name, now, replicated_at=replicated_at)
        self.applications[application.object_id] = application
        return application

    def application_by_client_id(self, client_id: str) -> Application | None:
        wanted = client_id.lower()
        return next((one for one in self.applications.values() if one.client_id == wanted), None)

    def application_of(self, principal: Principal) -> Application | None:
        """None for a managed identity."""
        return self.application_by_client_id(principal.client_id)

    def delete_application(self, application: Application) -> None:
        """Into the recycle bin, with its service principal (docs/reference/graph.md#deleted-items)."""
        del self.applications[application.object_id]
        self.deleted.add(application)
        principal = self.principal_by_client_id(application.client_id)
        if principal:
            self.delete_principal(principal)

    def add_secret_to(self, application: Application, display_name: str | None, starts_at: float, ends_at: float) -> ClientSecret:
        secret = ClientSecret(self.runtime.ids.guid(), unforeseeable(40), display_name, starts_at, ends_at)
        application.secrets[secret.key_id] = secret
        return secret

    # -- service principals ---------------------------------------------------------------------------------------

    def add_principal(self, display_name: str, kind: str = "Application") -> Principal:
        """A managed identity's principal, or an application's together with its registration."""
        if kind == "Application":
            application = self.register(display_name)
            application.replicated_at = 0.0  # part of the start state, which everybody knows
            return self.add_service_principal(application)
        principal = Principal(self.runtime.ids.guid(), self.runtime.ids.guid(), display_name, kind)
        return self._added(principal)

    def add_service_principal(self, application: Application) -> Principal:
        """Whoever is trusted to sign for the application signs in as this principal."""
        trusted = application.federated_credentials
        principal = Principal(
            self.runtime.ids.guid(), application.client_id, application.display_name, "Application", trusted
        )  # fmt: skip
        return self._added(principal)

    def _added(self, principal: Principal) -> Principal:
        principal.created_at = self.runtime.clock.now()
        self.principals[principal.object_id] = principal
        return principal

    def delete_principal(self, principal: Principal) -> None:
        """Into the recycle bin."""
        self.remove_principal(principal.object_id)
        self.deleted.add(principal)

    def remove_principal(self, object_id: str) -> None:
        del self.principals[object_id]
        self.pats = {pat: owner for pat, owner in self.pats.items() if owner != object_id}

    def _add_start_secret(self, principal: Principal, text: str) -> None:
        application, now = self.application_of(principal), self.runtime.clock.now()
        assert application is not None, "a managed identity has no secrets"
        self.add_secret_to(application, None, now, now + SECRET_LIFETIME).text = text

    def adopt(self, credentials: Credentials) -> None:
        """This process's credentials in the place of those of the process that took the snapshot."""
        mine = {self.caller_secret: credentials.caller_secret, self.powerless_secret: credentials.powerless_secret}
        for application in [*self.applications.values(), *self.deleted.applications()]:
            for secret in application.secrets.values():
                secret.text = mine.get(secret.text, secret.text)
        self.pats = {credentials.caller_pat if pat == self.caller_pat else pat: owner for pat, owner in self.pats.items()}
        self.caller_secret, self.powerless_secret = credentials.caller_secret, credentials.powerless_secret
        self.caller_pat = credentials.caller_pat

    def principal_by_client_id(self, client_id: str) -> Principal | None:
        wanted = client_id.lower()
        return next((one for one in self.principals.values() if one.client_id == wanted), None)

    def signing_in(self, client_id: str) -> Principal:
        """:raises EntraError: AADSTS700016, 7000229 or 7000112: no such application, no principal of it, disabled."""
        principal = self.principal_by_client_id(client_id)
        if principal is None:
            known = self.application_by_client_id(client_id) is not None
            refusal = missing_service_principal if known else unknown_application
            raise refusal(self.runtime, client_id, self.tenant_id)
        if not principal.enabled:
            raise disabled_application(self.runtime, client_id, principal.display_name)
        return principal

    def object_ids(self, principal_id: str) -> set[str]:
        """Object ids under which a principal is given rights: its own and its groups'."""
        return {principal_id, *self.groups.around(principal_id)}

    # -- tokens ---------------------------------------------------------------------------------------------------

    def resource_of(self, scope: str) -> str:
        """The audience that a scope asks for; `//.default` is what az sends (docs/reference/entra.md#audiences).

        :raises EntraError: AADSTS500011, no such resource.
        """
        resource = scope.removesuffix("/.default")
        if resource.rstrip("/").lower() not in RESOURCES:
            raise unknown_resource(self.runtime, resource, self.tenant_id)
        return resource

    def issue_token(self, principal: Principal, audience: str, **claims: Any) -> tuple[str, int]:
        """An access token and its lifetime in seconds."""
        now = int(self.runtime.clock.now())
        return self.runtime.keys["entra"].sign(
            {
                "aud": audience,
                "iss": f"https://sts.windows.net/{self.tenant_id}/",
                "iat": now,
                "nbf": now,
                "exp": now + TOKEN_LIFETIME,
                "appid": principal.client_id,
                "oid": principal.object_id,
                "sub": principal.object_id,
                "tid": self.tenant_id,
                "idtyp": "app",
                "ver": "1.0",
                "uti": self.runtime.ids.word(22),
                **claims,
            }
        ), TOKEN_LIFETIME

    def authenticate_bearer(self, request: Request, audiences: tuple[str, ...]) -> Principal:
        """The principal that sent the access token in the Authorization header.

        :raises TokenRefused: there is none, or it is not from here, not for this audience, or expired.
        """
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TokenRefused("missing", "The request has no bearer token.")
        try:
            claims = self.runtime.keys["entra"].verified(token.strip())
        except jwt.PyJWTError as error:
            raise TokenRefused("invalid", f"The token is not one of this tenant: {error}.") from error
        if str(claims.get("aud", "")).rstrip("/").lower() not in {audience.rstrip("/").lower() for audience in audiences}:
            raise TokenRefused("audience", f"The token is for {claims.get('aud')}.")
        if claims["exp"] <= self.runtime.clock.now():
            raise TokenRefused("expired", "The token has expired.")
        principal = self.principals.get(str(claims.get("oid")))
        if principal is None:
            raise TokenRefused("invalid", "The token's principal is not in the directory.")
        return principal

    def authenticate_pat(self, request: Request) -> Principal:
        """The principal that sent the personal access token as the password of a Basic header.

        :raises TokenRefused: there is none, or it is unknown.
        """
        scheme, _space, encoded = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            raise TokenRefused("missing", "The request has no personal access token.")
        try:
            pat = base64.b64decode(encoded).decode().partition(":")[2]
        except ValueError:
            pat = ""
        if pat not in self.pats:
            raise TokenRefused("invalid", "The personal access token is unknown.")
        return self.principals[self.pats[pat]]

    # -- state ----------------------------------------------------------------------------------------------------

    def live(self) -> dict[str, Any]:
        """Objects besides the start state's two; managed identities show with their resources."""
        start = {self.caller.client_id, self.powerless.client_id}
        return {
            "applications": [shown_application(one) for one in self.applications.values() if one.client_id not in start],
            "service_principals": [
                shown_principal(one)
                for one in self.principals.values()
                if one.kind == "Application" and one.client_id not in start
            ],
            "groups": [
                shown_group(one) for one in self.groups.by_id.values() if self.first_group.members or one != self.first_group
            ],
        }

    def recycle_bin(self) -> dict[str, Any]:
        return {
            "applications": [shown_application(one) for one in self.deleted.applications()],
            "service_principals": [shown_principal(one) for one in self.deleted.principals()],
        }

    def system(self) -> dict[str, Any]:
        return {
            "tenant_id": self.tenant_id,
            "caller": {"object_id": self.caller.object_id, "client_id": self.caller.client_id},
            "powerless": {"object_id": self.powerless.object_id, "client_id": self.powerless.client_id},
        }
