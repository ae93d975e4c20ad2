# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipeline, and its permission to use the service connection."""

from __future__ import annotations

import abc
import json
import typing as t

from ...clients.devops.locations import PIPELINE_PERMISSIONS
from ...clients.devops.lookup import get_pipeline
from ...clients.devops.pipeline_permissions import granted_in
from ...session.clouds import DEVOPS_RESOURCE
from ..pipeline.definition import CLASSIC, ENABLED, queue_status, type_of
from .check import Check
from .link import Link, Remedy, remedy


class PipelineCheck(Check):
    """The pipeline is there and takes runs."""

    name, thing_option = "pipeline", "pipeline"

    def look(self) -> list[Link]:
        name, project = self.options["pipeline"], self.options["project"]
        pipeline = get_pipeline(self.devops, project, name, self.options.get("folder"))
        if pipeline is None:
            return [self.broken(f"There is no pipeline {name} in the project {project}.", self._made())]
        self.found.pipeline = pipeline
        status = queue_status(pipeline)
        if status == ENABLED:
            return [self.ok(f"The pipeline {pipeline['name']} takes runs.")]
        enabled = {**self.place, "id": str(pipeline["id"]), "type": type_of(pipeline), "status": ENABLED}
        url = f"{self.organization}/{project}/_apis/build/definitions/{pipeline['id']}?api-version=7.1"
        mended = Remedy(
            (("devops_pipeline", enabled),),
            (("az", "rest", "--resource", DEVOPS_RESOURCE, "--method", "put", "--url", url, "--body", "@definition.json"),),
        )
        return [self.broken(f"The pipeline {pipeline['name']} is {status}, so it takes no runs.", mended)]

    def _made(self) -> Remedy:
        name, project = self.options["pipeline"], self.options["project"]
        repository, path = self.options.get("repository") or project, self.options.get("yaml_path") or "azure-pipelines.yml"
        return remedy(
            "devops_pipeline",
            {**self.place, "name": name, "folder": self.options.get("folder"), "repository": repository, "yaml_path": path},
            "az", "pipelines", "create", "--organization", self.organization, "--project", project, "--name", name,
            "--repository", repository, "--repository-type", "tfsgit", "--branch", "main", "--yaml-path", path,
            "--skip-first-run",
        )  # fmt: skip


class PermissionCheck(Check):
    """The pipeline may use one protected resource."""

    kind: t.ClassVar[str]

    @abc.abstractmethod
    def resource(self) -> tuple[str, str]:
        """Id and name."""

    def look(self) -> list[Link]:
        (number, name), pipeline = self.resource(), self.found.pipeline
        route = {"project": self.options["project"], "resourceType": self.kind, "resourceId": number}
        granted = granted_in(self.devops.get(PIPELINE_PERMISSIONS, f"read who may use {name}", **route) or {})
        if granted.everyone:
            return [self.ok(f"All pipelines of the project may use {name}.")]
        if pipeline["id"] in granted.pipelines:
            return [self.ok(f"The pipeline {pipeline['name']} may use {name}.")]
        if type_of(pipeline) == CLASSIC:
            return [self.ok(f"A classic pipeline, such as {pipeline['name']}, was given {name} when it was saved.")]
        return [self.broken(f"The pipeline {pipeline['name']} may not use {name}, so its runs wait.", self._given(number, name))]

    def _given(self, number: str, name: str) -> Remedy:
        pipeline = self.found.pipeline["id"]
        body = json.dumps({"pipelines": [{"id": pipeline, "authorized": True}]})
        path = f"_apis/pipelines/pipelinepermissions/{self.kind}/{number}?api-version=7.1-preview.1"
        return remedy(
            "devops_pipeline_permission",
            {**self.place, "resource_type": self.kind, "resource": name, "pipeline": str(pipeline)},
            "az", "rest", "--resource", DEVOPS_RESOURCE, "--method", "patch",
            "--url", f"{self.organization}/{self.options['project']}/{path}", "--body", body,
        )  # fmt: skip


class ConnectionPermissionCheck(PermissionCheck):
    """The pipeline may use the service connection."""

    name, needs, kind = "permission", ("pipeline", "connection"), "endpoint"

    def resource(self) -> tuple[str, str]:
        return self.found.connection["id"], self.found.connection["name"]


class GroupPermissionCheck(PermissionCheck):
    """The pipeline may use the variable group."""

    name, needs, kind = "variable group permission", ("pipeline", "group"), "variablegroup"

    def resource(self) -> tuple[str, str]:
        return str(self.found.group["id"]), self.found.group["name"]
