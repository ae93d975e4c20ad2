# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The newer API of pipelines and runs (specs, azure-devops/pipelines)."""

from __future__ import annotations

from typing import Any

from ...clock import iso
from ...web import Call, Reply
from ..addresses import APIS
from ..builds import Build
from ..definitions import Definition
from ..errors import DevOpsError, bad_request, missing_value, no_such_build, no_such_run_artifact, pipeline_invalid
from ..jobs import Variable
from ..pipeline import PipelineInvalid
from ..views.pipelines import pipeline_json, pipeline_reference, preview_json, run_json, started_run_json, whole_run_json
from .base import caller, listing, number, on_project, organization, part, project, router
from .build import archive
from .pages import page

PIPELINES = "/_apis/pipelines"
RUNS = PIPELINES + "/{pipeline}/runs"
SIGNED_FOR = 3600
"""Seconds; no source confirms how long Azure's signature lives."""


def pipeline(call: Call) -> Definition:
    return organization(call).definitions.get(project(call), number(call.params["pipeline"], "pipelineId"))


def run(call: Call, definition: Definition) -> Build:
    found = organization(call).builds.get(project(call), number(call.params["run"], "runId"))
    if found.definition_id != definition.id:
        raise no_such_build(found.id)
    organization(call).runs.advance()
    return found


@on_project("GET", PIPELINES)
def list_pipelines(call: Call) -> Reply:
    found = organization(call).definitions.of(project(call))
    key, _space, direction = call.query.get("orderby", "").lower().partition(" ")
    if key == "name":
        found.sort(key=lambda one: one.name.lower(), reverse=direction == "desc")
    return page(call, found, lambda one: one.id, pipeline_reference)


@on_project("POST", PIPELINES)
def create_pipeline(call: Call) -> Reply:
    """A YAML definition whose file decides about triggers."""
    body = call.json_object()
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
    created = organization(call).definitions.create(project(call), definition, caller(call))
    return Reply(body=pipeline_json(organization(call), created, project(call)))


@on_project("GET", PIPELINES + "/{pipeline}")
def get_pipeline(call: Call) -> Reply:
    return Reply(body=pipeline_json(organization(call), pipeline(call), project(call)))


def started(call: Call, body: dict[str, Any]) -> Reply:
    """:raises DevOpsError: 400 with the reasons in the message."""
    definition = pipeline(call)
    if body.get("templateParameters"):
        raise pipeline_invalid(["The local Azure does not emulate template parameters."])
    itself = part(part(part(body, "resources"), "repositories"), "self")
    given = part(body, "variables")
    variables = {
        name: Variable(str(one.get("value") or ""), bool(one.get("isSecret")))
        for name, one in ((name, part(given, name)) for name in given)
    }
    runs = organization(call).runs
    try:
        if body.get("previewRun"):
            repository = organization(call).definitions.repository(definition)
            commit = repository.resolve(itself.get("refName") or definition.default_ref, "branch")
            runs.bound(definition, repository, commit, variables)
            return Reply(body=preview_json(definition, runs.yaml(definition, repository, commit)))
        queued = runs.queue(definition, itself.get("refName"), itself.get("version"), caller(call), variables)
    except PipelineInvalid as invalid:
        raise pipeline_invalid(invalid.reasons) from invalid
    return Reply(body=started_run_json(queued, definition, project(call)))


@on_project("POST", RUNS)
def start_run(call: Call) -> Reply:
    return started(call, call.json_object())


@on_project("POST", PIPELINES + "/{pipeline}/preview", write=False)
def preview(call: Call) -> Reply:
    return started(call, call.json_object() | {"previewRun": True})


@on_project("GET", RUNS)
def list_runs(call: Call) -> Reply:
    definition, owner = pipeline(call), project(call)
    organization(call).runs.advance()
    found = [one for one in organization(call).builds.of(owner) if one.definition_id == definition.id]
    return listing([run_json(one, definition, owner) for one in found])


@on_project("GET", RUNS + "/{run}")
def get_run(call: Call) -> Reply:
    definition = pipeline(call)
    return Reply(body=whole_run_json(run(call, definition), definition, project(call)))


@on_project("GET", RUNS + "/{run}/artifacts")
def get_run_artifact(call: Call) -> Reply:
    """With $expand=signedContent also an address that needs no token."""
    found = run(call, pipeline(call))
    name = call.query.get("artifactname")
    if not name:
        raise missing_value("artifactName")
    try:
        artifact = found.artifact(name)
    except DevOpsError as error:
        raise no_such_run_artifact(name) from error
    answer: dict[str, Any] = {"name": artifact.name, "url": call.url}
    if call.query.get("$expand", "").lower() == "signedcontent":
        expires = organization(call).now() + SIGNED_FOR
        ticket = organization(call).sign_artifact(found, artifact, expires)
        # No source confirms the address; clients follow it as it is.
        answer["signedContent"] = {"url": f"{APIS}/public/signedcontent/{ticket}", "signatureExpires": iso(expires)}
    return Reply(body=answer)


@router.on("GET", "/{organization}/_apis/public/signedcontent/{ticket}", anonymous=True)
def signed_content(call: Call) -> Reply:
    found, artifact = organization(call).signed_artifact(call.params["ticket"])
    return archive(found, artifact.name)
