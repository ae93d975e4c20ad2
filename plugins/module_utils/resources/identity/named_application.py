# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The app registration that the option service_principal names."""

from __future__ import annotations

import functools

from ...clients.context import TaskContext
from ...clients.graph.application_credentials import ApplicationCredentials
from ...clients.graph.applications import ApplicationsClient, unique_name_of
from ...clients.http.json_api import Json
from ...errors import UsageError
from ...identifiers import is_guid
from ...known_after_apply import is_unknown


class NamedApplication:
    """By client id, else the one that this collection makes under that name, else by display name."""

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
        """None when there is none.

        :raises UsageError: several have that display name.
        """
        if is_unknown(self.name):
            return None
        if is_guid(self.name):
            return self._applications.by_app_id(self.name)
        return self._applications.by_unique_name(unique_name_of(self.name)) or self._of_that_name()

    def _of_that_name(self) -> Json | None:
        found = self._applications.named(self.name)
        if len(found) > 1:
            ids = ", ".join(sorted(one["appId"] for one in found))
            raise UsageError(
                f"service_principal is {self.name!r}, and the app registrations {ids} have that display name.",
                "Give the client id of the one that is meant.",
            )
        return found[0] if found else None

    @functools.cached_property
    def principal_id(self) -> str | None:
        """Object id of the service principal; None without one."""
        # Of an application of another tenant, such as Microsoft's own, this one has the service principal only.
        app_id = self.found["appId"] if self.found else self.name if is_guid(self.name) else None
        principal = self._applications.principal(app_id) if app_id else None
        return str(principal["id"]).lower() if principal else None

    @property
    def credentials(self) -> ApplicationCredentials:
        object_id = self.found["id"] if self.found else None
        return ApplicationCredentials(self._context, object_id, self.name)

    def missing(self) -> UsageError:
        """The error to raise where it must be there."""
        return UsageError(
            f"There is no service principal {self.name} in the tenant.",
            "Create it first (vaultpipe.azure.service_principal), correct service_principal, or give the principal's object_id.",
        )
