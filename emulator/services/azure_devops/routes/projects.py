# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects, operations and processes."""

from __future__ import annotations

from fnmatch import fnmatch

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.errors import bad_request, not_found
from emulator.services.azure_devops.errors.projects import no_such_operation
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.projects.processes import PROCESSES, process_by_id
from emulator.services.azure_devops.model.security.request_scope import holder
from emulator.services.azure_devops.router import flag, listing, number, objects, on, part, project
from emulator.services.azure_devops.views.projects import process_json, progress, project_details, project_reference, started


@on("GET", "/_apis/projects")
def list_projects(request: Request, organization: Organization) -> Response:
    user = holder(request, organization)
    found = [one for one in organization.projects.in_state(request.query.get("statefilter") or "wellFormed") if user.sees(one)]
    start = number(request.query.get("$skip", request.query.get("continuationtoken", "0")), "$skip")
    count = number(request.query.get("$top", "1000"), "$top")
    response = listing([project_reference(one) for one in found[start : start + count]])
    if len(found) > start + count:
        response.headers["x-ms-continuationtoken"] = str(start + count)
    return response


@on("POST", "/_apis/projects")
def create_project(request: Request, organization: Organization) -> Response:
    body = request.json_object()
    capabilities = part(body, "capabilities")
    operation = organization.create_project(
        str(body.get("name") or ""),
        body.get("description"),
        str(body.get("visibility") or "private"),
        part(capabilities, "processTemplate").get("templateTypeId"),
        part(capabilities, "versioncontrol").get("sourceControlType"),
    )
    return Response(202, started(operation))


@on("GET", "/_apis/projects/{project}")
def get_project(request: Request, organization: Organization) -> Response:
    found = project(request, organization)
    return Response(body=project_details(found, organization.organization_id, flag(request, "includecapabilities")))


@on("PATCH", "/_apis/projects/{project}")
def update_project(request: Request, organization: Organization) -> Response:
    found, body = project(request, organization), request.json_object()
    changed = organization.projects.update(found, body.get("name"), body.get("description"), body.get("visibility"))
    return Response(202, started(changed))


@on("DELETE", "/_apis/projects/{project}")
def delete_project(request: Request, organization: Organization) -> Response:
    """Finds a project by id only (docs/reference/azure_devops.md#project-operations)."""
    found = project(request, organization)
    if request.params["project"].lower() != found.id:
        raise bad_request(f"The project id '{request.params['project']}' is not a valid GUID.")
    return Response(202, started(organization.projects.delete(found)))


@on("GET", "/_apis/projects/{project}/properties")
def get_properties(request: Request, organization: Organization) -> Response:
    """`keys` names them, with wildcards. Those that the service itself sets are not emulated
    (docs/reference/azure_devops.md#project-properties)."""
    patterns = [key for key in request.query.get("keys", "*").split(",") if key]
    found = project(request, organization).properties
    named = {name: value for name, value in found.items() if any(fnmatch(name, pattern) for pattern in patterns)}
    return listing([{"name": name, "value": value} for name, value in named.items()])


@on("PATCH", "/_apis/projects/{project}/properties")
def change_properties(request: Request, organization: Organization) -> Response:
    properties = project(request, organization).properties
    for change in objects(request, "patchDocument"):
        name = str(change.get("path") or "").removeprefix("/")
        if change.get("op") == "add" and name:
            properties[name] = str(change.get("value"))
        elif change.get("op") == "remove" and name:
            properties.pop(name, None)
        else:
            raise bad_request("A change of properties has the op add or remove and a path.")
    return Response(204)


@on("GET", "/_apis/operations/{id}")
def get_operation(request: Request, organization: Organization) -> Response:
    operations = organization.operations
    operation = operations.find(request.params["id"])
    if operation is None:
        raise no_such_operation(request.params["id"])
    return Response(body=progress(operation, operations.is_done(operation)))


@on("GET", "/_apis/process/processes")
def list_processes(request: Request, organization: Organization) -> Response:
    return listing([process_json(process) for process in PROCESSES])


@on("GET", "/_apis/process/processes/{id}")
def get_process(request: Request, organization: Organization) -> Response:
    process = process_by_id(request.params["id"])
    if process is None:
        raise not_found(f"The process {request.params['id']}")
    return Response(body=process_json(process))
