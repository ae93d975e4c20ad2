# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service principal as Graph shows it: an application's or a managed identity's."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from emulator.core.clock import iso
from emulator.services.graph.listing import Kind
from emulator.services.graph.model.properties import Schema, merged
from emulator.services.graph.views.application import INFO, PUBLISHER, application_view
from emulator.services.graph.views.credentials import key_view

if TYPE_CHECKING:
    from emulator.cloud import Cloud
    from emulator.services.entra.model.applications import Application
    from emulator.services.entra.model.directory import Principal

KIND = Kind(
    "ServicePrincipal",
    "servicePrincipals",
    ("id", "appId", "displayName", "servicePrincipalNames", "servicePrincipalType", "tags"),
)
SCHEMA = Schema(
    "ServicePrincipal",
    {
        "id": None,
        "deletedDateTime": None,
        "accountEnabled": True,
        "alternativeNames": [],
        "appDisplayName": None,
        "appDescription": None,
        "appId": None,
        "applicationTemplateId": None,
        "appOwnerOrganizationId": None,
        "appRoleAssignmentRequired": False,
        "createdDateTime": None,
        "description": None,
        "disabledByMicrosoftStatus": None,
        "displayName": None,
        "homepage": None,
        "loginUrl": None,
        "logoutUrl": None,
        "notes": None,
        "notificationEmailAddresses": [],
        "preferredSingleSignOnMode": None,
        "preferredTokenSigningKeyThumbprint": None,
        "replyUrls": [],
        "servicePrincipalNames": [],
        "servicePrincipalType": None,
        "signInAudience": None,
        "tags": [],
        "tokenEncryptionKeyId": None,
        "samlSingleSignOnSettings": None,
        "addIns": [],
        "appRoles": [],
        "info": INFO,
        "keyCredentials": [],
        "oauth2PermissionScopes": [],
        "passwordCredentials": [],
        "resourceSpecificApplicationPermissions": [],
        "verifiedPublisher": PUBLISHER,
    },
    frozenset(
        {
            "id",
            "deletedDateTime",
            "appDisplayName",
            "appDescription",
            "appId",
            "applicationTemplateId",
            "appOwnerOrganizationId",
            "createdDateTime",
            "disabledByMicrosoftStatus",
            "displayName",
            "servicePrincipalNames",
            "servicePrincipalType",
            "signInAudience",
            "passwordCredentials",
            "verifiedPublisher",
        }
    ),
    {"samlSingleSignOnSettings": dict},
)
"""That the name follows the application's and cannot be written is a simplification."""


def service_principal_view(cloud: Cloud, one: Principal, fresh: bool = False) -> dict[str, Any]:
    """`fresh` is the answer to the creation: every later read gives the names the other way round (recorded by Azure CLI)."""
    application = cloud.directory.application_of(one)
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
        resources = [
            cloud.resources.identities.id_of(it) for it in cloud.resources.identities.of_group(None) if it.principal is one
        ]
        view |= {"info": None, "alternativeNames": ["isExplicit=True", *resources]}
    elif application:
        names = [one.client_id, *application.details.get("identifierUris", ())]
        view |= {
            "appDisplayName": application.display_name,
            "appDescription": application.details.get("description"),
            "servicePrincipalNames": names if fresh else names[::-1],
            "appOwnerOrganizationId": cloud.directory.tenant_id,
            "signInAudience": application.sign_in_audience,
        }
    return view


def shared(application: Application) -> dict[str, Any]:
    """What a service principal has from its application, unless it has its own (docs/reference/graph.md#shared-properties)."""
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
