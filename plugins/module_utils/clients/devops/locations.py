# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses of Azure DevOps' resources, by the service's own ids (docs/reference/azure_devops.md#locations).

The azure-devops package asks the service for its 820 locations once per process and keeps them in a file without a
lock, shared by all clouds behind one name; the dozen that we use never move.
"""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Location:
    """Attributes as the azure-devops package reads them."""

    id: str
    area: str
    resource_name: str
    route_template: str
    preview: bool = False
    min_version: float = 1.0
    max_version: float = 7.2
    resource_version: int = 3
    only_version: str = ""
    """The api-version of a location that the others' does not do for."""

    @property
    def released_version(self) -> str:
        return "0.0" if self.preview else "7.1"

    @property
    def version(self) -> str:
        """The api-version to ask for."""
        return self.only_version or ("7.1-preview.1" if self.preview else "7.1")


def _in_project(key: str, area: str, resource: str, rest: str, preview: bool = False) -> Location:
    return Location(key, area, resource, "{project}/_apis/" + rest, preview)


def _in_organization(key: str, area: str, resource: str, rest: str, preview: bool = False) -> Location:
    return Location(key, area, resource, "_apis/" + rest, preview)


REPOSITORY = "git/repositories/{repositoryId}"
BUILD = "build/builds/{buildId}"

CONNECTION_DATA = _in_organization("00d9565f-ed9c-4a06-9a50-00e7896ccab4", "Location", "ConnectionData", "connectionData", True)
PROJECTS = _in_organization("603fe2ac-9723-48b9-88ad-09305aa6c6e1", "core", "projects", "projects/{projectId}")
PROJECT_PROPERTIES = _in_organization(
    "4976a71a-4487-49aa-8aab-a1eda469037a", "core", "properties", "projects/{projectId}/properties", True
)
PROCESSES = _in_organization("93878975-88c5-4e6a-8abb-7ddd77a8a7d8", "core", "processes", "process/processes/{processId}")
OPERATIONS = _in_organization("9a1b74b4-2ca8-4a9f-8470-c2f2e6fdc949", "operations", "operations", "operations/{operationId}")
REPOSITORIES = _in_project("225f7195-f9c7-4d14-ab28-a83f7ff77e1f", "git", "repositories", REPOSITORY)
DELETED_REPOSITORIES = _in_project(
    "a663da97-81db-4eb3-8b83-287670f63073", "git", "recycleBinRepositories", "git/recycleBin/repositories/{repositoryId}"
)
IMPORT_REQUESTS = _in_project(
    "01828ddc-3600-4a41-8633-99b3a73a0eb3", "git", "importRequests", REPOSITORY + "/importRequests/{importRequestId}"
)
REFS = _in_project("2d874a60-a811-4f62-9c9f-963a6ea0a55b", "git", "refs", REPOSITORY + "/refs/{filter}")
ITEMS = _in_project("fb93c0db-47ed-4a31-8c20-47552878fb44", "git", "items", REPOSITORY + "/items/{path}")
PUSHES = _in_project("ea98d07b-3c87-4971-8ede-a613694ffb55", "git", "pushes", REPOSITORY + "/pushes/{pushId}")
PULL_REQUESTS = _in_project(
    "9946fd70-0d40-406e-b686-b4744cbbcc37", "git", "pullRequests", REPOSITORY + "/pullRequests/{pullRequestId}"
)
COMMITS = _in_project("c2570c3b-5b3f-41b8-98bf-5407bfde8d58", "git", "commits", REPOSITORY + "/commits/{commitId}")
BRANCH_POLICIES = _in_project("2c420070-a0a2-49cc-9639-c9f271c5ff07", "git", "policyConfigurations", "git/policy/configurations")
QUEUES = _in_project("900fa995-c559-4923-aae7-f8424fe4fbea", "distributedtask", "queues", "distributedtask/queues/{queueId}")
VARIABLE_GROUPS = _in_project(
    "f5b09dd5-9d54-45a1-8b5a-1c8287d634cc", "distributedtask", "variablegroups", "distributedtask/variablegroups/{groupId}"
)
WRITTEN_VARIABLE_GROUPS = _in_organization(
    "ef5b7057-ffc3-4c77-bbad-c10b4a4abcc7", "distributedtask", "variablegroups", "distributedtask/variablegroups/{groupId}"
)
"""Since version 5.2 a project only reads them (docs/reference/azure_devops.md#variable-group-addresses)."""
ENVIRONMENTS = _in_project(
    "8572b1fc-2482-47fa-8f74-7e3ed53ee54b", "distributedtask", "environments", "distributedtask/environments/{environmentId}"
)
AGENTS = _in_organization(
    "e298ef32-5878-4cab-993c-043836571f42", "distributedtask", "agents", "distributedtask/pools/{poolId}/agents/{agentId}"
)
TASKS = _in_organization(
    "60aac929-f0cd-4bc8-9ce4-6b30e8f1b1bd", "distributedtask", "tasks", "distributedtask/tasks/{taskId}/{versionString}"
)
ENDPOINTS = _in_organization(
    "14e48fdc-2c8b-41ce-a0c3-e26f6cc55bd0", "serviceendpoint", "endpoints", "serviceendpoint/endpoints/{endpointId}"
)
PROJECT_ENDPOINTS = _in_project(
    "e85f1c62-adfc-4b74-b618-11a150fb195e", "serviceendpoint", "endpoints", "serviceendpoint/endpoints/{endpointId}"
)
ENDPOINT_PROXY = _in_project(
    "cc63bb57-2a5f-4a7a-b79c-c142d308657e", "serviceendpoint", "endpointproxy", "serviceendpoint/endpointproxy"
)
ISSUER_CONVERSION = Location(
    "public/serviceendpoint/externalfederatedcredentialmigration",  # the service lists no id for it
    "serviceendpoint",
    "externalfederatedcredentialmigration",
    "_apis/public/serviceendpoint/externalfederatedcredentialmigration",
    True,
    only_version="7.2-preview.1",
)
PIPELINE_PERMISSIONS = _in_project(
    "b5b9a4a4-e6cd-4096-853c-ab7d8b0c4eb2",
    "pipelinePermissions",
    "pipelinePermissions",
    "pipelines/pipelinePermissions/{resourceType}/{resourceId}",
    True,
)
CHECKS_OF_SEVERAL = _in_project(
    "5f3d0e64-f943-4584-8811-77eb495e831e", "PipelinesChecks", "queryconfigurations", "pipelines/checks/queryconfigurations", True
)
DEFINITIONS = _in_project("dbeaf647-6167-421a-bda9-c9327b25e2e6", "build", "definitions", "build/definitions/{definitionId}")
GENERAL_SETTINGS = _in_project("c4aefd19-30ff-405b-80ad-aca021e7242a", "build", "generalSettings", "build/generalSettings")
BUILDS = _in_project("0cd358e1-9217-4d94-8269-1c1ee6f93dcf", "build", "builds", BUILD)
TIMELINE = _in_project("8baac422-4c6e-4de5-8532-db96d92acffa", "build", "timeline", BUILD + "/timeline/{timelineId}")
LOGS = _in_project("35a80daf-7f30-45fc-86e8-6b813d9c90df", "build", "logs", BUILD + "/logs/{logId}")
RUN_TAGS = _in_project("6e6114b2-8161-44c8-8f6c-c5505782427f", "build", "tags", BUILD + "/tags/{tag}")
ARTIFACTS = _in_project(
    "1db06c96-014e-44e1-ac91-90b2d4b3e984", "build", "artifacts", "/".join((BUILD, "artifacts", "{artifactName}"))
)
