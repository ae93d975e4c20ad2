# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An app registration as Graph shows it (docs/reference/graph.md#application-answer)."""

from __future__ import annotations

import copy
from typing import Any

from emulator.core.clock import iso
from emulator.services.entra.model.applications import Application
from emulator.services.graph.listing import Kind
from emulator.services.graph.model.application_schema import SCHEMA
from emulator.services.graph.model.properties import merged
from emulator.services.graph.views.credentials import key_view, password_view

KIND = Kind(
    "Application",
    "applications",
    ("id", "appId", "displayName", "uniqueName", "identifierUris", "tags", "signInAudience", "serviceManagementReference"),
)
NEWEST_FIRST = ("requiredResourceAccess", "appRoles", "passwordCredentials")
"""Collections that every read gives the other way round (docs/reference/graph.md#newest-first), as it does with
`redirectUris`."""


TOKENS = ("accessToken", "idToken", "saml2Token")
"""Tokens whose optional claims are listed; by OData's JSON format an empty collection is there, too."""


def application_view(one: Application, fresh: bool = False) -> dict[str, Any]:
    """`fresh` is the answer to the creation: its time has decimals, its collections are in the order of the request."""
    view = {name: merged(value, one.details.get(name, value)) for name, value in copy.deepcopy(dict(SCHEMA.defaults)).items()}
    view |= {
        "id": one.object_id,
        "deletedDateTime": iso(one.deleted_at, 0) if one.deleted_at else None,
        "appId": one.client_id,
        "createdDateTime": iso(one.created_at, 7 if fresh else 0),
        "displayName": one.display_name,
        "uniqueName": one.unique_name,
        "signInAudience": one.sign_in_audience,
        "appRoles": [{**role, "origin": "Application"} for role in view["appRoles"]],
        "keyCredentials": [key_view(key) for key in view["keyCredentials"]],
        "passwordCredentials": [password_view(secret) for secret in one.secrets.values()],
    }
    if view["optionalClaims"]:
        given = view["optionalClaims"]
        view["optionalClaims"] = {use: [claim_view(claim) for claim in given.get(use) or ()] for use in TOKENS}
    if "PersonalMicrosoftAccount" in one.sign_in_audience:
        view["api"]["requestedAccessTokenVersion"] = 2
    if not fresh:
        for name in NEWEST_FIRST:
            view[name] = view[name][::-1]
        for platform in ("web", "publicClient"):
            view[platform] |= {"redirectUris": view[platform]["redirectUris"][::-1]}
    view["web"]["redirectUriSettings"] = [{"uri": uri, "index": None} for uri in view["web"]["redirectUris"]]
    return view


def claim_view(claim: dict[str, Any]) -> dict[str, Any]:
    return {"additionalProperties": [], "essential": False, "source": None, **claim}
