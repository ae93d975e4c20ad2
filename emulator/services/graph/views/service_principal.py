# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service principal as Graph shows it: an application's or a managed identity's."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from emulator.core.clock import iso
from emulator.services.graph.listing import Kind
from emulator.services.graph.model.properties import merged
from emulator.services.graph.model.service_principal_schema import SCHEMA
from emulator.services.graph.views.application import application_view
from emulator.services.graph.views.credentials import key_view

if TYPE_CHECKING:
    from emulator.services.entra.model.applications import Application
    from emulator.services.entra.model.principals import Principal
    from emulator.services.graph.model.graph import Graph

KIND = Kind(
    "ServicePrincipal",
    "servicePrincipals",
    ("id", "appId", "displayName", "servicePrincipalNames", "servicePrincipalType", "tags"),
)


def service_principal_view(graph: Graph, one: Principal, fresh: bool = False) -> dict[str, Any]:
    """`fresh` is the answer to the creation: every later read gives the names the other way round (recorded by Azure CLI)."""
    application = graph.directory.application_of(one)
    details = {**(shared(application) if application else {}), **one.details}
    view = {name: merged(value, details.get(name, value)) for name, value in copy.deepcopy(dict(SCHEMA.defaults)).items()}
    view |= {
        "id": one.object_id,
        "deletedDateTime": iso(one.deleted_at, 0) if one.deleted_at else None,
        "accountEnabled": one.enabled,
        "appId": one.client_id,
        "createdDateTime": iso(one.created_at, 0),
        "displayName": one.display_name,
        "servicePrincipalNames": [one.client_id],
        "servicePrincipalType": one.kind,
        "keyCredentials": [key_view(key) for key in view["keyCredentials"]],
    }
    if one.kind == "ManagedIdentity":
        view |= {"info": None, "alternativeNames": ["isExplicit=True", *graph.resource_ids_of(one)]}
    elif application:
        names = [one.client_id, *application.details.get("identifierUris", ())]
        view |= {
            "appDisplayName": application.display_name,
            "appDescription": application.details.get("description"),
            "servicePrincipalNames": names if fresh else names[::-1],
            "appOwnerOrganizationId": graph.directory.tenant_id,
            "signInAudience": application.sign_in_audience,
        }
    return view


def shared(application: Application) -> dict[str, Any]:
    """Properties that a service principal has from its application, unless it has its own
    (docs/reference/graph.md#shared-properties)."""
    view = application_view(application)
    platforms = ("web", "spa", "publicClient")
    return {
        "appRoles": view["appRoles"],
        "homepage": view["web"]["homePageUrl"],
        "info": view["info"],
        "logoutUrl": view["web"]["logoutUrl"],
        "oauth2PermissionScopes": view["api"]["oauth2PermissionScopes"],
        "replyUrls": [uri for platform in platforms for uri in view[platform]["redirectUris"]],
    }
