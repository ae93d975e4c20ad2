# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User-assigned managed identities in ARM, and the federated credentials of one
(docs/reference/resource_manager.md#managed-identities)."""

from __future__ import annotations

import contextlib

from ...errors import NotFound, ServiceError
from ...lock import LONGEST_TURN, exclusive
from ...wait import retry, wait_for
from .client import IDENTITY, ArmClient, Json
from .resource_types import IDENTITIES

MOST = 20
"""Credentials of one identity."""
SHOWN_WITHIN = 60.0
"""Seconds until ARM must show an identity that it has made."""
NOT_IN_DIRECTORY = "MS Graph resource not found"
"""Refusal of credentials by a fresh identity: its principal is not yet where they are written, which takes up to two minutes
(hashicorp/terraform-provider-azurerm#32179, Azure/Azure-Verified-Modules#2673)."""


def identity_path(arm: ArmClient, group: str, name: str) -> str:
    """Path of the identity in ARM."""
    return f"{arm.group(group)}/providers/{IDENTITIES.type}/{name}"


IDS = ("principalId", "clientId", "tenantId")


def read_identity(arm: ArmClient, path: str, what: str) -> Json | None:
    """The identity as ARM has it now; None on a definite 404."""
    identity = arm.get(path, IDENTITIES.version, what)
    if identity is not None:
        arm.known_ids.keep({name: str(identity["properties"][name]) for name in IDS}, IDENTITY, arm.base, path)
    return identity


def identity_ids(arm: ArmClient, path: str, what: str) -> dict[str, str] | None:
    """`{"principalId", "clientId", "tenantId"}`, which an identity keeps; asked once a run. None when it is not there."""
    known = arm.known_ids.recall(IDENTITY, arm.base, path)
    if known is None and (identity := read_identity(arm, path, what)) is not None:
        known = {name: str(identity["properties"][name]) for name in IDS}
    return known


def made_identity(arm: ArmClient, path: str, what: str, body: Json) -> Json:
    """Creates the identity and waits until ARM shows it, so that whoever names it next finds it: a read may give 404 at first
    (hashicorp/terraform-provider-azurerm#32865)."""
    arm.put(path, IDENTITIES.version, what, body)
    return wait_for(f"{what} to appear", lambda: read_identity(arm, path, what), timeout=SHOWN_WITHIN, report=arm.reporter)


class IdentityCredentials:
    """Azure refuses concurrent writes under one identity, so the tasks of this machine take turns and a 409 is tried again."""

    lists_lag = 0.0
    """Seconds that a list may not show what was written."""

    def __init__(self, arm: ArmClient, group: str, name: str) -> None:
        self._arm, self._report = arm, arm.reporter
        self.identity = f"the managed identity {name}"
        self._parent = identity_path(self._arm, group, name)
        self._path = f"{self._parent}/federatedIdentityCredentials"

    def get(self, name: str) -> Json | None:
        """None on a definite 404, of the identity too."""
        return self._arm.get(f"{self._path}/{name}", IDENTITIES.version, self._what(name))

    def all(self) -> list[Json]:
        """None are there without the identity."""
        try:
            return self._arm.list(self._path, IDENTITIES.version, f"the federated credentials of {self.identity}")
        except NotFound:
            return []

    def put(self, name: str, properties: Json) -> Json:
        what = self._what(name)
        with self._turn():
            return retry(
                f"{self.identity} to take credentials",
                lambda: self._arm.put(f"{self._path}/{name}", IDENTITIES.version, what, {"properties": properties}),
                again=self._passes, timeout=LONGEST_TURN, report=self._report,
            )  # fmt: skip

    def delete(self, name: str) -> None:
        what = self._what(name)
        with self._turn():
            retry(
                self._others, lambda: self._arm.delete(f"{self._path}/{name}", IDENTITIES.version, what),
                again=_concurrent, timeout=LONGEST_TURN, report=self._report,
            )  # fmt: skip

    def _passes(self, error: ServiceError) -> bool:
        """Other writes end, and a fresh identity gets known to all that have to know it."""
        if error.code == "ParentResourceNotFound":
            return self._arm.get(self._parent, IDENTITIES.version, self.identity) is not None
        return _concurrent(error) or NOT_IN_DIRECTORY in error.said

    @property
    def _others(self) -> str:
        return f"other writes of federated credentials of {self.identity} to end"

    def _turn(self) -> contextlib.AbstractContextManager[None]:
        return exclusive(self._path, self._others, self._report)

    def _what(self, name: str) -> str:
        return f"the federated credential {name} of {self.identity}"


def _concurrent(error: ServiceError) -> bool:
    return error.code == "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity"
