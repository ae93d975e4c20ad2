# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions, builds and what they leave, folders and settings."""

from __future__ import annotations

import json
from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.errors import bad_request, cannot_queue, missing_value, not_found
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.pipelines.definitions import Definition
from emulator.services.azure_devops.model.pipelines.pipeline import PipelineInvalid
from emulator.services.azure_devops.model.runs.builds import Build
from emulator.services.azure_devops.model.security.resource_authorization import require_to_authorize
from emulator.services.azure_devops.router import (
    flag,
    listing,
    number,
    objects,
    on,
    on_project,
    part,
    pattern_fits,
    project,
    wants,
)
from emulator.services.azure_devops.routes.build_lists import matching
from emulator.services.azure_devops.routes.file_trees import with_folders, zipped
from emulator.services.azure_devops.routes.pages import page
from emulator.services.azure_devops.views.builds import artifact_json, build_json, log_json, timeline_json
from emulator.services.azure_devops.views.definitions import definition_json, definition_reference, folder_json
from emulator.services.entra.model.principals import caller_of

AREA = "/_apis/build"
DEFINITIONS = AREA + "/definitions"
BUILDS = AREA + "/builds"


# -- definitions ------------------------------------------------------------------------------------------------------


def definition(request: Request, organization: Organization) -> Definition:
    return organization.definitions.get(project(request, organization), number(request.params["definition"], "definitionId"))


@on_project("GET", DEFINITIONS)
def list_definitions(request: Request, organization: Organization) -> Response:
    owner, query = project(request, organization), request.query
    ids = {number(one, "definitionIds") for one in query.get("definitionids", "").split(",") if one}
    found = [
        one
        for one in organization.definitions.of(owner)
        if pattern_fits(query.get("name") or "*", one.name)
        and (not query.get("path") or one.folder.lower() == query["path"].lower())
        and (not ids or one.id in ids)
        and (not query.get("repositoryid") or one.repository_id == query["repositoryid"].lower())
        and (not query.get("processtype") or str(one.process.get("type")) == query["processtype"])
        and (not query.get("yamlfilename") or one.yaml_path == query["yamlfilename"].lstrip("/"))
    ]
    order = query.get("queryorder", "").lower()
    if order.startswith("definitionname"):
        found.sort(key=lambda one: one.name.lower(), reverse=order.endswith("descending"))
    elif order.startswith("lastmodified"):
        found.sort(key=lambda one: one.created_at, reverse=order.endswith("descending"))
    view = definition_json if flag(request, "includeallproperties") else definition_reference
    return page(request, found, lambda one: one.id, lambda one: view(organization, one, owner))


@on_project("POST", DEFINITIONS)
def create_definition(request: Request, organization: Organization) -> Response:
    created = organization.definitions.create(project(request, organization), request.json_object(), caller_of(request))
    return Response(body=definition_json(organization, created, project(request, organization)))


@on_project("GET", DEFINITIONS + "/{definition}")
def get_definition(request: Request, organization: Organization) -> Response:
    return Response(body=definition_json(organization, definition(request, organization), project(request, organization)))


@on_project("PUT", DEFINITIONS + "/{definition}")
def replace_definition(request: Request, organization: Organization) -> Response:
    owner = project(request, organization)
    changed = organization.definitions.replace(
        owner, definition(request, organization), request.json_object(), caller_of(request)
    )
    return Response(body=definition_json(organization, changed, owner))


@on_project("DELETE", DEFINITIONS + "/{definition}")
def delete_definition(request: Request, organization: Organization) -> Response:
    organization.definitions.delete(definition(request, organization))
    return Response(204)


# -- builds -----------------------------------------------------------------------------------------------------------


def build(request: Request, organization: Organization) -> Build:
    """The build, taken as far as it gets by now."""
    found = organization.builds.get(project(request, organization), number(request.params["build"], "buildId"))
    organization.runs.advance()
    return found


def queued_variables(parameters: str | None) -> dict[str, Variable]:
    """Variables of a queue request: a JSON object in a text.

    :raises DevOpsError: it is none.
    """
    try:
        given = json.loads(parameters or "{}")
    except ValueError as error:
        raise bad_request("The build parameters are not valid JSON.") from error
    if not isinstance(given, dict):
        raise bad_request("The build parameters must be a JSON object.")
    return {name: Variable(str(value)) for name, value in given.items()}


def template_parameters(body: dict[str, Any]) -> dict[str, str]:
    """Parameters of a request, each a text (specs, azure-devops/build/7.1, Build)."""
    return {name: str(value) for name, value in part(body, "templateParameters").items()}


