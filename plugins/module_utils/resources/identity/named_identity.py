# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity that a task's options name: a managed identity, or an app registration with its service principal.

Both answer the same questions, and either may not be there.
"""

from __future__ import annotations

import functools
import typing as t

from ...clients.arm.client import ArmClient, Json
from ...clients.arm.managed_identities import IdentityCredentials, identity_ids, identity_path
from ...clients.arm.resource_ids import group_of
from ...clients.arm.resource_types import IDENTITIES
from ...clients.context import TaskContext
from ...clients.graph.application_credentials import ApplicationCredentials
from ...clients.graph.applications import ApplicationsClient, unique_name_of
from ...errors import Forbidden, UsageError
from ...identifiers import is_guid
from ...known_after_apply import is_unknown
from .identity_name import check_identity_name


class NamedManagedIdentity:
    """A managed identity, whose resource group is looked up where the options leave it out."""

    def __init__(self, name: str, group: str | None, context: TaskContext, subscription: str | None = None) -> None:
        """:param subscription: GUID or name of another subscription than the task's own."""
        self.name, self._group, self._context, self._subscription = name, group, context, subscription

    @property
    def _arm(self) -> ArmClient:
        if self._subscription is None:
            return self._context.client(ArmClient)
        return self._context.client(ArmClient, self._subscription, "identity_subscription_id")

    def validate(self) -> None:
        """:raises UsageError: no managed identity can have that name."""
        check_identity_name("managed_identity", self.name)

    @functools.cached_property
    def path(self) -> str | None:
        """Its id; None when no resource group has it.

        :raises UsageError: several resource groups have an identity of that name.
        """
        arm = self._arm
        if self._group:
            return identity_path(arm, self._group, self.name)
        try:
            paths = arm.ids(IDENTITIES, self.name)
        except Forbidden as error:
            raise error.with_remedy("Set identity_resource_group: with it, only that group has to be seen.") from error
        if len(paths) > 1:
            groups = ", ".join(sorted(group_of(path) for path in paths))
            raise UsageError(
                f"managed_identity is {self.name!r}, and there are identities of that name in the resource groups {groups}.",
                "Set identity_resource_group.",
            )
        return paths[0] if paths else None

    @functools.cached_property
    def found(self) -> dict[str, str] | None:
        """The identity's ids; None when it is not there."""
        what = f"the managed identity {self.name}"
        return identity_ids(self._arm, self.path, what) if self.path else None

    @property
    def client_id(self) -> str | None:
        return self._property("clientId")

    @property
    def tenant_id(self) -> str | None:
        return self._property("tenantId")

    @property
    def principal_id(self) -> str | None:
        """Object id of the service principal, in lower case."""
        return (self._property("principalId") or "").lower() or None

    def _property(self, name: str) -> str | None:
        return self.found[name] if self.found else None

    @property
    def credentials(self) -> IdentityCredentials:
        """Its federated credentials, to read and to write.

        :raises UsageError: the options leave out the resource group, and none has the identity.
        """
        if self._group:
            return IdentityCredentials(self._arm, self._group, self.name)
        if self.path is None:
            raise self.missing()
        return IdentityCredentials(self._arm, group_of(self.path), self.name)

    @property
    def described(self) -> str | None:
        """Completes "For ..." in the description of a role assignment; it still tells whose it was when the identity is gone."""
        return self.path.lower() if self.path else None

    def missing(self) -> UsageError:
        """The error to raise where it must be there."""
        place = "the subscription" if self._subscription is None else f"the subscription {self._subscription}"
        if self._group:
            place = f"the resource group {self._group}" + (f" of {place}" if self._subscription else "")
        return UsageError(
            f"There is no managed identity {self.name} in {place}.",
            "Create it first (vaultpipe.azure.managed_identity), or correct managed_identity and identity_resource_group.",
        )


class NamedApplication:
    """An app registration by client id, else the one that this collection makes under that name, else by display name."""

    def __init__(self, name: str, context: TaskContext) -> None:
        self.name, self._context = name, context

    @property
    def _applications(self) -> ApplicationsClient:
        return self._context.client(ApplicationsClient)

    def validate(self) -> None:
        """:raises UsageError: the name is empty."""
        if not self.name:
            raise UsageError(
                "service_principal is empty, but it is the display name or the client id of an app registration.",
                "Set it to one, or leave it out.",
            )

    @functools.cached_property
    def found(self) -> Json | None:
        """The app registration in Microsoft Graph; None when there is none.

        :raises UsageError: several have that display name.
        """
        if is_unknown(self.name):
            return None
        if is_guid(self.name):
            return self._applications.by_app_id(self.name)
        return self._applications.by_unique_name(unique_name_of(self.name)) or self._of_that_name()

    def _of_that_name(self) -> Json | None:
        namesakes = self._applications.named(self.name)
        if len(namesakes) > 1:
            ids = ", ".join(sorted(application["appId"] for application in namesakes))
            raise UsageError(
                f"service_principal is {self.name!r}, and the app registrations {ids} have that display name.",
                "Give the client id of the one that is meant.",
            )
        return namesakes[0] if namesakes else None

    @property
    def client_id(self) -> str | None:
        return str(self.found["appId"]) if self.found else None

    @property
    def tenant_id(self) -> str:
        return self._context.caller.tenant_id

    @functools.cached_property
    def principal_id(self) -> str | None:
        """Object id of the service principal, in lower case; None without one."""
        # Of an application of another tenant, such as Microsoft's own, this one has the service principal only.
        client_id = self.client_id or (self.name if is_guid(self.name) else None)
        principal = self._applications.principal(client_id) if client_id else None
        return str(principal["id"]).lower() if principal else None

    @property
    def credentials(self) -> ApplicationCredentials:
        """Its federated credentials, to read and to write; without the app registration there are none."""
        return ApplicationCredentials(self._context, self.found["id"] if self.found else None, self.name)

    @property
    def described(self) -> str:
        """Completes "For ..." in the description of a role assignment."""
        return f"the service principal {self.name}"

    def missing(self) -> UsageError:
        """The error to raise where it must be there."""
        return UsageError(
            f"There is no service principal {self.name} in the tenant.",
            "Create it first (vaultpipe.azure.service_principal), correct service_principal, or give the principal's object_id.",
        )


NamedIdentity = t.Union[NamedManagedIdentity, NamedApplication]


def named_identity(options: t.Mapping[str, t.Any], group: str | None, context: TaskContext) -> NamedIdentity | None:
    """The identity that `managed_identity` or `service_principal` names; None when neither is given.

    :param group: the resource group of a managed identity; None to look for it.
    """
    if options.get("service_principal") is not None:
        return NamedApplication(options["service_principal"], context)
    if options.get("managed_identity") is not None:
        subscription = options.get("identity_subscription_id") or None
        return NamedManagedIdentity(options["managed_identity"], group, context, subscription)
    return None
