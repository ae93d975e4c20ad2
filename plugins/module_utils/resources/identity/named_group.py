# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The group of the directory that a task's options name."""

from __future__ import annotations

import functools

from ...clients.context import TaskContext
from ...clients.graph.groups import groups_named
from ...errors import UsageError
from ...identifiers import is_guid


class NamedGroup:
    """A group by its object id, which is taken as it is, else by its display name."""

    def __init__(self, name: str, context: TaskContext) -> None:
        self.name, self._context = name, context

    def validate(self) -> None:
        """:raises UsageError: the name is empty."""
        if not self.name:
            raise UsageError(
                "entra_group is empty, but it is the display name or the object id of a group.", "Set it to one, or leave it out."
            )

    @functools.cached_property
    def principal_id(self) -> str | None:
        """Object id in lower case; None when there is none of that name.

        :raises UsageError: several have that display name.
        """
        if is_guid(self.name):
            return self.name.lower()
        ids = sorted(str(one["id"]).lower() for one in groups_named(self._context, self.name))
        if len(ids) > 1:
            raise UsageError(
                f"entra_group is {self.name!r}, and the groups {', '.join(ids)} have that display name.",
                "Give the object id of the one that is meant.",
            )
        return ids[0] if ids else None

    @property
    def described(self) -> str:
        """Completes "For ..." in the description of a role assignment."""
        return f"the group {self.name}"

    def missing(self) -> UsageError:
        """The error to raise where it must be there."""
        return UsageError(
            f"There is no group {self.name} in the tenant.",
            "Correct entra_group, or have somebody make it first (az ad group create); a new one may take a minute to be listed.",
        )
