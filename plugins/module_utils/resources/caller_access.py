# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The caller's own access to a vault's secrets, in whichever access model the vault has."""

from __future__ import annotations

import typing as t
import uuid

from ..clients.arm import ArmClient
from ..clients.vaults import VaultsClient
from ..report import Report
from ..session import Session

PERMISSIONS = ["get", "list", "set", "delete", "recover", "backup", "restore", "purge"]
SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
ADMINISTRATOR = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
AUTHORIZATION = "2022-04-01"


class CallerAccess:
    """`az keyvault create` gives the caller all secret permissions; a vault made by the plain API gives nobody any.

    The object id comes from the caller's own token (facts/api.md §12).
    """

    def __init__(self, session: Session, report: Report, vaults: VaultsClient) -> None:
        self._session, self._report, self._vaults = session, report, vaults

    def policy(self) -> dict[str, t.Any]:
        """The access policy entry of the caller."""
        caller = self._session.caller
        return {"tenantId": caller.tenant_id, "objectId": caller.object_id, "permissions": {"secrets": PERMISSIONS}}

    def has(self, vault: t.Mapping[str, t.Any]) -> bool:
        """Whether the caller has every secret permission; inherited roles count."""
        if vault["properties"].get("enableRbacAuthorization"):
            query = {"$filter": f"principalId eq '{self._session.caller.object_id}'"}
            path, what = f"{vault['id']}/providers/Microsoft.Authorization/roleAssignments", "the caller's roles at the vault"
            found = self._arm().list(path, AUTHORIZATION, what, **query)
            roles = {assignment["properties"]["roleDefinitionId"].rsplit("/", 1)[-1] for assignment in found}
            return bool(roles & {SECRETS_OFFICER, ADMINISTRATOR})
        mine = [
            {permission.lower() for permission in entry["permissions"].get("secrets") or []}
            for entry in vault["properties"].get("accessPolicies") or []
            if entry["objectId"] == self._session.caller.object_id and not entry.get("applicationId")
        ]
        return any("all" in permissions or permissions >= set(PERMISSIONS) for permissions in mine)

    def grant(self, vault: t.Mapping[str, t.Any]) -> None:
        """Nobody else's access is touched."""
        group, name = vault["id"].split("/")[4], vault["name"]
        if not vault["properties"].get("enableRbacAuthorization"):
            self._vaults.access_policy(group, name, "add", self.policy())
            return
        caller = self._session.caller
        # A name that follows from its content makes the request safe to repeat.
        assignment = uuid.uuid5(uuid.NAMESPACE_URL, f"{vault['id'].lower()}|{SECRETS_OFFICER}|{caller.object_id}")
        role = f"{self._arm().subscription}/providers/Microsoft.Authorization/roleDefinitions/{SECRETS_OFFICER}"
        self._arm().put(
            f"{vault['id']}/providers/Microsoft.Authorization/roleAssignments/{assignment}",
            AUTHORIZATION,
            f"the caller's role Key Vault Secrets Officer at the vault {name} (caller_access: false leaves it out)",
            {"properties": {"roleDefinitionId": role, "principalId": caller.object_id, "principalType": "ServicePrincipal"}},
        )

    def _arm(self) -> ArmClient:
        return ArmClient(self._session, self._report)
