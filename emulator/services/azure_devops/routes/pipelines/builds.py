# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds: their queue, timeline, logs and tags."""

from __future__ import annotations

import json
from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.errors import bad_request, missing_value, not_found
from emulator.services.azure_devops.errors.pipelines import cannot_queue
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.pipelines.pipeline import PipelineInvalid
from emulator.services.azure_devops.model.runs.builds import Build
from emulator.services.azure_devops.router import (
    listing,
    number,
    on_project,
    part,
    project,
    wants,
)
from emulator.services.azure_devops.routes.pages import page
from emulator.services.azure_devops.routes.pipelines.build_lists import matching
from emulator.services.azure_devops.views.builds import build_json, log_json, timeline_json
from emulator.services.entra.model.principals import caller_of

BUILDS = "/_apis/build/builds"


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
        queued = organization.queueing.queue(
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
