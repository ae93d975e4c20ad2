# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections: made and changed at the organization, or in a project as up to version 5.1; read in a project
(docs/reference/azure_devops.md#service-connections)."""

from __future__ import annotations

from typing import Any

from ...web import Call, Reply
from ..endpoint_roles import EndpointRole
from ..endpoints import ServiceEndpoint
from ..errors import bad_request, missing_value, no_such_endpoint
from ..projects import Project
from ..verification import verify
from ..views.endpoints import endpoint_json
from .base import caller, flag, listing, null, objects, on, on_project, organization, part, parts, project

ENDPOINTS = "/_apis/serviceendpoint/endpoints"


def shown(call: Call, endpoint: ServiceEndpoint, owner: Project | None = None, listed: bool = False) -> dict[str, Any]:
    """As a project sees it, and as much as the caller's role shows; without a project, under its own name instead of a
    reference's (docs/reference/azure_devops.md#endpoint-two-names)."""
    seen_from = owner or organization(call).endpoints.first_project(endpoint)
    assert seen_from is not None
    whole = endpoint_json(organization(call), endpoint, seen_from, listed)
    return EndpointRole(call).shown(endpoint, whole if owner else whole | {"name": endpoint.name})


def managed(call: Call, endpoint: ServiceEndpoint) -> ServiceEndpoint:
    """:raises DevOpsError: 403, the caller is not its Administrator; 404, it cannot even see it."""
    role = EndpointRole(call)
    if not role.sees(endpoint):
        raise no_such_endpoint(endpoint.id)
    role.require_to_manage(endpoint)
    return endpoint


@on("POST", ENDPOINTS)
def create_endpoint(call: Call) -> Reply:
    """The owner has its capital letter only in later answers (docs/reference/azure_devops.md#endpoint-case)."""
    EndpointRole(call).require_to_create()
    created = organization(call).endpoints.create(call.json_object(), caller(call))
    return Reply(body=shown(call, created) | {"owner": created.owner})


@on("PUT", ENDPOINTS + "/{endpoint}")
def replace_endpoint(call: Call) -> Reply:
    endpoint = managed(call, organization(call).endpoints.get(call.params["endpoint"]))
    organization(call).endpoints.replace(endpoint, call.json_object())
    return Reply(body=shown(call, endpoint))


def in_project(call: Call) -> dict[str, Any]:
    """A body of version 5.1, where the address names the project (learn.microsoft.com, endpoints/create, view 5.1), in the
    form of later versions, where a reference does."""
    owner, body = project(call), call.json_object()
    own = {"projectReference": {"id": owner.id}, "name": body.get("name"), "description": body.get("description")}
    given = parts(body, "serviceEndpointProjectReferences")
    others = [one for one in given if part(one, "projectReference").get("id") != owner.id]
    return body | {"serviceEndpointProjectReferences": [own, *others]}


def found_in_project(call: Call) -> ServiceEndpoint:
    """:raises DevOpsError: 404."""
    found = organization(call).endpoints.find(project(call), call.params["endpoint"])
    if found is None:
        raise no_such_endpoint(call.params["endpoint"])
    return found


@on_project("POST", ENDPOINTS)
def create_endpoint_in_project(call: Call) -> Reply:
    EndpointRole(call).require_to_create()
    created = organization(call).endpoints.create(in_project(call), caller(call))
    return Reply(body=shown(call, created, project(call)))


@on_project("PUT", ENDPOINTS + "/{endpoint}")
def replace_endpoint_in_project(call: Call) -> Reply:
    endpoint = managed(call, found_in_project(call))
    organization(call).endpoints.replace(endpoint, in_project(call))
    return Reply(body=shown(call, endpoint, project(call)))


@on_project("DELETE", ENDPOINTS + "/{endpoint}")
def delete_endpoint_in_project(call: Call) -> Reply:
    organization(call).endpoints.delete(managed(call, found_in_project(call)), [project(call).id])
    return Reply(204)


@on("PATCH", ENDPOINTS + "/{endpoint}")
def share_endpoint(call: Call) -> Reply:
    shared = managed(call, organization(call).endpoints.get(call.params["endpoint"]))
    organization(call).endpoints.share(shared, objects(call, "endpointProjectReferences"))
    return Reply(204)


@on("DELETE", ENDPOINTS + "/{endpoint}")
def delete_endpoint(call: Call) -> Reply:
    endpoint = managed(call, organization(call).endpoints.get(call.params["endpoint"]))
    named = [part for part in call.query.get("projectids", "").split(",") if part]
    organization(call).endpoints.delete(endpoint, named)
    return Reply(204)


@on_project("GET", ENDPOINTS)
def list_endpoints(call: Call) -> Reply:
    """Those in progress and failed only with includeFailed (docs/reference/azure_devops.md#include-failed)."""
    owner, endpoints, query = project(call), organization(call).endpoints, call.query
    found = endpoints.of(owner) if flag(call, "includefailed") else endpoints.usable(owner)
    names = [name.lower() for name in query.get("endpointnames", "").split(",") if name]
    ids = [one.lower() for one in query.get("endpointids", "").split(",") if one]
    schemes = [one.lower() for one in query.get("authschemes", "").split(",") if one]
    kind, role = query.get("type", "").lower(), EndpointRole(call)

    def fits(endpoint: ServiceEndpoint) -> bool:
        reference = endpoint.reference(owner.id)
        return (
            role.sees(endpoint)
            and (not names or (reference is not None and reference.name.lower() in names))
            and (not ids or endpoint.id in ids)
            and (not schemes or endpoint.scheme.lower() in schemes)
            and (not kind or endpoint.type.lower() == kind)
        )

    return listing([shown(call, one, owner, listed=True) for one in found if fits(one)])


@on_project("GET", ENDPOINTS + "/{endpoint}")
def get_endpoint(call: Call) -> Reply:
    """200 with null for what is not there, or not to be seen by the caller (docs/reference/azure_devops.md#null-for-nothing)."""
    owner = project(call)
    found = organization(call).endpoints.find(owner, call.params["endpoint"])
    if found is None or not EndpointRole(call).sees(found):
        return null()
    return Reply(body=shown(call, found, owner))


@on_project("POST", "/_apis/serviceendpoint/endpointproxy", write=False)
def query_endpoint(call: Call) -> Reply:
    """Verify: HTTP 200 either way, the verdict is in the body (docs/reference/azure_devops.md#verify)."""
    owner = project(call)
    endpoint = organization(call).endpoints.find(owner, call.query.get("endpointid", ""))
    if endpoint is None:
        raise missing_value("endpointId")
    EndpointRole(call).require_to_use(endpoint)
    source = (call.json_object().get("dataSourceDetails") or {}).get("dataSourceName")
    if source != "TestConnection":
        raise bad_request(f"The local Azure does not emulate the data source {source!r}; it has TestConnection.")
    outcome = verify(organization(call), endpoint, owner)
    return Reply(
        body={
            "result": list(outcome.result),
            "statusCode": outcome.status_code,
            "errorMessage": outcome.error,
            "activityId": call.cloud.ids.guid(),
        }
    )


@on("POST", "/_apis/public/serviceendpoint/externalfederatedcredentialmigration")
def convert_endpoint(call: Call) -> Reply:
    """From the older issuer to Entra's; its errors have a form of their own (docs/reference/azure_devops.md#conversion)."""
    subject = str(call.json_object().get("serviceConnectionInput") or "")
    endpoint = organization(call).endpoints.by_old_subject(subject)
    if endpoint is None:
        return Reply(404, {"success": False, "message": "Service connection not found."})
    organization(call).endpoints.convert(managed(call, endpoint))
    return Reply(body={"success": True, "message": "Migration initiated."})


@on("GET", "/_apis/serviceendpoint/types")
def list_types(call: Call) -> Reply:
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
    wanted = call.query.get("type", "azurerm").lower()
    return listing([azurerm] if wanted == "azurerm" else [])
