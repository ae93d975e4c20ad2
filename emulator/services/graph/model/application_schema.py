# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The properties of an app registration: defaults, those that Graph alone writes, and types."""

from __future__ import annotations

from emulator.services.entra.model.applications import SINGLE_TENANT
from emulator.services.graph.model.properties import Schema

INFO = {
    "logoUrl": None,
    "marketingUrl": None,
    "privacyStatementUrl": None,
    "supportUrl": None,
    "termsOfServiceUrl": None,
}
PUBLISHER = {"displayName": None, "verifiedPublisherId": None, "addedDateTime": None}

SCHEMA = Schema(
    "Application",
    {
        "id": None,
        "deletedDateTime": None,
        "appId": None,
        "applicationTemplateId": None,
        "disabledByMicrosoftStatus": None,
        "createdDateTime": None,
        "displayName": None,
        "description": None,
        "groupMembershipClaims": None,
        "identifierUris": [],
        "isDeviceOnlyAuthSupported": None,
        "isFallbackPublicClient": None,
        "nativeAuthenticationApisEnabled": None,
        "notes": None,
        "publisherDomain": "vaultpipe.onmicrosoft.com",
        "serviceManagementReference": None,
        "signInAudience": SINGLE_TENANT,
        "tags": [],
        "tokenEncryptionKeyId": None,
        "uniqueName": None,
        "samlMetadataUrl": None,
        "defaultRedirectUri": None,
        "certification": None,
        "optionalClaims": None,
        "servicePrincipalLockConfiguration": None,
        "requestSignatureVerification": None,
        "addIns": [],
        "api": {
            "acceptMappedClaims": None,
            "knownClientApplications": [],
            "requestedAccessTokenVersion": None,
            "oauth2PermissionScopes": [],
            "preAuthorizedApplications": [],
        },
        "appRoles": [],
        "info": INFO,
        "keyCredentials": [],
        "parentalControlSettings": {"countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow"},
        "passwordCredentials": [],
        "publicClient": {"redirectUris": []},
        "requiredResourceAccess": [],
        "verifiedPublisher": PUBLISHER,
        "web": {
            "homePageUrl": None,
            "logoutUrl": None,
            "redirectUris": [],
            "implicitGrantSettings": {"enableAccessTokenIssuance": False, "enableIdTokenIssuance": False},
            "redirectUriSettings": [],
        },
        "spa": {"redirectUris": []},
    },
    frozenset(
        {
            "id",
            "deletedDateTime",
            "appId",
            "applicationTemplateId",
            "disabledByMicrosoftStatus",
            "createdDateTime",
            "publisherDomain",
            "certification",
            "passwordCredentials",
            "verifiedPublisher",
        }
    ),
    {
        "isDeviceOnlyAuthSupported": bool,
        "isFallbackPublicClient": bool,
        "optionalClaims": dict,
        "servicePrincipalLockConfiguration": dict,
        "requestSignatureVerification": dict,
    },
)
