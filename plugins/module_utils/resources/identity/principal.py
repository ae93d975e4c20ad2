# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets access: a principal by its object id, or the managed identity that it belongs to."""

from __future__ import annotations

import functools
import typing as t

from ...clients.arm.client import ArmClient
from ...clients.arm.resource_types import IDENTITIES
from ...clients.arm.roles import RolesClient
from ...clients.context import TaskContext
from ...engine.argument_spec import ArgumentSpec
from ...errors import UsageError
from ...identifiers import is_guid
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ..shared.ownership import marked
from .identity_name import check_identity_name, named_identity_path
from .named_application import NamedApplication

PRINCIPAL = ArgumentSpec(
    {
        "object_id": {"type": "str", "aliases": ["principal_id", "assignee_object_id"]},
        "managed_identity": {"type": "str"},
        "service_principal": {"type": "str"},
        "identity_resource_group": {"type": "str"},
    },
    mutually_exclusive=(("object_id", "managed_identity", "service_principal"),),
    required_one_of=(("object_id", "managed_identity", "service_principal"),),
    required_by={"identity_resource_group": ["managed_identity"]},
)
"""doc_fragments/principal.py documents these."""


class Principal:
    """The principal that a task's options name."""

    def __init__(self, options: t.Mapping[str, t.Any], context: TaskContext) -> None:
        self._options, self._context = options, context
        named = options.get("service_principal")
        self._application = None if named is None else NamedApplication(named, context)

    def validate(self) -> None:
        """:raises UsageError: object_id is no GUID, managed_identity no name of an identity, or service_principal empty."""
        if self._application:
            self._application.validate()
        object_id, name = self._options.get("object_id"), self._options.get("managed_identity")
        if name is not None:
            check_identity_name("managed_identity", name)
        elif object_id is not None and not is_unknown(object_id) and not is_guid(str(object_id)):
            raise UsageError(
                f"object_id is {object_id!r}, which is not a valid GUID.",
                "Give the principal's object id (principal_id), or name a managed_identity or a service_principal.",
            )

    @functools.cached_property
    def object_id(self) -> str:
        """KNOWN_AFTER_APPLY when the named identity is not there and has left no trace.

        :raises UsageError: several resource groups have an identity of that name.
        """
        if self._options.get("object_id"):
            return str(self._options["object_id"]).lower()
        found = self._application.principal_id if self._application else self._of_managed()
        return found or self._traced() or KNOWN_AFTER_APPLY

    def _of_managed(self) -> str | None:
        path, name = self._path, self._options["managed_identity"]
        found = self._context.client(ArmClient).get(path, IDENTITIES.version, f"the managed identity {name}") if path else None
        return str(found["properties"]["principalId"]).lower() if found else None

    def _traced(self) -> str | None:
        """The principal of an identity that is gone: what it may do outlives it, and our role assignments tell whose it was."""
        if self._options["state"] != "absent" or self.description == marked(""):
            return None
        found = self._context.client(RolesClient).described(self.description)
        return str(found[0]["properties"]["principalId"]).lower() if found else None

    @property
    def description(self) -> str:
        """For role assignments: that we made them, and for which identity."""
        if self._application:
            return marked(f"For the service principal {self._application.name}.")
        path = self._path if self._options.get("managed_identity") else None
        return marked(f"For {path.lower()}." if path else "")

    def require(self) -> str:
        """The object id.

        :raises UsageError: the named identity is not there.
        """
        if is_unknown(self.object_id) and self._application:
            raise self._application.missing()
        if is_unknown(self.object_id):
            group = self._options.get("identity_resource_group")
            place = f"the resource group {group}" if group else "the subscription"
            raise UsageError(
                f"There is no managed identity {self._options['managed_identity']} in {place}.",
                "Create it first (vaultpipe.azure.managed_identity), or correct managed_identity and identity_resource_group.",
            )
        return self.object_id

    @functools.cached_property
    def _path(self) -> str | None:
        return named_identity_path(self._context.client(ArmClient), self._options)
