# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom pipelines are when they use a service connection: an application by its client id, or a managed identity by name."""

from __future__ import annotations

import functools
import typing as t

from ...clients.arm.client import ArmClient, Json
from ...clients.arm.managed_identities import IdentityCredentials
from ...clients.arm.resource_ids import group_of
from ...clients.arm.resource_types import IDENTITIES
from ...clients.context import TaskContext
from ...clients.graph.application_credentials import ApplicationCredentials
from ...engine.argument_spec import ArgumentSpec
from ...errors import AuthenticationError, ServiceError, UsageError
from ...identifiers import is_guid
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from .identity_name import check_identity_name, named_identity_path
from .named_application import NamedApplication

IDENTITY = ArgumentSpec(
    {
        "identity_client_id": {"type": "str", "aliases": ["service_principal_id"]},
        "identity_tenant_id": {"type": "str"},
        "managed_identity": {"type": "str"},
        "identity_resource_group": {"type": "str"},
        "service_principal": {"type": "str"},
    },
    mutually_exclusive=(
        ("identity_client_id", "managed_identity", "service_principal"),
        ("identity_tenant_id", "managed_identity", "service_principal"),
    ),
    required_by={"identity_resource_group": ["managed_identity"]},
)


class KnownIdentity(t.NamedTuple):
    credentials: IdentityCredentials | ApplicationCredentials
    principal_id: str | None


class ConnectionIdentity:
    """The identity that a task's options name, if they name one."""

    def __init__(self, options: t.Mapping[str, t.Any], context: TaskContext) -> None:
        self._options, self._context = options, context
        named = options.get("service_principal")
        self._application = NamedApplication(named, context) if named else None

    def validate(self) -> None:
        """:raises UsageError: a GUID is none, or managed_identity is no identity's name."""
        for option in ("identity_client_id", "identity_tenant_id"):
            check_guid(option, self._options.get(option))
        if self._options.get("managed_identity") is not None:
            check_identity_name("managed_identity", self._options["managed_identity"])

    @property
    def client_id(self) -> str | None:
        """None when the options name no identity, KNOWN_AFTER_APPLY when the named one is not there."""
        if self._application:
            return str(self._application.found["appId"]) if self._application.found else KNOWN_AFTER_APPLY
        return self._of_managed("clientId") or self._options.get("identity_client_id")

    @property
    def tenant_id(self) -> str | None:
        """As client_id."""
        if self._application:
            return self._context.caller.tenant_id
        return self._of_managed("tenantId") or self._options.get("identity_tenant_id")

    def require(self) -> None:
        """:raises UsageError: the named identity is not there."""
        if is_unknown(self.client_id) and self._application:
            raise self._application.missing()
        if is_unknown(self.client_id):
            group = self._options.get("identity_resource_group")
            raise UsageError(
                f"There is no managed identity {self._options['managed_identity']} in "
                f"{f'the resource group {group}' if group else 'the subscription'}.",
                "Create it first (vaultpipe.azure.managed_identity), or correct managed_identity and identity_resource_group.",
            )

    def shown(self, client_id: str | None) -> KnownIdentity | None:
        """What Azure shows of the connection's identity; None when it shows nothing to the caller.

        :param client_id: of the identity that the connection has, when the options name none.
        """
        if self.managed:
            group, name = group_of(self.managed["id"]), self.managed["name"]
            credentials = IdentityCredentials(self._context, group, name)
            return KnownIdentity(credentials, self.managed["properties"]["principalId"])
        application = self._application or NamedApplication(client_id or KNOWN_AFTER_APPLY, self._context)
        try:
            return KnownIdentity(application.credentials, application.principal_id) if application.found else None
        except (AuthenticationError, ServiceError):
            # To explain a refusal is not worth an error of its own: the caller may have no rights in the directory.
            return None

    def _of_managed(self, what: str) -> str | None:
        if not self._options.get("managed_identity"):
            return None
        return str(self.managed["properties"][what]) if self.managed else KNOWN_AFTER_APPLY

    @functools.cached_property
    def managed(self) -> Json | None:
        """The managed identity in ARM; None when the options name none, or it is not there.

        :raises UsageError: several resource groups have an identity of that name.
        """
        name = self._options.get("managed_identity")
        if not name:
            return None
        path = named_identity_path(self._context.client(ArmClient), self._options)
        return self._context.client(ArmClient).get(path, IDENTITIES.version, f"the managed identity {name}") if path else None


def check_guid(option: str, value: str | None) -> None:
    """:raises UsageError: a value is given that is not a valid GUID."""
    if value is not None and not is_unknown(value) and not is_guid(value):
        raise UsageError(
            f"{option} is {value!r}, which is not a valid GUID.", "Write it as 00000000-0000-0000-0000-000000000000."
        )
