# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The properties of a service principal: defaults, those that Graph alone writes, and types."""

from __future__ import annotations

from emulator.services.graph.model.application_schema import INFO, PUBLISHER
from emulator.services.graph.model.properties import Schema

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
"""Properties of a service principal. The name follows the application's and cannot be written, which is a simplification."""
