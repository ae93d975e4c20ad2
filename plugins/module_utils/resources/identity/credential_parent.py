# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose federated credentials are meant: those of a managed identity, or of an app registration."""

from __future__ import annotations

import typing as t

from ...clients.arm.managed_identities import IdentityCredentials
from ...clients.context import TaskContext
from ...clients.graph.application_credentials import ApplicationCredentials
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import State
from .identity_name import check_identity_name
from .named_application import NamedApplication

PARENT = ArgumentSpec(
    {
        "managed_identity": {"type": "str", "aliases": ["identity_name"]},
        "resource_group": {"type": "str", "aliases": ["identity_resource_group"]},
        "service_principal": {"type": "str"},
    },
    mutually_exclusive=(("managed_identity", "service_principal"), ("resource_group", "service_principal")),
    required_one_of=(("managed_identity", "service_principal"),),
    required_by={"managed_identity": ["resource_group"]},
)


class CredentialParent:
    """The identity that a task's options name."""

    def __init__(self, options: t.Mapping[str, t.Any], context: TaskContext) -> None:
        self._options, self._context = options, context
        named = options.get("service_principal")
        self._application = None if named is None else NamedApplication(named, context)

    def validate(self) -> None:
        """:raises UsageError: managed_identity is no name of one, or service_principal is empty."""
        if self._application:
            self._application.validate()
        else:
            check_identity_name("managed_identity", self._options["managed_identity"])

    def credentials(self) -> IdentityCredentials | ApplicationCredentials:
        """To read and write them; without the identity there are none."""
        if self._application:
            return self._application.credentials
        return IdentityCredentials(self._context, self._options["resource_group"], self._options["managed_identity"])

    def require(self) -> None:
        """:raises UsageError: the app registration is not there. Of a managed identity ARM says it itself."""
        if self._application and self._application.found is None:
            raise self._application.missing()


def parent_of(options: t.Mapping[str, t.Any]) -> State:
    """The identity as the user names it: case does not count."""
    names = ("service_principal",) if options.get("service_principal") is not None else ("managed_identity", "resource_group")
    return {name: options[name] for name in names}
