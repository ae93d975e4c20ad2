# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery: OPTIONS, resource areas, connection data."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.errors import not_found
from emulator.services.azure_devops.model.addresses import ORGANIZATION_URL
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import listing, on
from emulator.services.azure_devops.routes.resource_locations import AREAS, locations
from emulator.services.azure_devops.views.identities import descriptor, identity
from emulator.services.entra.model.principals import caller_of


def area_json(area_id: str) -> dict[str, str]:
    return {"id": area_id, "name": AREAS[area_id], "locationUrl": f"{ORGANIZATION_URL}/"}


@on("OPTIONS", "/_apis")
def all_locations(request: Request, organization: Organization) -> Response:
    return listing(locations(None))


@on("OPTIONS", "/_apis/{area}")
def locations_of_area(request: Request, organization: Organization) -> Response:
    return listing(locations(request.params["area"]))


@on("GET", "/_apis/ResourceAreas")
def resource_areas(request: Request, organization: Organization) -> Response:
    return listing([area_json(area_id) for area_id in AREAS])


@on("GET", "/_apis/ResourceAreas/{area}")
def resource_area(request: Request, organization: Organization) -> Response:
    area_id = request.params["area"].lower()
    if area_id not in AREAS:
        raise not_found(f"The resource area {area_id}")
    return Response(body=area_json(area_id))


@on("GET", "/_apis/connectionData")
def connection_data(request: Request, organization: Organization) -> Response:
    who = caller_of(request)
    user = {
        "id": who.object_id,
        "descriptor": f"Microsoft.VisualStudio.Services.Claims.AadServicePrincipal;{who.object_id}",
        "subjectDescriptor": descriptor(who),
        "providerDisplayName": who.display_name,
        "isActive": True,
        "properties": {"Account": {"$type": "System.String", "$value": identity(who)["uniqueName"]}},
    }
    instance = organization.organization_id
    return Response(
        body={
            "authenticatedUser": user,
            "authorizedUser": user,
            "instanceId": instance,
            "deploymentId": instance,
            "deploymentType": "hosted",
            "locationServiceData": {
                "serviceOwner": "00025394-6065-48ca-87d9-7f5672854ef7",
                "defaultAccessMappingMoniker": "PublicAccessMapping",
                "lastChangeId": 1,
                "lastChangeId64": 1,
            },
        }
    )
