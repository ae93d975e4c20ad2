# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The principal that gets access: by its object id, as the identity that it belongs to, or as a group."""

from __future__ import annotations

import functools
import typing as t

from ...clients.arm.roles import RolesClient
from ...clients.context import TaskContext
from ...engine.argument_spec import ArgumentSpec
from ...identifiers import check_guid
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ..shared.ownership import marked
from .named_group import NamedGroup
from .named_identity import NamedIdentity, named_identity

WAYS = ("object_id", "managed_identity", "service_principal", "entra_group")
"""Options of which one names the principal."""

ANY_PRINCIPAL = ArgumentSpec(
    {
        "object_id": {"type": "str", "aliases": ["principal_id", "assignee_object_id"]},
        "managed_identity": {"type": "str"},
        "service_principal": {"type": "str"},
        "entra_group": {"type": "str"},
        "identity_resource_group": {"type": "str"},
        "identity_subscription_id": {"type": "str"},
    },
    mutually_exclusive=(WAYS,),
    required_by={"identity_resource_group": ["managed_identity"], "identity_subscription_id": ["managed_identity"]},
)
"""doc_fragments/principal.py documents these."""
PRINCIPAL = ANY_PRINCIPAL + ArgumentSpec({}, required_one_of=(WAYS,))


class Principal:
    """The principal that a task's options name."""

    def __init__(self, options: t.Mapping[str, t.Any], context: TaskContext) -> None:
        self._options, self._context = options, context
        self._named: NamedIdentity | NamedGroup | None = named_identity(options, options.get("identity_resource_group"), context)
        if options.get("entra_group") is not None:
            self._named = NamedGroup(options["entra_group"], context)

    def validate(self) -> None:
        """:raises UsageError: object_id is no GUID, managed_identity no name of an identity, or another name empty."""
        if self._named:
            self._named.validate()
        remedy = (
            "Give the principal's object id (principal_id), or name a managed_identity, a service_principal or an entra_group."
        )
        check_guid("object_id", self._options.get("object_id"), remedy)

    @functools.cached_property
    def object_id(self) -> str:
        """Object id in lower case; KNOWN_AFTER_APPLY when what is named is not there and has left no trace.

        :raises UsageError: several resource groups have an identity of that name.
        """
        if self._named is None:
            return str(self._options["object_id"]).lower()
        return self._named.principal_id or self._traced() or KNOWN_AFTER_APPLY

    def _traced(self) -> str | None:
        """The principal of an identity that is gone: what it may do outlives it, and our role assignments tell whose it was."""
        if self._options.get("state") != "absent" or self.description == marked(""):
            return None
        assignments = self._context.client(RolesClient).described(self.description)
        return str(assignments[0]["properties"]["principalId"]).lower() if assignments else None

    @property
    def description(self) -> str:
        """The description of role assignments: that we made them, and for whom."""
        described = self._named.described if self._named else None
        return marked(f"For {described}." if described else "")

    def require(self) -> str:
        """The object id.

        :raises UsageError: what is named is not there.
        """
        if is_unknown(self.object_id) and self._named:
            raise self._named.missing()
        return self.object_id


def principal_if_any(options: t.Mapping[str, t.Any], context: TaskContext) -> Principal | None:
    """The principal, where the options name one."""
    return Principal(options, context) if any(options.get(way) is not None for way in WAYS) else None