@on_project("GET", BUILDS)
def list_builds(request: Request, organization: Organization) -> Response:
    owner = project(request, organization)
    organization.runs.advance()
    found = matching(request, organization, organization.builds.of(owner))
    return page(request, found, lambda one: one.id, lambda one: build_json(organization, one, owner), 1000)


@on_project("POST", BUILDS)
def queue_build(request: Request, organization: Organization) -> Response:
    owner, body = project(request, organization), request.json_object()
    wanted = part(body, "definition")
    if wanted.get("id") is None:
        raise missing_value("build.definition")
    revision = None if wanted.get("revision") is None else number(str(wanted["revision"]), "definition.revision")
    found = organization.definitions.get(owner, number(str(wanted["id"]), "definition.id"), revision)
    try:
        queued = organization.runs.queue(
            found,
            body.get("sourceBranch"),
            body.get("sourceVersion"),
            caller_of(request),
            queued_variables(body.get("parameters")),
            body.get("parameters"),
            template_parameters(body),
        )
    except PipelineInvalid as invalid:
        raise cannot_queue(invalid.reasons) from invalid
    return Response(body=build_json(organization, queued, owner))


@on_project("GET", BUILDS + "/{build}")
def get_build(request: Request, organization: Organization) -> Response:
    return Response(body=build_json(organization, build(request, organization), project(request, organization)))


@on_project("PATCH", BUILDS + "/{build}")
def update_build(request: Request, organization: Organization) -> Response:
    found, body = build(request, organization), request.json_object()
    if str(body.get("status", "")).lower() == "cancelling":
        organization.runs.cancel(found, caller_of(request))
    if "keepForever" in body:
        found.keep_forever = bool(body["keepForever"])
        found.changed(organization.now(), caller_of(request))
    return Response(body=build_json(organization, found, project(request, organization)))


@on_project("GET", BUILDS + "/{build}/timeline")
@on_project("GET", BUILDS + "/{build}/timeline/{timeline}")
def get_timeline(request: Request, organization: Organization) -> Response:
    found = build(request, organization)
    if request.params.get("timeline", found.timeline_id).lower() != found.timeline_id:
        raise not_found(f"The timeline {request.params['timeline']}")
    return Response(body=timeline_json(found))


@on_project("GET", BUILDS + "/{build}/logs")
def list_logs(request: Request, organization: Organization) -> Response:
    found = build(request, organization)
    return listing([log_json(log, found) for log in found.logs])


@on_project("GET", BUILDS + "/{build}/logs/{log}")
def get_log(request: Request, organization: Organization) -> Response:
    """Lines as JSON or as text, by what is accepted; startLine and endLine count from 0."""
    found, wanted = build(request, organization), number(request.params["log"], "logId")
    log = next((one for one in found.logs if one.id == wanted), None)
    if log is None:
        raise not_found(f"The log {wanted} of build {found.id}")
    start = number(request.query.get("startline", "0"), "startLine")
    end = number(request.query.get("endline", str(len(log.lines))), "endLine")
    lines = log.lines[start:end]
    if wants(request, "application/json"):
        return listing(lines)
    # No source tells whether the real answer names a charset; one of a sibling does not (danielpalme/ReportGenerator#652).
    return Response(body="".join(f"{line}\n" for line in lines), headers={"Content-Type": "text/plain"})


TAGS = BUILDS + "/{build}/tags"


@on_project("GET", TAGS)
def list_tags(request: Request, organization: Organization) -> Response:
    return listing(build(request, organization).tags)


@on_project("POST", TAGS)
def add_tags(request: Request, organization: Organization) -> Response:
    found, wanted = build(request, organization), request.json()
    if not isinstance(wanted, list):
        raise bad_request("The body must be a list of tags.")
    found.tags = sorted({*found.tags, *(str(tag) for tag in wanted)})
    return listing(found.tags)


@on_project("PUT", TAGS + "/{tag}")
def add_tag(request: Request, organization: Organization) -> Response:
    found = build(request, organization)
    found.tags = sorted({*found.tags, request.params["tag"]})
    return listing(found.tags)


@on_project("DELETE", TAGS + "/{tag}")
def delete_tag(request: Request, organization: Organization) -> Response:
    found = build(request, organization)
    found.tags = [tag for tag in found.tags if tag != request.params["tag"]]
    return listing(found.tags)


# -- artifacts --------------------------------------------------------------------------------------------------------


def archive(found: Build, name: str) -> Response:
    """The files below a folder of the artifact's name (docs/reference/azure_devops.md#artifacts)."""
    artifact = found.artifact(name)
    content = zipped({f"{artifact.name}/{path}": data for path, data in artifact.files.items()})
    disposition = f'attachment; filename="{artifact.name}.zip"'
    return Response(body=content, headers={"content-type": "application/zip", "content-disposition": disposition})


