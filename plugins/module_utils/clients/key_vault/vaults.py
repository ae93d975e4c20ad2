# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key vaults as ARM resources, through azure-mgmt-keyvault; JSON in and out, so that no field is lost in a model."""

from __future__ import annotations

import functools
import typing as t

from ...errors import NotFound, ServiceError
from ...sdk import required
from ...wait import retry, wait_for
from ..arm.client import REPEATABLE, ArmClient, in_group
from ..arm.resource_types import VAULTS
from ..context import TaskContext
from ..http.call_errors import call_errors
from ..http.paging import entries
from ..http.responses import checked, has_list, the_object, understood

with required("azure-mgmt-keyvault"):
    from azure.mgmt.keyvault import KeyVaultManagementClient

    from ..http.retries import RetryPolicy

Json = dict[str, t.Any]
OTHERS_CHANGE = 60.0
"""Seconds that a change of the same vault by somebody else may keep us waiting."""


def _busy(error: ServiceError) -> bool:
    """The same code stands for "a deleted vault has the name", which does not pass
    (docs/reference/key_vault.md#conflict-error)."""
    return error.code == "ConflictError" and "deleted state" not in error.said


class VaultsClient:
    """One method per call; `what` in errors is the vault's name."""

    def __init__(self, context: TaskContext) -> None:
        session = self._session = context.session
        self._report, self._arm = context.reporter, context.client(ArmClient)
        # Typed as anything, since JSON goes in where the annotations want models.
        self._vaults: t.Any = KeyVaultManagementClient(
            session.credential, self._arm.subscription_id, session.cloud.arm, api_version=VAULTS.version,
            credential_scopes=[session.cloud.arm_scope], retry_policy=RetryPolicy(context, REPEATABLE),
            transport=session.requests.transport(session.cloud.arm, renew=session.credential.renewed),
        ).vaults  # fmt: skip

    def _raw(self, pipeline_response: t.Any, _model: t.Any, _headers: t.Any) -> Json:
        """Hands the answer's JSON through; the package calls it in place of building a model."""
        asked = str(self._session.asked)
        return the_object(understood(pipeline_response.http_response.body(), asked), asked)

    def get(self, group: str, name: str) -> Json | None:
        """The vault; None on a definite 404, of the group too."""
        try:
            with call_errors(f"read the vault {name}", self._session):
                vault = t.cast(Json, self._vaults.get(group, name, cls=self._raw))
        except NotFound:
            return None
        properties, cloud = vault["properties"], self._session.cloud
        if properties.get("vaultUri") and properties.get("tenantId"):
            self._session.vault_trust.learn(
                properties["vaultUri"], cloud.authorities[0], properties["tenantId"], cloud.vault_suffix
            )
        return vault

    def all(self, group: str | None) -> list[Json]:
        """Vaults of one group, or of the subscription; none are in a group that is not there."""
        try:
            asked = f"list the vaults of {f'the resource group {group}' if group else 'the subscription'}"
            with call_errors(asked, self._session):
                hook = {"raw_response_hook": has_list(asked)}
                pages = self._vaults.list_by_resource_group(group, **hook) if group else self._vaults.list_by_subscription(**hook)
                return [checked(vault.as_dict(), asked) for vault in entries(pages, asked)]
        except NotFound:
            return []

    def put(self, group: str, name: str, body: Json, timeout: float) -> Json:
        """Creates or replaces, and waits until the vault's DNS name is registered."""

        def write() -> None:
            self._vaults.begin_create_or_update(group, name, body, cls=self._raw, polling=False)

        in_group(self._report, lambda: self._when_free(name, f"write the vault {name}", write))
        return self.ready(group, name, timeout)

    def patch(self, group: str, name: str, body: Json) -> Json:
        """Changes what the body names; the rest stays."""
        change = functools.partial(self._vaults.update, group, name, body, cls=self._raw)
        return t.cast(Json, self._when_free(name, f"change the vault {name}", change))

    def access_policy(self, group: str, name: str, kind: str, entry: Json) -> None:
        """add, replace or remove for the one identity of the entry; all others stay
        (docs/reference/key_vault.md#access-policy-operations)."""
        body = {"properties": {"accessPolicies": [entry]}}
        write = functools.partial(self._vaults.update_access_policy, group, name, kind, body, cls=self._raw)
        self._when_free(name, f"{kind} an access policy of the vault {name}", write)

    def _when_free(self, name: str, asked: str, write: t.Callable[[], t.Any]) -> t.Any:
        """Every change of a vault goes through here: while somebody else's goes on, the service does nothing and says so.

        :raises TimedOut: that goes on for OTHERS_CHANGE seconds.
        """

        def send() -> t.Any:
            with call_errors(asked, self._session):
                return write()

        what = f"another change of the vault {name} to end"
        return retry(what, send, again=_busy, timeout=OTHERS_CHANGE, report=self._report)

    def delete(self, group: str, name: str) -> None:
        """Soft-deletes; treats 404 as success."""
        try:
            self._when_free(name, f"delete the vault {name}", functools.partial(self._vaults.delete, group, name))
        except NotFound:
            return

    def deleted(self, name: str) -> Json | None:
        """The soft-deleted vault of that name in the subscription, wherever it was."""
        asked = f"look for a soft-deleted vault {name}"
        with call_errors(asked, self._session):
            pages = self._vaults.list_deleted(
                cls=lambda vaults: [checked(vault.as_dict(), asked) for vault in vaults], raw_response_hook=has_list(asked)
            )
            return next((vault for vault in entries(pages, asked) if vault["name"].lower() == name.lower()), None)

    def name_is_free(self, name: str) -> bool:
        """Tells whether no vault in the world has the name, living or soft-deleted."""
        with call_errors(f"ask whether a vault {name} is there", self._session):
            answer = self._vaults.check_name_availability({"name": name, "type": VAULTS.type}, cls=self._raw)
        return bool(answer["nameAvailable"])

    def purge(self, name: str, location: str, timeout: float) -> None:
        """Returns when the name is free. The package's own wait cannot read a date in `Retry-After`."""
        path = f"{self._arm.subscription}/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{name}/purge"
        self._arm.post(path, VAULTS.version, f"purge the soft-deleted vault {name}", timeout)

    def ready(self, group: str, name: str, timeout: float) -> Json:
        """Waits until the vault's name is registered; until then its address leads nowhere."""

        def registered() -> Json | None:
            vault = self.get(group, name)
            return vault if vault and vault["properties"].get("provisioningState") == "Succeeded" else None

        return wait_for(
            f"the DNS name of the vault {name} to be registered", registered, timeout=timeout, report=self._report,
            remedy="Run again; the vault itself has been made.",
        )  # fmt: skip
