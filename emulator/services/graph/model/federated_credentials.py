# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Federated credentials of an app registration and their rules (docs/reference/graph.md#federated-credentials)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from emulator.services.entra.model.principals import FederatedCredential
from emulator.services.graph.errors import GraphError, bad_request, invalid_property, not_found, read_only

if TYPE_CHECKING:
    from emulator.services.entra.model.applications import Application
    from emulator.services.graph.model.graph import Graph

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,119}")
PROPERTIES = ("id", "name", "issuer", "subject", "description", "audiences")
LONGEST = 600
MOST = 20


def invalid(message: str) -> GraphError:
    return GraphError(400, "InvalidFederatedIdentityCredentialValue", message)


def find(application: Application, key: str) -> FederatedCredential | None:
    """Finds a credential by name or by id."""
    credentials = application.federated_credentials
    return credentials.get(key.lower()) or next((one for one in credentials.values() if one.id == key.lower()), None)


def get(application: Application, key: str) -> FederatedCredential:
    """:raises GraphError: Request_ResourceNotFound."""
    found = find(application, key)
    if found is None:
        raise not_found(key)
    return found


def shown(graph: Graph, application: Application) -> list[FederatedCredential]:
    """Credentials that the list shows by now."""
    now = graph.runtime.clock.now()
    return [one for one in application.federated_credentials.values() if one.listed_at <= now]


def create(graph: Graph, application: Application, body: dict[str, Any]) -> FederatedCredential:
    """:raises GraphError: the rules of docs/reference/graph.md#credential-rules."""
    name = str(body.get("name") or "")
    if not NAME.fullmatch(name):
        # No source confirms the text.
        raise invalid(f"The name '{name}' is invalid: 3 to 120 letters, digits, '-' and '_'.")
    if name.lower() in application.federated_credentials:
        text = f"FederatedIdentityCredential with name {name} already exists."
        raise GraphError(409, "Request_MultipleObjectsWithSameKeyValue", text)
    if len(application.federated_credentials) >= MOST:
        # No source confirms code and text.
        raise bad_request(f"The application has reached the limit of {MOST} federated identity credentials.")
    now = graph.runtime.clock.now()
    one = FederatedCredential(name, graph.runtime.ids.guid(), "", "", [])
    _write(application, one, body)
    one.effective_at = now + graph.runtime.takes("federated_credential")
    one.listed_at = now + graph.runtime.takes("federated_credential_list")
    application.federated_credentials[name.lower()] = one
    return one


def update(graph: Graph, application: Application, one: FederatedCredential, body: dict[str, Any]) -> None:
    """:raises GraphError: the rules of docs/reference/graph.md#credential-rules; the name never changes."""
    if body.get("name", one.name) != one.name:
        raise read_only("name")
    before = replace(one)
    _write(application, one, body)
    if (one.issuer, one.subject, one.audiences) != (before.issuer, before.subject, before.audiences):
        now = graph.runtime.clock.now()
        one.replaces = before.known(now)
        one.effective_at = now + graph.runtime.takes("federated_credential")


def delete(application: Application, one: FederatedCredential) -> None:
    del application.federated_credentials[one.name.lower()]


def _write(application: Application, one: FederatedCredential, body: dict[str, Any]) -> None:
    """All of it, or nothing when a rule is broken. No source confirms the texts of the first four refusals."""
    for name in body:
        if name not in PROPERTIES and not name.startswith("@odata."):
            raise invalid_property(name)
    issuer, subject, audiences = (body.get(name, getattr(one, name)) for name in ("issuer", "subject", "audiences"))
    description = body.get("description", one.description)
    for name, value in (("issuer", issuer), ("subject", subject)):
        if not isinstance(value, str) or not value or len(value) > LONGEST:
            raise invalid(f"The property {name} must be a text of 1 to {LONGEST} characters.")
    if not isinstance(audiences, list) or len(audiences) != 1 or not isinstance(audiences[0], str):
        raise invalid("The property audiences must have exactly one value.")
    if description is not None and (not isinstance(description, str) or len(description) > LONGEST):
        raise invalid(f"The property description must be a text of at most {LONGEST} characters.")
    for other in application.federated_credentials.values():
        if other is not one and (other.issuer, other.subject) == (issuer, subject):
            raise invalid(
                f"The combination of issuer and subject must be unique for the application. Issuer {issuer} and Subject: "
                f"{subject} already exist. paramName: FederatedIdentityCredential.Subject, paramValue: {subject}, "
                "objectType: Microsoft.Online.DirectoryServices.Application"
            )
    one.issuer, one.subject, one.audiences, one.description = issuer, subject, audiences, description


def credential_view(one: FederatedCredential) -> dict[str, Any]:
    return {name: getattr(one, name) for name in PROPERTIES}
