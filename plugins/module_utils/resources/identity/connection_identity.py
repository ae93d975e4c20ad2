# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity that pipelines have when they use a service connection: by its client id, or by name."""

from __future__ import annotations

import typing as t

from ...clients.arm.client import ArmClient, Json
from ...clients.arm.resource_ids import group_of
from ...clients.arm.resource_types import IDENTITIES
from ...clients.context import TaskContext
from ...engine.argument_spec import ArgumentSpec
from ...errors import AuthenticationError, ServiceError, UsageError
from ...identifiers import check_guid
from ...known_after_apply import KNOWN_AFTER_APPLY
from .identity_name import check_identity_name
from .named_identity import NamedApplication, NamedIdentity, NamedManagedIdentity, named_identity

IDENTITY = ArgumentSpec(
    {
        "identity_client_id": {"type": "str", "aliases": ["service_principal_id"]},
        "identity_tenant_id": {"type": "str"},
        "managed_identity": {"type": "str"},
        "identity_resource_group": {"type": "str"},
        "identity_subscription_id": {"type": "str"},
        "service_principal": {"type": "str"},
    },
    mutually_exclusive=(
        ("identity_client_id", "managed_identity", "service_principal"),
        ("identity_tenant_id", "managed_identity", "service_principal"),
    ),
    required_by={"identity_resource_group": ["managed_identity"], "identity_subscription_id": ["managed_identity"]},
)


NAMES = ("managed_identity", "service_principal", "identity_subscription_id")


class ConnectionIdentity:
    """The identity that a task's options name, if they name one; an empty name is none."""

    def __init__(self, options: t.Mapping[str, t.Any], context: TaskContext) -> None:
        self._options, self._context = options, context
        given = {name: options.get(name) or None for name in NAMES}
        self._identity = named_identity(given, options.get("identity_resource_group"), context)

    def validate(self) -> None:
        """:raises UsageError: a GUID is none, or managed_identity is no identity's name."""
        for option in ("identity_client_id", "identity_tenant_id"):
            check_guid(option, self._options.get(option))
        if self._options.get("managed_identity") is not None:
            check_identity_name("managed_identity", self._options["managed_identity"])

    @property
    def client_id(self) -> str | None:
        """Client id; None when the options name no identity, KNOWN_AFTER_APPLY when the named one is not there."""
        if self._identity is None:
            return self._options.get("identity_client_id")
        return self._identity.client_id or KNOWN_AFTER_APPLY

    @property
    def tenant_id(self) -> str | None:
        """The tenant's id; None and KNOWN_AFTER_APPLY as for client_id."""
        if self._identity is None:
            return self._options.get("identity_tenant_id")
        return self._identity.tenant_id or KNOWN_AFTER_APPLY

    def require(self) -> None:
        """:raises UsageError: the named identity is not there."""
        if self._identity is not None and self._identity.found is None:
            raise self._identity.missing()

    def shown(self, client_id: str | None) -> NamedIdentity | None:
        """The connection's identity as far as Azure shows it; None when it shows nothing to the caller.

        :param client_id: of the identity that the connection has, when the options name none.
        """
        try:
            identity = self._identity or self._of_client_id(client_id or KNOWN_AFTER_APPLY)
            if identity.found is None:
                return None
            identity.principal_id  # noqa: B018 - is remembered, so that nobody who gets the identity asks further
        except (AuthenticationError, ServiceError):
            # To explain a refusal is not worth an error of its own: the caller may have no rights in the directory.
            return None
        return identity

    def _of_client_id(self, client_id: str) -> NamedIdentity:
        """The managed identity of the subscription that has it, else the app registration."""
        try:
            identities = self._context.client(ArmClient).of_kind(IDENTITIES)
        except (AuthenticationError, ServiceError, UsageError):
            # UsageError: the task needs no subscription otherwise.
            identities = []
        return identity_among(identities, client_id, self._context)


def identity_among(managed: t.Iterable[Json], client_id: str, context: TaskContext) -> NamedIdentity:
    """The identity of a client id: of these managed ones, else an app registration."""
    for one in managed:
        if str((one.get("properties") or {}).get("clientId")).lower() == client_id.lower():
            return NamedManagedIdentity(one["name"], group_of(one["id"]), context)
    return NamedApplication(client_id, context)
