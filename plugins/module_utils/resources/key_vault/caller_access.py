# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The caller's own access to a vault's secrets, in whichever access model the vault has."""

from __future__ import annotations

import typing as t

from ...clients.arm.resource_ids import group_of
from ...clients.arm.roles import RolesClient, last_segment
from ...clients.context import TaskContext
from ...clients.key_vault.secrets import SecretsClient
from ...clients.key_vault.vaults import VaultsClient
from ...errors import Forbidden, Unreachable
from ...wait import wait_for
from ..shared.granted_actions import allow_data
from ..shared.ownership import MADE_BY

PERMISSIONS = ["get", "list", "set", "delete", "recover", "backup", "restore", "purge"]
DATA_ACTIONS = [
    f"Microsoft.KeyVault/vaults/secrets/{action}/action"
    for action in ("getSecret", "readMetadata", "setSecret", "update", "delete", "recover", "backup", "restore", "purge")
]
SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
ADMINISTRATOR = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
NOT_YET = ("AccessDenied", "ForbiddenByRbac")
"""Refusals of a caller whom a vault does not know yet; others, such as the firewall's, do not pass."""


MAY_NOT_GRANT = (
    "The signed-in identity may not give itself access to the vault's secrets. Let somebody who may give it the role Key Vault "
    "Secrets Officer or an access policy, and set caller_access: false to leave that to them."
)


def goes_by_roles(vault: t.Mapping[str, t.Any]) -> bool:
    return bool(vault["properties"].get("enableRbacAuthorization"))


class CallerAccess:
    """`az keyvault create` gives the caller all secret permissions; a vault made by the plain API gives nobody any.

    The object id comes from the caller's own token (docs/reference/entra.md#object-id-in-the-token).
    """

    def __init__(self, context: TaskContext) -> None:
        self._context = context

    def policy(self) -> dict[str, t.Any]:
        """The access policy entry of the caller."""
        caller = self._context.caller
        return {"tenantId": caller.tenant_id, "objectId": caller.object_id, "permissions": {"secrets": PERMISSIONS}}

    def has(self, vault: t.Mapping[str, t.Any]) -> bool | None:
        """Tells whether the caller has every secret permission; inherited roles, custom ones and those of its groups count.

        None when that cannot be told.
        """
        return self._by_roles(vault) if goes_by_roles(vault) else self._by_policies(vault)

    def _by_roles(self, vault: t.Mapping[str, t.Any]) -> bool | None:
        """Tells it by the caller's roles or, where those may not be read, by what the vault lets the caller do."""
        try:
            reaching = self._roles().reaching(vault["id"], self._context.caller.object_id)
            # What a condition leaves of a role, nobody but the service knows.
            whole = [one["properties"] for one in reaching if not one["properties"].get("condition")]
            roles = {last_segment(one["roleDefinitionId"]) for one in whole}
            if roles & {SECRETS_OFFICER, ADMINISTRATOR}:
                return True
            definitions = [self._roles().definition(vault["id"], role) for role in sorted(roles)]
        except Forbidden:
            return self._lets_in(vault["properties"]["vaultUri"])
        return allow_data([one for one in definitions if one], DATA_ACTIONS)

    def _lets_in(self, vault_uri: str) -> bool | None:
        try:
            self._context.client(SecretsClient, vault_uri).probe()
        except Forbidden as error:
            return False if error.inner in NOT_YET else None
        except Unreachable:
            return None
        return True

    def _by_policies(self, vault: t.Mapping[str, t.Any]) -> bool:
        caller = self._context.caller.object_id
        mine = [
            {permission.lower() for permission in (entry.get("permissions") or {}).get("secrets") or []}
            for entry in vault["properties"].get("accessPolicies") or []
            if entry["objectId"].lower() == caller.lower() and not entry.get("applicationId")
        ]
        # "all" has never included "purge".
        return any(permissions >= set(PERMISSIONS) or permissions >= {"all", "purge"} for permissions in mine)

    def grant(self, vault: t.Mapping[str, t.Any], timeout: float) -> None:
        """Nobody else's access is touched.

        :raises Forbidden: the caller may not give itself access.
        """
        caller = self._context.caller
        try:
            if goes_by_roles(vault):
                self._roles().assign(vault["id"], SECRETS_OFFICER, caller.object_id, caller.principal_type, MADE_BY, timeout)
            else:
                self._context.client(VaultsClient).access_policy(group_of(vault["id"]), vault["name"], "add", self.policy())
        except Forbidden as error:
            raise error.with_remedy(MAY_NOT_GRANT) from error

    def wait(self, vault_uri: str, timeout: float) -> None:
        """Returns when the vault lets the caller in, or cannot be asked from here."""
        secrets = self._context.client(SecretsClient, vault_uri)

        def allowed() -> bool | None:
            try:
                secrets.probe()
            except Forbidden as error:
                return None if error.inner in NOT_YET else True
            except Unreachable:
                return True
            return True

        wait_for(
            f"the vault {vault_uri} to let the caller in",
            allowed,
            timeout=timeout,
            report=self._context.reporter,
            remedy="Run again; the access has been given. caller_access: false leaves it to somebody else.",
        )

    def _roles(self) -> RolesClient:
        return self._context.client(RolesClient)
