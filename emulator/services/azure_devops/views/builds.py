# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds, timelines, logs and artifacts in answers (docs/reference/azure_devops.md#runs)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from emulator.core.clock import iso
from emulator.services.azure_devops.model.addresses import ORGANIZATION_URL, apis
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.model.runs.builds import Artifact, Build, Log, Record
from emulator.services.azure_devops.views.definitions import definition_core, pool_reference, repository_reference
from emulator.services.azure_devops.views.identities import SERVICE, identity, service_identity
from emulator.services.azure_devops.views.projects import project_reference


def build_url(build: Build) -> str:
    return f"{apis(build.project_id)}/build/Builds/{build.id}"


def moments(**times: float | None) -> dict[str, str]:
    return {name: iso(moment) for name, moment in times.items() if moment is not None}


def build_json(organization: Organization, build: Build, project: Project) -> dict[str, Any]:
    definition = organization.definitions.by_number(build.definition_id)
    api, plan = apis(project.id), {"planId": build.plan_id}
    shown: dict[str, Any] = {
        "_links": {
            "self": {"href": build_url(build)},
            "web": {"href": f"{ORGANIZATION_URL}/{project.id}/_build/results?buildId={build.id}"},
            "sourceVersionDisplayUri": {"href": f"{api}/build/builds/{build.id}/sources"},
            "timeline": {"href": f"{api}/build/builds/{build.id}/Timeline"},
            "badge": {"href": f"{api}/build/status/{build.definition_id}"},
        },
        "properties": {},
        "tags": build.tags,
        "validationResults": [{"result": "error", "message": text} for text in build.problems],
        "plans": [plan],
        "triggerInfo": build.trigger,
        "id": build.id,
        "buildNumber": build.number,
        "status": build.status,
        **({"result": build.result} if build.result else {}),
        **moments(queueTime=build.queued_at, startTime=build.started_at, finishTime=build.finished_at),
        "url": build_url(build),
        **({"definition": definition_core(definition, project, build.definition_revision)} if definition else {}),
        "buildNumberRevision": build.revision,
        "project": project_reference(project),
        "uri": f"vstfs:///Build/Build/{build.id}",
        "sourceBranch": build.branch,
        "sourceVersion": build.commit,
        "queue": {"id": build.queue.id, "name": build.queue.pool.name, "pool": pool_reference(build.queue.pool)},
        "priority": "normal",
        "reason": build.reason,
        "requestedFor": identity(build.requester),
        "requestedBy": service_identity() if build.trigger else identity(build.requester),
        "lastChangedDate": iso(build.changed_at, 3),
        "lastChangedBy": identity(build.changed_by) if build.changed_by else service_identity(),
        "orchestrationPlan": plan,
        "logs": {"id": 0, "type": "Container", "url": f"{api}/build/builds/{build.id}/logs"},
        "keepForever": build.keep_forever,
        "retainedByRelease": False,
        "triggeredByBuild": None,
        "appendCommitMessageToRunName": True,
    }
    if definition:
        shown["repository"] = repository_reference(organization.definitions.repository(definition), project)
    if build.template_parameters:
        shown["templateParameters"] = build.template_parameters
    if build.parameters:
        shown["parameters"] = build.parameters
    return shown


def log_url(build: Build, number: int) -> str:
    return f"{apis(build.project_id)}/build/builds/{build.id}/logs/{number}"


def record_json(record: Record, build: Build) -> dict[str, Any]:
    errors = [issue for issue in record.issues if issue.type == "error"]
    task = dict(zip(("id", "name", "version"), record.task, strict=True)) if record.task else None
    log = {"id": record.log, "type": "Container", "url": log_url(build, record.log)} if record.log else None
    return {
        "previousAttempts": [],
        "id": record.id,
        "parentId": record.parent,
        "type": record.type,
        "name": record.name,
        "refName": record.ref_name,
        "startTime": iso(record.started_at) if record.started_at else None,
        "finishTime": iso(record.finished_at) if record.finished_at else None,
        "currentOperation": None,
        "percentComplete": None,
        "state": record.state,
        "result": record.result,
        "resultCode": None,
        "changeId": 1,
        "lastModified": iso(record.changed_at or build.queued_at),
        "workerName": record.worker,
        "order": record.order,
        "details": None,
        "errorCount": len(errors),
        "warningCount": len(record.issues) - len(errors),
        "url": None,
        "log": log,
        "task": task,
        "issues": [{"type": issue.type, "category": "General", "message": issue.message} for issue in record.issues],
        "attempt": 1,
        "identifier": record.ref_name,
    }


def timeline_json(build: Build) -> dict[str, Any]:
    return {
        "records": [record_json(record, build) for record in build.records],
        "lastChangedBy": SERVICE,
        "lastChangedOn": iso(build.changed_at),
        "id": build.timeline_id,
        "changeId": 1,
        "url": f"{apis(build.project_id)}/build/builds/{build.id}/Timeline/{build.timeline_id}",
    }


def log_json(log: Log, build: Build) -> dict[str, Any]:
    return {
        "lineCount": len(log.lines),
        "createdOn": iso(log.created_at),
        "lastChangedOn": iso(log.changed_at),
        "id": log.id,
        "type": "Container",
        "url": log_url(build, log.id),
    }


def artifact_json(artifact: Artifact, build: Build) -> dict[str, Any]:
    url = f"{apis(build.project_id)}/build/builds/{build.id}/artifacts?artifactName={artifact.name}&api-version=7.1"
    size = str(sum(map(len, artifact.files.values())))
    if artifact.is_pipeline_artifact:
        # Azure names the manifest in its dedup store, which the local Azure does not have.
        digest = sha256("".join(sorted(artifact.files)).encode() + b"".join(artifact.files.values())).hexdigest().upper()
        kind, data = "PipelineArtifact", f"{digest}02"
        properties = {"RootId": data, "artifactsize": size}
    else:
        kind, data = "Container", f"#/{build.container_id}/{artifact.name}"
        properties = {"localpath": "", "artifactsize": size}
    resource = {"type": kind, "data": data, "properties": properties, "url": url, "downloadUrl": f"{url}&%24format=zip"}
    return {"id": artifact.id, "name": artifact.name, "source": artifact.source, "resource": resource}
