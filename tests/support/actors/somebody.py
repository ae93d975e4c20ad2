# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever may do less than the caller."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal

ROLES = "/providers/Microsoft.Authorization"
VERSION = "2022-04-01"


class Somebody:
    """A service principal with one role of its own."""

    def __init__(self, portal: Portal, scope: str = "") -> None:
        """:param scope: where it has the role, below the subscription."""
        self._portal, self._role, self._scope = portal, str(uuid.uuid4()), scope
        application = portal.graph("POST", "/applications", {"displayName": "somebody"})
        self.object_id = portal.graph("POST", "/servicePrincipals", {"appId": application["appId"]})["id"]
        secret = portal.graph("POST", f"/applications/{application['id']}/addPassword", {})["secretText"]
        self.environment = {"AZURE_CLIENT_ID": application["appId"], "AZURE_CLIENT_SECRET": secret, "AZURE_SECRET": secret}

    def gets(self, rights: Sequence[str], never: Sequence[str] = ()) -> None:
        data = [one for one in rights if "/secrets/" in one]
        permissions = {"actions": [one for one in rights if one not in data], "dataActions": data, "notActions": [*never]}
        scopes = [self._portal.subscription]
        role = {"roleName": "of somebody", "permissions": [permissions], "assignableScopes": scopes}
        self._portal.arm("PUT", f"{ROLES}/roleDefinitions/{self._role}", {"properties": role}, version=VERSION)
        definition = f"{self._portal.subscription}{ROLES}/roleDefinitions/{self._role}"
        given_to = {"roleDefinitionId": definition, "principalId": self.object_id, "principalType": "ServicePrincipal"}
        self._portal.arm("PUT", f"{self._scope}{ROLES}/roleAssignments/{self._role}", {"properties": given_to}, version=VERSION)
