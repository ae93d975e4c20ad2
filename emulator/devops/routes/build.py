# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions, builds and what they leave, folders and settings."""

from __future__ import annotations

import json
from typing import Any

from ...web import Call, Reply
from ..authorizing import require_to_authorize
from ..builds import Build
from ..definitions import Definition
from ..errors import bad_request, cannot_queue, missing_value, not_found
from ..jobs import Variable
from ..pipeline import PipelineInvalid
from ..views.builds import artifact_json, build_json, log_json, timeline_json
from ..views.definitions import definition_json, definition_reference, folder_json
from .base import (
    caller,
    flag,
    listing,
    number,
    objects,
    on,
    on_project,
    organization,
    part,
    pattern_fits,
    project,
    wants,
)
from .build_lists import matching
from .file_trees import with_folders, zipped
from .pages import page

AREA = "/_apis/build"
DEFINITIONS = AREA + "/definitions"
BUILDS = AREA + "/builds"


# -- definitions ------------------------------------------------------------------------------------------------------


def definition(call: Call) -> Definition:
    return organization(call).definitions.get(project(call), number(call.params["definition"], "definitionId"))


@on_project("GET", DEFINITIONS)
def list_definitions(call: Call) -> Reply:
    owner, query = project(call), call.query
    ids = {number(one, "definitionIds") for one in query.get("definitionids", "").split(",") if one}
    found = [
        one
        for one in organization(call).definitions.of(owner)
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
    view = definition_json if flag(call, "includeallproperties") else definition_reference
    return page(call, found, lambda one: one.id, lambda one: view(organization(call), one, owner))


@on_project("POST", DEFINITIONS)
def create_definition(call: Call) -> Reply:
    created = organization(call).definitions.create(project(call), call.json_object(), caller(call))
    return Reply(body=definition_json(organization(call), created, project(call)))


@on_project("GET", DEFINITIONS + "/{definition}")
def get_definition(call: Call) -> Reply:
    return Reply(body=definition_json(organization(call), definition(call), project(call)))


@on_project("PUT", DEFINITIONS + "/{definition}")
def replace_definition(call: Call) -> Reply:
    owner = project(call)
    changed = organization(call).definitions.replace(owner, definition(call), call.json_object(), caller(call))
    return Reply(body=definition_json(organization(call), changed, owner))


@on_project("DELETE", DEFINITIONS + "/{definition}")
def delete_definition(call: Call) -> Reply:
    organization(call).definitions.delete(definition(call))
    return Reply(204)


# -- builds -----------------------------------------------------------------------------------------------------------


def build(call: Call) -> Build:
    """The build, taken as far as it gets by now."""
    found = organization(call).builds.get(project(call), number(call.params["build"], "buildId"))
    organization(call).runs.advance()
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


@on_project("GET", BUILDS)
def list_builds(call: Call) -> Reply:
    owner = project(call)
    organization(call).runs.advance()
    found = matching(call, organization(call), organization(call).builds.of(owner))
    return page(call, found, lambda one: one.id, lambda one: build_json(organization(call), one, owner), 1000)


@on_project("POST", BUILDS)
def queue_build(call: Call) -> Reply:
    owner, body = project(call), call.json_object()
    wanted = part(body, "definition")
    if wanted.get("id") is None:
        raise missing_value("build.definition")
    revision = None if wanted.get("revision") is None else number(str(wanted["revision"]), "definition.revision")
    found = organization(call).definitions.get(owner, number(str(wanted["id"]), "definition.id"), revision)
    try:
        queued = organization(call).runs.queue(
            found,
            body.get("sourceBranch"),
            body.get("sourceVersion"),
            caller(call),
            queued_variables(body.get("parameters")),
            body.get("parameters"),
        )
    except PipelineInvalid as invalid:
        raise cannot_queue(invalid.reasons) from invalid
    return Reply(body=build_json(organization(call), queued, owner))


@on_project("GET", BUILDS + "/{build}")
def get_build(call: Call) -> Reply:
    return Reply(body=build_json(organization(call), build(call), project(call)))


@on_project("PATCH", BUILDS + "/{build}")
def update_build(call: Call) -> Reply:
    found, body = build(call), call.json_object()
    if str(body.get("status", "")).lower() == "cancelling":
        organization(call).runs.cancel(found, caller(call))
    if "keepForever" in body:
        found.keep_forever = bool(body["keepForever"])
        found.changed(organization(call).now(), caller(call))
    return Reply(body=build_json(organization(call), found, project(call)))


@on_project("GET", BUILDS + "/{build}/timeline")
@on_project("GET", BUILDS + "/{build}/timeline/{timeline}")
def get_timeline(call: Call) -> Reply:
    found = build(call)
    if call.params.get("timeline", found.timeline_id).lower() != found.timeline_id:
        raise not_found(f"The timeline {call.params['timeline']}")
    return Reply(body=timeline_json(found))


@on_project("GET", BUILDS + "/{build}/logs")
def list_logs(call: Call) -> Reply:
    found = build(call)
    return listing([log_json(log, found) for log in found.logs])


@on_project("GET", BUILDS + "/{build}/logs/{log}")
def get_log(call: Call) -> Reply:
    """Lines as JSON or as text, by what is accepted; startLine and endLine count from 0."""
    found, wanted = build(call), number(call.params["log"], "logId")
    log = next((one for one in found.logs if one.id == wanted), None)
    if log is None:
        raise not_found(f"The log {wanted} of build {found.id}")
    start = number(call.query.get("startline", "0"), "startLine")
    end = number(call.query.get("endline", str(len(log.lines))), "endLine")
    lines = log.lines[start:end]
    if wants(call, "application/json"):
        return listing(lines)
    # No source tells whether the real answer names a charset; one of a sibling does not (danielpalme/ReportGenerator#652).
    return Reply(body="".join(f"{line}\n" for line in lines), headers={"Content-Type": "text/plain"})


TAGS = BUILDS + "/{build}/tags"


@on_project("GET", TAGS)
def list_tags(call: Call) -> Reply:
    return listing(build(call).tags)


@on_project("POST", TAGS)
def add_tags(call: Call) -> Reply:
    found, wanted = build(call), call.json()
    if not isinstance(wanted, list):
        raise bad_request("The body must be a list of tags.")
    found.tags = sorted({*found.tags, *(str(tag) for tag in wanted)})
    return listing(found.tags)


@on_project("PUT", TAGS + "/{tag}")
def add_tag(call: Call) -> Reply:
    found = build(call)
    found.tags = sorted({*found.tags, call.params["tag"]})
    return listing(found.tags)


@on_project("DELETE", TAGS + "/{tag}")
def delete_tag(call: Call) -> Reply:
    found = build(call)
    found.tags = [tag for tag in found.tags if tag != call.params["tag"]]
    return listing(found.tags)


# -- artifacts --------------------------------------------------------------------------------------------------------


def archive(found: Build, name: str) -> Reply:
    """The files below a folder of the artifact's name (docs/reference/azure_devops.md#artifacts)."""
    artifact = found.artifact(name)
    content = zipped({f"{artifact.name}/{path}": data for path, data in artifact.files.items()})
    disposition = f'attachment; filename="{artifact.name}.zip"'
    return Reply(body=content, headers={"content-type": "application/zip", "content-disposition": disposition})


@on_project("GET", BUILDS + "/{build}/artifacts")
def get_artifacts(call: Call) -> Reply:
    """All, or the one that is named: about it, or itself as zip by $format or Accept
    (docs/reference/clients.md#node-artifacts)."""
    found, name = build(call), call.query.get("artifactname")
    if name is None:
        return listing([artifact_json(one, found) for one in found.artifacts.values()])
    if call.query.get("$format", "").lower() == "zip" or wants(call, "application/zip"):
        return archive(found, name)
    return Reply(body=artifact_json(found.artifact(name), found))


@on("GET", "/_apis/resources/Containers/{container}")
def browse_container(call: Call) -> Reply:
    """The items of a build's file container, or one item's content."""
    found = organization(call).builds.by_container(number(call.params["container"], "containerId"))
    if found is None:
        raise not_found(f"The container {call.params['container']}")
    files = {f"{one.name}/{path}": data for one in found.artifacts.values() for path, data in one.files.items()}
    wanted = call.query.get("itempath", "").strip("/")
    if wanted in files and not wants(call, "application/json"):
        return Reply(body=files[wanted], headers={"content-type": "application/octet-stream"})
    below = {path: data for path, data in files.items() if not wanted or f"{path}/".startswith(f"{wanted}/")}
    if call.query.get("$format", "").lower() == "zip" or wants(call, "application/zip"):
        return Reply(body=zipped(below), headers={"content-type": "application/zip"})
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
def list_folders(call: Call) -> Reply:
    owner = project(call)
    return listing([folder_json(one, owner) for one in organization(call).folders.below(owner, call.params.get("path", "\\"))])


@on_project("PUT", FOLDERS + "/{path:path}")
def create_folder(call: Call) -> Reply:
    description = call.json_object().get("description")
    created = organization(call).folders.create(project(call), call.params["path"], description, caller(call))
    return Reply(body=folder_json(created, project(call)))


@on_project("POST", FOLDERS + "/{path:path}")
def move_folder(call: Call) -> Reply:
    body, path = call.json_object(), call.params["path"]
    to = str(body.get("path") or path)
    moved = organization(call).folders.move(project(call), path, to, body.get("description"), caller(call))
    return Reply(body=folder_json(moved, project(call)))


@on_project("DELETE", FOLDERS + "/{path:path}")
def delete_folder(call: Call) -> Reply:
    organization(call).folders.delete(project(call), call.params["path"])
    return Reply(204)


@on_project("GET", AREA + "/generalsettings")
def get_settings(call: Call) -> Reply:
    return Reply(body=organization(call).settings_of(project(call)))


@on_project("PATCH", AREA + "/generalsettings")
def change_settings(call: Call) -> Reply:
    wanted = {name: bool(value) for name, value in call.json_object().items()}
    return Reply(body=organization(call).change_settings(project(call), wanted))


def open_resources(call: Call) -> Reply:
    kind, identifier = call.query.get("type"), call.query.get("id")
    found = organization(call).permissions.open_resources(project(call).id)
    return listing(
        [
            {"type": one, "id": resource, "authorized": True}
            for one, resource in found
            if kind in (None, one) and identifier in (None, resource)
        ]
    )


@on_project("GET", AREA + "/authorizedresources")
def list_authorized_resources(call: Call) -> Reply:
    return open_resources(call)


@on_project("PATCH", AREA + "/authorizedresources")
def authorize_resources(call: Call) -> Reply:
    """The older API: for all pipelines at once; answers with the whole picture
    (docs/reference/azure_devops.md#authorized-resources)."""
    for wanted in objects(call, "resources"):
        everyone = {"allPipelines": {"authorized": bool(wanted.get("authorized"))}}
        kind, identifier = str(wanted.get("type")), str(wanted.get("id"))
        require_to_authorize(call, project(call), kind, identifier, everyone=True)
        organization(call).permissions.change(project(call).id, kind, identifier, everyone, caller(call))
    return open_resources(call)
