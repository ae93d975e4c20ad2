# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Behaviour that all tasks on an Azure DevOps organization share."""

from __future__ import annotations

import typing as t

from ...clients.devops.client import DevOpsClient
from ...engine.argument_spec import AUTH, DEVOPS, STATE
from ...engine.operation import Operation
from ...engine.resource import Resource
from ...errors import UsageError

CONNECTED = AUTH + DEVOPS + STATE
NEVER_EMPTY = (("project", "Give a name."), ("name", "Give a name."), ("id", "Give an id, or leave it out."))
"""Options that mean the same in all of these tasks, with the remedy."""


class InOrganization(Operation):
    """Asks through one connection to the organization."""

    never_empty: t.ClassVar[tuple[tuple[str, str], ...]] = ()
    """Further options that name something, each with its remedy."""
    without_slash: t.ClassVar[tuple[str, ...]] = ()
    """Options besides `project` that name what an address cannot hold with a slash."""

    @property
    def devops(self) -> DevOpsClient:
        return self.context.client(DevOpsClient)

    def validate(self) -> None:
        """:raises UsageError: a name is there and empty, which in an address would mean something else."""
        for option, remedy in (*NEVER_EMPTY, *self.never_empty):
            if self.options.get(option) is not None and not self.options[option].strip():
                raise UsageError(f"{option} is empty.", remedy)
        for option in ("project", *self.without_slash):
            if "/" in (self.options.get(option) or ""):
                raise UsageError(f"{option} is {self.options[option]!r}, but such a name has no '/'.", "Correct the name.")


class DevOpsResource(InOrganization, Resource):
    """Read and written there."""
