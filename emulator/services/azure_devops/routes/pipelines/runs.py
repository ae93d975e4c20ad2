# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The newer API of pipelines and runs (specs, azure-devops/pipelines)."""

from __future__ import annotations

from typing import Any

from emulator.core.clock import iso
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.errors import DevOpsError, bad_request, missing_value
from emulator.services.azure_devops.errors.pipelines import no_such_build, no_such_run_artifact, pipeline_invalid
from emulator.services.azure_devops.model.addresses import APIS
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.pipelines.definitions import Definition
from emulator.services.azure_devops.model.pipelines.pipeline import PipelineInvalid
from emulator.services.azure_devops.model.runs.builds import Build
from emulator.services.azure_devops.router import listing, number, on_project, part, project, router
from emulator.services.azure_devops.routes.pages import page
from emulator.services.azure_devops.routes.pipelines.artifacts import archive
from emulator.services.azure_devops.routes.pipelines.builds import template_parameters
from emulator.services.azure_devops.views.pipelines import (
    pipeline_json,
    pipeline_reference,
    preview_json,
    run_json,
    started_run_json,
    whole_run_json,
)
from emulator.services.entra.model.principals import caller_of

PIPELINES = "/_apis/pipelines"
RUNS = PIPELINES + "/{pipeline}/runs"
SIGNED_FOR = 3600
"""Seconds; no source confirms how long Azure's signature lives."""


def pipeline(request: Request, organization: Organization) -> Definition:
    return organization.definitions.get(project(request, organization), number(request.params["pipeline"], "pipelineId"))


def run(request: Request, organization: Organization, definition: Definition) -> Build:
    found = organization.builds.get(project(request, organization), number(request.params["run"], "runId"))
    if found.definition_id != definition.id:
        raise no_such_build(found.id)
    organization.runs.advance()
    return found


@on_project("GET", PIPELINES)
def list_pipelines(request: Request, organization: Organization) -> Response:
    found = organization.definitions.of(project(request, organization))
    key, _space, direction = request.query.get("orderby", "").lower().partition(" ")
    if key == "name":
        found.sort(key=lambda one: one.name.lower(), reverse=direction == "desc")
    return page(request, found, lambda one: one.id, pipeline_reference)


@on_project("POST", PIPELINES)
def create_pipeline(request: Request, organization: Organization) -> Response:
    """A YAML definition whose file decides about triggers."""
    body = request.json_object()
    configuration = body.get("configuration") or {}
    if str(configuration.get("type", "")).lower() not in ("yaml", "1"):
        raise bad_request("Only pipelines of the type yaml can be created here.")
    if not configuration.get("path"):
        raise missing_value("configuration.path")
    definition = {
        "name": body.get("name"),
        "path": body.get("folder") or "\\",
        "process": {"type": 2, "yamlFilename": configuration["path"]},
        "repository": {**(configuration.get("repository") or {}), "type": "TfsGit"},
        "triggers": [{"settingsSourceType": 2, "triggerType": 2}],
    }
    created = organization.definitions.create(project(request, organization), definition, caller_of(request))
    return Response(body=pipeline_json(organization, created, project(request, organization)))


@on_project("GET", PIPELINES + "/{pipeline}")
def get_pipeline(request: Request, organization: Organization) -> Response:
    return Response(body=pipeline_json(organization, pipeline(request, organization), project(request, organization)))


def started(request: Request, organization: Organization, body: dict[str, Any]) -> Response:
    """:raises DevOpsError: 400 with the reasons in the message."""
    definition = pipeline(request, organization)
    parameters = template_parameters(body)
    itself = part(part(part(body, "resources"), "repositories"), "self")
    given = part(body, "variables")
    variables = {
        name: Variable(str(one.get("value") or ""), bool(one.get("isSecret")))
        for name, one in ((name, part(given, name)) for name in given)
    }
    sources = organization.sources
    try:
        if body.get("previewRun"):
            repository = organization.definitions.repository(definition)
            ref = itself.get("refName") or definition.default_ref
            commit = repository.resolve(ref, "branch")
            predefined = sources.predefined(definition, repository, ref, commit, "manual", caller_of(request))
            sources.bound(definition, repository, commit, variables, predefined, parameters)
            if parameters:
                raise pipeline_invalid(["The local Azure does not emulate a preview with template parameters."])
            return Response(body=preview_json(definition, sources.yaml(definition, repository, commit)))
        ref, version, who = itself.get("refName"), itself.get("version"), caller_of(request)
        queued = organization.queueing.queue(definition, ref, version, who, variables, template_parameters=parameters)
    except PipelineInvalid as invalid:
        raise pipeline_invalid(invalid.reasons) from invalid
    return Response(body=started_run_json(queued, definition, project(request, organization)))


@on_project("POST", RUNS)
def start_run(request: Request, organization: Organization) -> Response:
    return started(request, organization, request.json_object())


@on_project("POST", PIPELINES + "/{pipeline}/preview", write=False)
def preview(request: Request, organization: Organization) -> Response:
    return started(request, organization, request.json_object() | {"previewRun": True})


@on_project("GET", RUNS)
def list_runs(request: Request, organization: Organization) -> Response:
    definition, owner = pipeline(request, organization), project(request, organization)
    organization.runs.advance()
    found = [one for one in organization.builds.of(owner) if one.definition_id == definition.id]
    return listing([run_json(one, definition, owner) for one in found])


@on_project("GET", RUNS + "/{run}")
def get_run(request: Request, organization: Organization) -> Response:
    definition = pipeline(request, organization)
    return Response(body=whole_run_json(run(request, organization, definition), definition, project(request, organization)))


@on_project("GET", RUNS + "/{run}/artifacts")
def get_run_artifact(request: Request, organization: Organization) -> Response:
    """Gives, with $expand=signedContent, also an address that needs no token."""
    found = run(request, organization, pipeline(request, organization))
    name = request.query.get("artifactname")
    if not name:
        raise missing_value("artifactName")
    try:
        artifact = found.artifact(name)
    except DevOpsError as error:
        raise no_such_run_artifact(name) from error
    answer: dict[str, Any] = {"name": artifact.name, "url": request.url}
    if request.query.get("$expand", "").lower() == "signedcontent":
        expires = organization.now() + SIGNED_FOR
        ticket = organization.sign_artifact(found, artifact, expires)
        # No source confirms the address; clients follow it as it is.
        answer["signedContent"] = {"url": f"{APIS}/public/signedcontent/{ticket}", "signatureExpires": iso(expires)}
    return Response(body=answer)


@router.on("GET", "/{organization}/_apis/public/signedcontent/{ticket}", anonymous=True)
def signed_content(request: Request, organization: Organization) -> Response:
    found, artifact = organization.signed_artifact(request.params["ticket"])
    return archive(found, artifact.name)