@on_project("GET", BUILDS + "/{build}/artifacts")
def get_artifacts(request: Request, organization: Organization) -> Response:
    """All, or the one that is named: about it, or itself as zip by $format or Accept
    (docs/reference/clients.md#node-artifacts)."""
    found, name = build(request, organization), request.query.get("artifactname")
    if name is None:
        return listing([artifact_json(one, found) for one in found.artifacts.values()])
    if request.query.get("$format", "").lower() == "zip" or wants(request, "application/zip"):
        return archive(found, name)
    return Response(body=artifact_json(found.artifact(name), found))


@on("GET", "/_apis/resources/Containers/{container}")
def browse_container(request: Request, organization: Organization) -> Response:
    """The items of a build's file container, or one item's content."""
    found = organization.builds.by_container(number(request.params["container"], "containerId"))
    if found is None:
        raise not_found(f"The container {request.params['container']}")
    inside = [one for one in found.artifacts.values() if not one.is_pipeline_artifact]
    files = {f"{one.name}/{path}": data for one in inside for path, data in one.files.items()}
    wanted = request.query.get("itempath", "").strip("/")
    if wanted in files and not wants(request, "application/json"):
        return Response(body=files[wanted], headers={"content-type": "application/octet-stream"})
    below = {path: data for path, data in files.items() if not wanted or f"{path}/".startswith(f"{wanted}/")}
    if request.query.get("$format", "").lower() == "zip" or wants(request, "application/zip"):
        return Response(body=zipped(below), headers={"content-type": "application/zip"})
    return listing([container_item(found, path, files.get(path)) for path in with_folders(below)])


def container_item(found: Build, path: str, content: bytes | None) -> dict[str, Any]:
    item: dict[str, Any] = {
        "containerId": found.container_id,
        "path": path,
        "itemType": "folder" if content is None else "file",
        "status": "created",
    }
    return item if content is None else item | {"fileLength": len(content)}


# -- folders, settings, permissions of old ----------------------------------------------------------------------------

FOLDERS = AREA + "/folders"


@on_project("GET", FOLDERS)
@on_project("GET", FOLDERS + "/{path:path}")
def list_folders(request: Request, organization: Organization) -> Response:
    owner = project(request, organization)
    return listing([folder_json(one, owner) for one in organization.folders.below(owner, request.params.get("path", "\\"))])


@on_project("PUT", FOLDERS + "/{path:path}")
def create_folder(request: Request, organization: Organization) -> Response:
    description = request.json_object().get("description")
    created = organization.folders.create(project(request, organization), request.params["path"], description, caller_of(request))
    return Response(body=folder_json(created, project(request, organization)))


@on_project("POST", FOLDERS + "/{path:path}")
def move_folder(request: Request, organization: Organization) -> Response:
    body, path = request.json_object(), request.params["path"]
    to = str(body.get("path") or path)
    moved = organization.folders.move(project(request, organization), path, to, body.get("description"), caller_of(request))
    return Response(body=folder_json(moved, project(request, organization)))


@on_project("DELETE", FOLDERS + "/{path:path}")
def delete_folder(request: Request, organization: Organization) -> Response:
    organization.folders.delete(project(request, organization), request.params["path"])
    return Response(204)


@on_project("GET", AREA + "/generalsettings")
def get_settings(request: Request, organization: Organization) -> Response:
    return Response(body=organization.settings.of(project(request, organization)))


@on_project("PATCH", AREA + "/generalsettings")
def change_settings(request: Request, organization: Organization) -> Response:
    wanted = {name: bool(value) for name, value in request.json_object().items()}
    return Response(body=organization.settings.change(project(request, organization), wanted))


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


@on_project("GET", AREA + "/authorizedresources")
def list_authorized_resources(request: Request, organization: Organization) -> Response:
    return open_resources(request, organization)


@on_project("PATCH", AREA + "/authorizedresources")
def authorize_resources(request: Request, organization: Organization) -> Response:
    """The older API: for all pipelines at once; answers with the whole picture
    (docs/reference/azure_devops.md#authorized-resources)."""
    for wanted in objects(request, "resources"):
        everyone = {"allPipelines": {"authorized": bool(wanted.get("authorized"))}}
        kind, identifier = str(wanted.get("type")), str(wanted.get("id"))
        require_to_authorize(request, organization, project(request, organization), kind, identifier, everyone=True)
        organization.permissions.change(project(request, organization).id, kind, identifier, everyone, caller_of(request))
    return open_resources(request, organization)
