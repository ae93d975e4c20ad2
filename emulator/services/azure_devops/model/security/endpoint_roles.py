# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles on service connections and what they allow (learn.microsoft.com, "Configure service connection security")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.services.azure_devops.model.connections.endpoint import ServiceEndpoint
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.security.permission_errors import endpoint_creation_refused, endpoint_refused_to
from emulator.services.azure_devops.model.security.request_scope import holder
from emulator.services.azure_devops.model.users import NOBODY, User
from emulator.services.entra.model.principals import caller_of

if TYPE_CHECKING:
    from emulator.core.request import Request

BY_GROUP = {
    NOBODY: NOBODY,
    "Readers": "Reader",
    "Contributors": "Creator",
    "Build Administrators": "Reader",
    "Project Administrators": "Administrator",
    "Project Collection Administrators": "Administrator",
}
"""Project Administrators are members of Endpoint Administrators, Contributors of Endpoint Creators (azure-devops-docs,
service-endpoints.md). That the others are Reader, no source confirms."""


class EndpointRole:
    """The role of a request's caller."""

    def __init__(self, request: Request, organization: Organization, user: User | None = None) -> None:
        """:param user: The caller in the project that is meant; without it, in that of the request."""
        self._principal, self._user = caller_of(request), user or holder(request, organization)

    def on(self, endpoint: ServiceEndpoint) -> str:
        """The caller's role on a connection: its maker is its Administrator, unless given another role there. Creator is none of
        those: it is of the whole project."""
        given = self._user.endpoint_role
        if given not in ("", "Creator"):
            return given
        own = endpoint.created_by.object_id == self._principal.object_id
        return "Administrator" if own else given or BY_GROUP[self._user.group]

    def sees(self, endpoint: ServiceEndpoint) -> bool:
        return self.on(endpoint) != NOBODY

    def shown(self, endpoint: ServiceEndpoint, whole: dict[str, Any]) -> dict[str, Any]:
        """The part of the connection that it sees.

        A Reader gets no authorization at all (microsoft/terraform-provider-azuredevops#1559), nor does a Creator
        (#823). No source says what a User gets: here the scheme without its parameters, so that clients meet both.
        """
        role = self.on(endpoint)
        if role == "User":
            return whole | {"authorization": {"scheme": whole["authorization"]["scheme"], "parameters": {}}}
        return whole if role == "Administrator" else {name: value for name, value in whole.items() if name != "authorization"}

    @property
    def may_create(self) -> bool:
        """A right in the project: a lesser role on the connections that are there does not take it away."""
        return bool({self._user.endpoint_role, BY_GROUP[self._user.group]} & {"Creator", "Administrator"})

    def require_to_create(self) -> None:
        """:raises DevOpsError: 403."""
        if not self.may_create:
            raise endpoint_creation_refused()

    def require_to_manage(self, endpoint: ServiceEndpoint) -> None:
        """Changing, deleting, sharing, and opening it to all pipelines.

        :raises DevOpsError: 403.
        """
        if self.on(endpoint) != "Administrator":
            raise endpoint_refused_to("Administrator", endpoint.name)

    def require_to_use(self, endpoint: ServiceEndpoint) -> None:
        """Verifying it, and letting a pipeline use it (learn.microsoft.com, pipelines/process/resources).

        :raises DevOpsError: 403.
        """
        if self.on(endpoint) not in ("User", "Administrator"):
            raise endpoint_refused_to("User", endpoint.name)
