# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity whose federated credentials are meant."""

from __future__ import annotations

import typing as t

from ...clients.context import TaskContext
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import State
from .named_identity import NamedApplication, NamedIdentity, named_identity

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


def credential_parent(options: t.Mapping[str, t.Any], context: TaskContext) -> NamedIdentity:
    """The identity that a task's options name, as PARENT has them."""
    identity = named_identity(options, options.get("resource_group"), context)
    if identity is None:
        raise AssertionError("PARENT requires one of both names")
    return identity


def require_parent(parent: NamedIdentity) -> None:
    """:raises UsageError: the app registration is not there. Of a managed identity ARM says it itself."""
    if isinstance(parent, NamedApplication) and parent.found is None:
        raise parent.missing()


def parent_of(options: t.Mapping[str, t.Any]) -> State:
    """The identity as the user names it: case does not count."""
    names = ("service_principal",) if options.get("service_principal") is not None else ("managed_identity", "resource_group")
    return {name: options[name] for name in names}
