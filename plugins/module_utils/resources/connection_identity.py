# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom pipelines are when they use a service connection: an application by its client id, or a managed identity by name."""

from __future__ import annotations

import functools
import typing as t

from ..argument_spec import ArgumentSpec
from ..clients.arm import ArmClient, Json
from ..clients.identities import API_VERSION, KIND, identity_path
from ..clients.roles import is_guid
from ..errors import UsageError
from ..unknown import KNOWN_AFTER_APPLY, is_unknown
from .managed_identity import check_identity_name

IDENTITY = ArgumentSpec(
    {
        "identity_client_id": {"type": "str", "aliases": ["service_principal_id"]},
        "identity_tenant_id": {"type": "str"},
        "managed_identity": {"type": "str"},
        "identity_resource_group": {"type": "str"},
    },
    mutually_exclusive=(("identity_client_id", "managed_identity"), ("identity_tenant_id", "managed_identity")),
    required_by={"identity_resource_group": ["managed_identity"]},
)


class ConnectionIdentity:
    """The identity that a task's options name, if they name one."""

    def __init__(self, options: t.Mapping[str, t.Any], arm: t.Callable[[], ArmClient]) -> None:
        self._options, self._arm = options, arm

    def validate(self) -> None:
        """:raises UsageError: a GUID is none, or managed_identity is no identity's name."""
        for option in ("identity_client_id", "identity_tenant_id"):
            check_guid(option, self._options.get(option))
        if self._options.get("managed_identity") is not None:
            check_identity_name("managed_identity", self._options["managed_identity"])

    @property
    def named(self) -> bool:
        return bool(self._options.get("managed_identity") or self._options.get("identity_client_id"))

    @property
    def client_id(self) -> str | None:
        """None when the options name no identity, KNOWN_AFTER_APPLY when the managed identity is not there."""
        return self._of_managed("clientId") or self._options.get("identity_client_id")

    @property
    def tenant_id(self) -> str | None:
        """As client_id."""
        return self._of_managed("tenantId") or self._options.get("identity_tenant_id")

    def require(self) -> None:
        """:raises UsageError: the managed identity is not there."""
        if is_unknown(self.client_id):
            group = self._options.get("identity_resource_group")
            raise UsageError(
                f"There is no managed identity {self._options['managed_identity']} in "
                f"{f'the resource group {group}' if group else 'the subscription'}.",
                "Create it first (vaultpipe.azure.managed_identity), or correct managed_identity and identity_resource_group.",
            )

    def _of_managed(self, what: str) -> str | None:
        if not self._options.get("managed_identity"):
            return None
        return str(self.managed["properties"][what]) if self.managed else KNOWN_AFTER_APPLY

    @functools.cached_property
    def managed(self) -> Json | None:
        """The managed identity in ARM; None when the options name none, or it is not there.

        :raises UsageError: several resource groups have an identity of that name.
        """
        name, group = self._options.get("managed_identity"), self._options.get("identity_resource_group")
        if not name:
            return None
        paths = [identity_path(self._arm(), group, name)] if group else self._arm().ids(KIND, name)
        if len(paths) > 1:
            groups = ", ".join(sorted(path.split("/")[4] for path in paths))
            raise UsageError(
                f"managed_identity is {name!r}, and there are identities of that name in the resource groups {groups}.",
                "Set identity_resource_group.",
            )
        return self._arm().get(paths[0], API_VERSION, f"the managed identity {name}") if paths else None


def check_guid(option: str, value: str | None) -> None:
    """:raises UsageError: a value is given that is no GUID."""
    if value is not None and not is_unknown(value) and not is_guid(value):
        raise UsageError(f"{option} is {value!r}, which is no GUID.", "Write it as 00000000-0000-0000-0000-000000000000.")
