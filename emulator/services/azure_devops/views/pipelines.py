# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The newer pipelines API's view of definitions and builds (specs, azure-devops/pipelines)."""

from __future__ import annotations

from typing import Any

from emulator.core.clock import iso
from emulator.services.azure_devops.model.addresses import ORGANIZATION_URL, apis
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.pipelines.definitions import Definition
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.model.runs.builds import Build

STATES = {"notStarted": "inProgress", "inProgress": "inProgress", "cancelling": "canceling", "completed": "completed"}
RESULTS = {"succeeded": "succeeded", "partiallySucceeded": "succeeded", "failed": "failed", "canceled": "canceled"}


def pipeline_reference(definition: Definition) -> dict[str, Any]:
    return {
        "url": f"{apis(definition.project_id)}/pipelines/{definition.id}?revision={definition.revision}",
        "id": definition.id,
        "revision": definition.revision,
        "name": definition.name,
        "folder": definition.folder,
    }


def pipeline_json(organization: Organization, definition: Definition, project: Project) -> dict[str, Any]:
    reference = pipeline_reference(definition)
    web = f"{ORGANIZATION_URL}/{project.id}/_build/definition?definitionId={definition.id}"
    configuration: dict[str, Any] = {"type": "designerJson"}
    if definition.is_yaml:
        repository = {"id": definition.repository_id, "type": "azureReposGit"}
        configuration = {"path": definition.yaml_path, "repository": repository, "type": "yaml"}
    links = {"self": {"href": reference["url"]}, "web": {"href": web}}
    return {"_links": links, "configuration": configuration} | reference


def run_json(build: Build, definition: Definition, project: Project) -> dict[str, Any]:
    """The run as lists show it."""
    url = f"{apis(project.id)}/pipelines/{definition.id}/runs/{build.id}"
    web = f"{ORGANIZATION_URL}/{project.id}/_build"
    reference = pipeline_reference(definition)
    shown: dict[str, Any] = {
        "_links": {
            "self": {"href": url},
            "web": {"href": f"{web}/results?buildId={build.id}"},
            "pipeline.web": {"href": f"{web}/definition?definitionId={definition.id}"},
            "pipeline": {"href": reference["url"]},
        },
        "templateParameters": build.template_parameters,
        "pipeline": reference,
        "state": STATES[build.status],
    }
    if build.result:
        shown["result"] = RESULTS[build.result]
    shown["createdDate"] = iso(build.queued_at)
    if build.finished_at:
        shown["finishedDate"] = iso(build.finished_at)
    return shown | {"url": url, "id": build.id, "name": build.number}


def started_run_json(build: Build, definition: Definition, project: Project) -> dict[str, Any]:
    repository = {"id": definition.repository_id, "type": "azureReposGit"}
    itself = {"repository": repository, "refName": build.branch, "version": build.commit}
    return run_json(build, definition, project) | {"resources": {"repositories": {"self": itself}}}


def whole_run_json(build: Build, definition: Definition, project: Project) -> dict[str, Any]:
    """Also with its tags and where its YAML is (answers in PGielniak/azdo-pipeline-emulator)."""
    shown = started_run_json(build, definition, project) | {"tags": build.tags}
    if definition.is_yaml and build.bound is not None:
        shown["yamlDetails"] = {
            "rootYamlFile": {"ref": build.branch, "yamlFile": definition.yaml_path, "repoAlias": "self"},
            "expandedYamlUrl": f"{apis(project.id)}/build/builds/{build.id}/logs/1",
        }
    return shown


def preview_json(definition: Definition, yaml: str) -> dict[str, Any]:
    """A run that is none: number -1 (docs/reference/azure_devops.md#pipeline-runs)."""
    url = f"{apis(definition.project_id)}/pipelines/{definition.id}/runs/-1"
    reference = pipeline_reference(definition)
    web = f"{ORGANIZATION_URL}/{definition.project_id}/_build"
    links = {
        "self": {"href": url},
        "web": {"href": f"{web}/results?buildId=-1"},
        "pipeline.web": {"href": f"{web}/definition?definitionId={definition.id}"},
        "pipeline": {"href": reference["url"]},
    }
    return {"_links": links, "pipeline": reference, "state": "unknown", "url": url, "finalYaml": yaml, "id": -1}
