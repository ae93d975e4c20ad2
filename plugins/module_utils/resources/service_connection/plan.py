# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan of a service connection: what a new one is, and what changes of one that is there."""

from __future__ import annotations

import functools
import typing as t

from ...clients.arm.client import ArmClient
from ...clients.arm.subscriptions import find_subscription
from ...clients.context import TaskContext
from ...clients.devops.client import Json
from ...clients.devops.lookup import same_name
from ...clients.devops.service_endpoints import ADMINISTRATOR
from ...engine.resource import State
from ...errors import NoSubscription, UsageError
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ..identity.connection_identity import ConnectionIdentity
from .issuers import is_old
from .state import group_of, scope_of

TEXTS = ("description", "service_management_reference", "subscription_name")
GUIDS = ("identity_client_id", "identity_tenant_id", "subscription_id")


class ConnectionPlan:
    """States to reach, from the options and from what is there.

    :param what: the connection's name in errors and warnings.
    """

    def __init__(self, options: t.Mapping[str, t.Any], identity: ConnectionIdentity, context: TaskContext, what: str) -> None:
        self._options, self._identity, self._context, self._what = options, identity, context, what

    @property
    def _arm(self) -> ArmClient:
        return self._context.client(ArmClient)

    def new(self) -> State:
        """The state of a connection that is not there yet.

        :raises UsageError: the options name one that should be there, or give no identity.
        """
        if self._options.get("id") and not is_unknown(self._options["id"]):
            raise UsageError(
                f"There is no service connection {self._options['id']} in {self._options['project']}.",
                "Correct id; to create a connection, give its name and leave id out.",
            )
        identity = self._wanted_identity()
        if "identity_client_id" not in identity:
            raise UsageError(
                f"There is no service connection {self._options.get('name')} in {self._options['project']} yet, and no identity "
                "is given for it.",
                "Set managed_identity, service_principal or identity_client_id.",
            )
        subscription_id = self._arm.subscription_id
        return {
            "id": KNOWN_AFTER_APPLY,
            "name": self._options.get("new_name") or self._options.get("name") or KNOWN_AFTER_APPLY,
            "project": self._options["project"],
            "description": self._options.get("description") or "",
            "service_management_reference": self._options.get("service_management_reference") or "",
            "url": f"{self._context.cloud.arm}/",
            "identity_tenant_id": identity.get("identity_tenant_id") or self._subscription["tenantId"],
            "identity_client_id": identity["identity_client_id"],
            "subscription_id": subscription_id,
            "subscription_name": self._options.get("subscription_name") or self._subscription["displayName"],
            "resource_group": self._options.get("resource_group") or "",
            "scope": scope_of(subscription_id, self._options.get("resource_group")),
            "issuer": KNOWN_AFTER_APPLY,
            "subject": KNOWN_AFTER_APPLY,
            "shared_with": [],
            "ready": True,
        }

    def changed(self, current: State) -> State:
        """The state to reach from the current one.

        :raises UsageError: something is missing that only the user knows, or the service hides what a change would erase.
        """
        texts = {field: self._options[field] for field in TEXTS if self._options.get(field) is not None}
        wanted = {
            **texts,
            **({"subscription_id": self._arm.subscription_id} if self._options.get("subscription_id") else {}),
            **self._wanted_identity(),
        }
        name = self._options.get("new_name") or (self._options.get("name") if self._options.get("id") else None)
        if name and name != current["name"]:
            wanted["name"] = name
        kept = {field: current[field] for field in GUIDS if field in wanted and _same_guid(wanted[field], current[field])}
        desired = {**current, **wanted, **kept}
        desired["scope"] = self._wanted_scope(current, desired)
        desired["resource_group"] = group_of(desired["scope"])
        if desired["subscription_id"] != current["subscription_id"] and "subscription_name" not in wanted:
            desired["subscription_name"] = self._subscription["displayName"]
        if desired["name"] != current["name"] and is_old(current["issuer"]):
            desired["subject"] = KNOWN_AFTER_APPLY
        return self._without_hidden(current, desired)

    def _wanted_identity(self) -> State:
        found = {"identity_client_id": self._identity.client_id, "identity_tenant_id": self._identity.tenant_id}
        return {field: value for field, value in found.items() if value is not None}

    def _wanted_scope(self, current: State, desired: State) -> str | None:
        group, scope = self._options.get("resource_group"), current["scope"]
        if group is None and desired["subscription_id"] == current["subscription_id"]:
            return t.cast("str | None", scope)
        if group is None and current["resource_group"]:
            raise UsageError(
                f"subscription_id is another than that of {self._what}, which is limited to {scope}.",
                "Set resource_group, to an empty text for the whole subscription.",
            )
        wanted = scope_of(desired["subscription_id"], group)
        return t.cast(str, scope) if scope and same_name(scope, wanted) else wanted

    def _without_hidden(self, current: State, desired: State) -> State:
        """Leaves out what is hidden, which is unknown and not changed: who may only use a connection sees less of it
        (docs/reference/azure_devops.md#endpoint-readers).

        :raises UsageError: there is something to change, and writing the whole would erase what is hidden.
        """
        hidden = [field for field in (*GUIDS, "subscription_name", "scope", "resource_group") if current[field] is None]
        unknown = [field for field in hidden if desired[field] is not None]
        if unknown:
            self._context.warn(f"{self._what} does not show {', '.join(unknown)} to this identity, so they were not compared.")
        if current["issuer"] is None:
            self._context.warn(
                f"{self._what} does not show issuer and subject to this identity, which takes the role Administrator on it."
            )
        comparable = {**desired, **dict.fromkeys(hidden)}
        if "identity_client_id" in hidden and comparable != current:
            raise UsageError(
                f"{self._what} does not show its identity to the signed-in identity, and a change would erase what is not shown.",
                ADMINISTRATOR,
            )
        return comparable

    @functools.cached_property
    def _subscription(self) -> Json:
        """:raises UsageError: ARM does not show it."""
        subscription_id = self._arm.subscription_id
        try:
            found = find_subscription(self._arm, subscription_id)
        except NoSubscription:
            found = None
        if found is None:
            raise UsageError(
                f"subscription_id is {subscription_id!r}, and the signed-in identity sees no such subscription.",
                "Correct it, or give subscription_name and identity_tenant_id too, so that it need not be looked up.",
            )
        return found


def _same_guid(one: str, other: str | None) -> bool:
    return other is not None and same_name(one, other)
