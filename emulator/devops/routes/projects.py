# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects, operations and processes."""

from __future__ import annotations

from fnmatch import fnmatch

from ...web import Call, Reply
from ..errors import bad_request, not_found
from ..processes import PROCESSES, process_by_id
from ..users import holder
from ..views.projects import process_json, progress, project_details, project_reference, started
from .base import flag, listing, number, objects, on, organization, part, project


@on("GET", "/_apis/projects")
def list_projects(call: Call) -> Reply:
    user = holder(call)
    found = [one for one in organization(call).projects.in_state(call.query.get("statefilter") or "wellFormed") if user.sees(one)]
    start = number(call.query.get("$skip", call.query.get("continuationtoken", "0")), "$skip")
    count = number(call.query.get("$top", "1000"), "$top")
    reply = listing([project_reference(one) for one in found[start : start + count]])
    if len(found) > start + count:
        reply.headers["x-ms-continuationtoken"] = str(start + count)
    return reply


@on("POST", "/_apis/projects")
def create_project(call: Call) -> Reply:
    body = call.json_object()
    capabilities = part(body, "capabilities")
    operation = organization(call).create_project(
        str(body.get("name") or ""),
        body.get("description"),
        str(body.get("visibility") or "private"),
        part(capabilities, "processTemplate").get("templateTypeId"),
        part(capabilities, "versioncontrol").get("sourceControlType"),
    )
    return Reply(202, started(operation))


@on("GET", "/_apis/projects/{project}")
def get_project(call: Call) -> Reply:
    found = project(call)
    return Reply(body=project_details(found, organization(call).organization_id, flag(call, "includecapabilities")))


@on("PATCH", "/_apis/projects/{project}")
def update_project(call: Call) -> Reply:
    found, body = project(call), call.json_object()
    changed = organization(call).projects.update(found, body.get("name"), body.get("description"), body.get("visibility"))
    return Reply(202, started(changed))


@on("DELETE", "/_apis/projects/{project}")
def delete_project(call: Call) -> Reply:
    """By id only (docs/reference/azure_devops.md#project-operations)."""
    found = project(call)
    if call.params["project"].lower() != found.id:
        raise bad_request(f"The project id '{call.params['project']}' is not a valid GUID.")
    return Reply(202, started(organization(call).projects.delete(found)))


@on("GET", "/_apis/projects/{project}/properties")
def get_properties(call: Call) -> Reply:
    """`keys` names them, with wildcards. Those that the service itself sets are not emulated
    (docs/reference/azure_devops.md#project-properties)."""
    patterns = [key for key in call.query.get("keys", "*").split(",") if key]
    found = project(call).properties
    named = {name: value for name, value in found.items() if any(fnmatch(name, pattern) for pattern in patterns)}
    return listing([{"name": name, "value": value} for name, value in named.items()])


@on("PATCH", "/_apis/projects/{project}/properties")
def change_properties(call: Call) -> Reply:
    properties = project(call).properties
    for change in objects(call, "patchDocument"):
        name = str(change.get("path") or "").removeprefix("/")
        if change.get("op") == "add" and name:
            properties[name] = str(change.get("value"))
        elif change.get("op") == "remove" and name:
            properties.pop(name, None)
        else:
            raise bad_request("A change of properties has the op add or remove and a path.")
    return Reply(204)


@on("GET", "/_apis/operations/{id}")
def get_operation(call: Call) -> Reply:
    operations = organization(call).operations
    operation = operations.get(call.params["id"])
    return Reply(body=progress(operation, operations.is_done(operation)))


@on("GET", "/_apis/process/processes")
def list_processes(call: Call) -> Reply:
    return listing([process_json(process) for process in PROCESSES])


@on("GET", "/_apis/process/processes/{id}")
def get_process(call: Call) -> Reply:
    process = process_by_id(call.params["id"])
    if process is None:
        raise not_found(f"The process {call.params['id']}")
    return Reply(body=process_json(process))
