# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that all pipelines of a project may use, by the older API."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.security.resource_authorization import require_to_authorize
from emulator.services.azure_devops.router import (
    listing,
    objects,
    on_project,
    project,
)
from emulator.services.entra.model.principals import caller_of


def open_resources(request: Request, organization: Organization) -> Response:
    kind, identifier = request.query.get("type"), request.query.get("id")
    found = organization.permissions.open_resources(project(request, organization).id)
    return listing(
        [
            {"type": one, "id": resource, "authorized": True}
            for one, resource in found
            if kind in (None, one) and identifier in (None, resource)
        ]
    )


@on_project("GET", "/_apis/build/authorizedresources")
def list_authorized_resources(request: Request, organization: Organization) -> Response:
    return open_resources(request, organization)


@on_project("PATCH", "/_apis/build/authorizedresources")
def authorize_resources(request: Request, organization: Organization) -> Response:
    """The older API: for all pipelines at once; answers with the whole picture
    (docs/reference/azure_devops.md#authorized-resources)."""
    for wanted in objects(request, "resources"):
        everyone = {"allPipelines": {"authorized": bool(wanted.get("authorized"))}}
        kind, identifier = str(wanted.get("type")), str(wanted.get("id"))
        require_to_authorize(request, organization, project(request, organization), kind, identifier, everyone=True)
        organization.permissions.change(project(request, organization).id, kind, identifier, everyone, caller_of(request))
    return open_resources(request, organization)
