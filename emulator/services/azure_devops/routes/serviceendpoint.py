# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections: made and changed at the organization, or in a project as up to version 5.1; read in a project
(docs/reference/azure_devops.md#service-connections)."""

from __future__ import annotations

from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.errors import bad_request, missing_value, not_emulated
from emulator.services.azure_devops.errors.service_connections import no_such_endpoint
from emulator.services.azure_devops.model.connections.conversion import convert_issuer, convert_scheme
from emulator.services.azure_devops.model.connections.endpoint import ServiceEndpoint
from emulator.services.azure_devops.model.connections.verification import verify
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.model.security.endpoint_roles import EndpointRole
from emulator.services.azure_devops.router import flag, listing, null, objects, on, on_project, part, parts, project
from emulator.services.azure_devops.views.endpoints import endpoint_json
from emulator.services.entra.model.principals import caller_of

ENDPOINTS = "/_apis/serviceendpoint/endpoints"


def shown(
    request: Request, organization: Organization, endpoint: ServiceEndpoint, owner: Project | None = None, listed: bool = False
) -> dict[str, Any]:
    """The connection as a project sees it, and as much as the caller's role shows; without a project, under its own name
    instead of a reference's (docs/reference/azure_devops.md#endpoint-two-names)."""
    seen_from = owner or organization.endpoints.first_project(endpoint)
    assert seen_from is not None
    whole = endpoint_json(organization, endpoint, seen_from, listed)
    return EndpointRole(request, organization).shown(endpoint, whole if owner else whole | {"name": endpoint.name})


def managed(request: Request, organization: Organization, endpoint: ServiceEndpoint) -> ServiceEndpoint:
    """:raises DevOpsError: 403, the caller is not its Administrator; 404, it cannot even see it."""
    role = EndpointRole(request, organization)
    if not role.sees(endpoint):
        raise no_such_endpoint(endpoint.id)
    role.require_to_manage(endpoint)
    return endpoint


@on("POST", ENDPOINTS)
def create_endpoint(request: Request, organization: Organization) -> Response:
    """The owner has its capital letter only in later answers (docs/reference/azure_devops.md#endpoint-case)."""
    EndpointRole(request, organization).require_to_create()
    created = organization.endpoints.create(request.json_object(), caller_of(request))
    return Response(body=shown(request, organization, created) | {"owner": created.owner})


def put(request: Request, organization: Organization, endpoint: ServiceEndpoint, body: dict[str, Any]) -> None:
    """Replaces the whole, or converts it by what the body says of the scheme alone
    (docs/reference/azure_devops.md#scheme-conversion)."""
    operation = request.query.get("operation", "")
    if not operation:
        organization.endpoints.replace(endpoint, body)
    elif operation.lower() == "convertauthenticationscheme":
        convert_scheme(endpoint, str(part(body, "authorization").get("scheme")), organization.federation)
    else:
        raise not_emulated(request.method, f"{request.path}?operation={operation}")


@on("PUT", ENDPOINTS + "/{endpoint}")
def replace_endpoint(request: Request, organization: Organization) -> Response:
    endpoint = managed(request, organization, organization.endpoints.get(request.params["endpoint"]))
    put(request, organization, endpoint, request.json_object())
    return Response(body=shown(request, organization, endpoint))


def in_project(request: Request, organization: Organization) -> dict[str, Any]:
    """A body of version 5.1, where the address names the project (learn.microsoft.com, endpoints/create, view 5.1), in the
    form of later versions, where a reference does."""
    owner, body = project(request, organization), request.json_object()
    own = {"projectReference": {"id": owner.id}, "name": body.get("name"), "description": body.get("description")}
    given = parts(body, "serviceEndpointProjectReferences")
    others = [one for one in given if part(one, "projectReference").get("id") != owner.id]
    return body | {"serviceEndpointProjectReferences": [own, *others]}


def found_in_project(request: Request, organization: Organization) -> ServiceEndpoint:
    """:raises DevOpsError: 404."""
    found = organization.endpoints.find(project(request, organization), request.params["endpoint"])
    if found is None:
        raise no_such_endpoint(request.params["endpoint"])
    return found


@on_project("POST", ENDPOINTS)
def create_endpoint_in_project(request: Request, organization: Organization) -> Response:
    EndpointRole(request, organization).require_to_create()
    created = organization.endpoints.create(in_project(request, organization), caller_of(request))
    return Response(body=shown(request, organization, created, project(request, organization)))


@on_project("PUT", ENDPOINTS + "/{endpoint}")
def replace_endpoint_in_project(request: Request, organization: Organization) -> Response:
    endpoint = managed(request, organization, found_in_project(request, organization))
    put(request, organization, endpoint, in_project(request, organization))
    return Response(body=shown(request, organization, endpoint, project(request, organization)))


@on_project("DELETE", ENDPOINTS + "/{endpoint}")
def delete_endpoint_in_project(request: Request, organization: Organization) -> Response:
    organization.endpoints.delete(
        managed(request, organization, found_in_project(request, organization)), [project(request, organization).id]
    )
    return Response(204)


@on("PATCH", ENDPOINTS + "/{endpoint}")
def share_endpoint(request: Request, organization: Organization) -> Response:
    shared = managed(request, organization, organization.endpoints.get(request.params["endpoint"]))
    organization.endpoints.share(shared, objects(request, "endpointProjectReferences"))
    return Response(204)


@on("DELETE", ENDPOINTS + "/{endpoint}")
def delete_endpoint(request: Request, organization: Organization) -> Response:
    endpoint = managed(request, organization, organization.endpoints.get(request.params["endpoint"]))
    named = [part for part in request.query.get("projectids", "").split(",") if part]
    organization.endpoints.delete(endpoint, named)
    return Response(204)


@on_project("GET", ENDPOINTS)
def list_endpoints(request: Request, organization: Organization) -> Response:
    """Lists those in progress and failed only with includeFailed (docs/reference/azure_devops.md#include-failed)."""
    owner, endpoints, query = project(request, organization), organization.endpoints, request.query
    found = endpoints.of(owner) if flag(request, "includefailed") else endpoints.usable(owner)
    names = [name.lower() for name in query.get("endpointnames", "").split(",") if name]
    ids = [one.lower() for one in query.get("endpointids", "").split(",") if one]
    schemes = [one.lower() for one in query.get("authschemes", "").split(",") if one]
    kind, role = query.get("type", "").lower(), EndpointRole(request, organization)

    def fits(endpoint: ServiceEndpoint) -> bool:
        reference = endpoint.reference(owner.id)
        return (
            role.sees(endpoint)
            and (not names or (reference is not None and reference.name.lower() in names))
            and (not ids or endpoint.id in ids)
            and (not schemes or endpoint.scheme.lower() in schemes)
            and (not kind or endpoint.type.lower() == kind)
        )

    return listing([shown(request, organization, one, owner, listed=True) for one in found if fits(one)])


@on_project("GET", ENDPOINTS + "/{endpoint}")
def get_endpoint(request: Request, organization: Organization) -> Response:
    """200 with null for what is not there, or not to be seen by the caller (docs/reference/azure_devops.md#null-for-nothing)."""
    owner = project(request, organization)
    found = organization.endpoints.find(owner, request.params["endpoint"])
    if found is None or not EndpointRole(request, organization).sees(found):
        return null()
    return Response(body=shown(request, organization, found, owner))


@on_project("POST", "/_apis/serviceendpoint/endpointproxy", write=False)
def query_endpoint(request: Request, organization: Organization) -> Response:
    """Verify: HTTP 200 either way, the verdict is in the body (docs/reference/azure_devops.md#verify)."""
    owner = project(request, organization)
    endpoint = organization.endpoints.find(owner, request.query.get("endpointid", ""))
    if endpoint is None:
        raise missing_value("endpointId")
    EndpointRole(request, organization).require_to_use(endpoint)
    source = (request.json_object().get("dataSourceDetails") or {}).get("dataSourceName")
    if source != "TestConnection":
        raise bad_request(f"The local Azure does not emulate the data source {source!r}; it has TestConnection.")
    outcome = verify(organization.ask, organization.federation, endpoint, owner)
    return Response(
        body={
            "result": list(outcome.result),
            "statusCode": outcome.status_code,
            "errorMessage": outcome.error,
            "activityId": organization.runtime.ids.guid(),
        }
    )


@on("POST", "/_apis/public/serviceendpoint/externalfederatedcredentialmigration")
def convert_endpoint(request: Request, organization: Organization) -> Response:
    """From the older issuer to Entra's; its errors have a form of their own (docs/reference/azure_devops.md#conversion)."""
    subject = str(request.json_object().get("serviceConnectionInput") or "")
    endpoint = organization.endpoints.by_old_subject(subject)
    if endpoint is None:
        return Response(404, {"success": False, "message": "Service connection not found."})
    convert_issuer(managed(request, organization, endpoint), organization.federation)
    return Response(body={"success": True, "message": "Migration initiated."})


@on("GET", "/_apis/serviceendpoint/types")
def list_types(request: Request, organization: Organization) -> Response:
    """Only azurerm, with the schemes that can be made here."""
    schemes = [
        {"scheme": "WorkloadIdentityFederation", "displayName": "Workload Identity Federation"},
        {"scheme": "ServicePrincipal", "displayName": "Service Principal Authentication"},
    ]
    azurerm = {
        "name": "azurerm",
        "displayName": "Azure Resource Manager",
        "endpointUrl": {"displayName": "Server Url", "value": "https://management.azure.com/"},
        "authenticationSchemes": schemes,
        "dataSources": [{"name": "TestConnection"}],
    }
    wanted = request.query.get("type", "azurerm").lower()
    return listing([azurerm] if wanted == "azurerm" else [])
