# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipeline definitions, YAML and classic: revisions and what the service normalises
(docs/reference/azure_devops.md#pipeline-definitions)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from emulator.services.azure_devops.errors import bad_request, missing_value
from emulator.services.azure_devops.errors.pipelines import (
    classic_disabled,
    definition_exists,
    no_such_definition,
    other_definition,
    stale_definition,
)
from emulator.services.azure_devops.model.git.store import HEADS
from emulator.services.azure_devops.model.pipelines import classic
from emulator.services.azure_devops.model.pipelines.stored_variables import StoredVariable, stored

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.git.repositories import Repositories, Repository
    from emulator.services.azure_devops.model.pipelines.permissions import PipelinePermissions
    from emulator.services.azure_devops.model.pipelines.pools import Queue, Queues
    from emulator.services.azure_devops.model.projects.build_settings import BuildSettings
    from emulator.services.azure_devops.model.projects.projects import Project
    from emulator.services.entra.model.principals import Principal

YAML, CLASSIC = 2, 1
TRIGGER_TYPES = {
    1: "none", 2: "continuousIntegration", 4: "batchedContinuousIntegration", 8: "schedule", 16: "gatedCheckIn",
    64: "pullRequest", 128: "buildCompletion",
}  # fmt: skip
CI_DEFAULTS: dict[str, Any] = {
    "branchFilters": [],
    "pathFilters": [],
    "settingsSourceType": 1,
    "batchChanges": False,
    "maxConcurrentBuildsPerBranch": 1,
}
FROM_FILE = 2
"""settingsSourceType of a trigger that the YAML file itself describes."""
KEPT = ("options", "retentionRules", "processParameters", "buildNumberFormat", "variableGroups", "demands", "badgeEnabled")
"""Properties that are stored as they came and given back, if they came."""


@dataclass
class Definition:
    id: int
    project_id: str
    name: str
    folder: str
    """Backslashes, `\\` is the root."""
    revision: int
    author: Principal
    created_at: float
    """Author of this revision."""
    description: str | None
    process: dict[str, Any]
    repository_id: str
    default_branch: str
    queue_id: int
    triggers: list[dict[str, Any]]
    variables: dict[str, StoredVariable]
    tags: list[str]
    properties: dict[str, Any]
    scope: str
    queue_status: str
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def is_yaml(self) -> bool:
        return int(self.process.get("type", 0)) == YAML

    @property
    def yaml_path(self) -> str:
        """Inside the repository, without leading slash."""
        return str(self.process.get("yamlFilename", "")).lstrip("/")

    @property
    def default_ref(self) -> str:
        return self.default_branch if self.default_branch.startswith("refs/") else HEADS + self.default_branch

    def file_trigger(self) -> bool:
        """Says whether pushes are judged by the file's own `trigger:`."""
        return any(
            one["triggerType"] == "continuousIntegration" and one.get("settingsSourceType") == FROM_FILE for one in self.triggers
        )

    def branch_filters(self) -> list[str] | None:
        """`+refs/heads/x` and `-...` of a trigger in the definition itself; None: there is none."""
        own = (one for one in self.triggers if one["triggerType"] == "continuousIntegration")
        return next((one["branchFilters"] for one in own if one.get("settingsSourceType") != FROM_FILE), None)


class Definitions:
    """Definitions by number."""

    def __init__(
        self,
        runtime: Runtime,
        *,
        repositories: Repositories,
        queues: Queues,
        permissions: PipelinePermissions,
        settings: BuildSettings,
        on_delete: Callable[[Definition], None],
    ) -> None:
        """:param on_delete: Removes what belongs to a definition that goes: its builds."""
        self.runtime, self.repositories, self.queues = runtime, repositories, queues
        self.permissions, self.settings, self.on_delete = permissions, settings, on_delete
        self._definitions: dict[int, Definition] = {}
        self._number = 0

    def of(self, project: Project) -> list[Definition]:
        return [one for one in self._definitions.values() if one.project_id == project.id]

    def by_number(self, number: int) -> Definition | None:
        return self._definitions.get(number)

    def get(self, project: Project, number: int, revision: int | None = None) -> Definition:
        """The definition as it is by now, whichever of its revisions is meant.

        :raises DevOpsError: 404, also for a revision that there has never been (hkarthik7/azure-devops-java-sdk#7).
        """
        found = self._definitions.get(number)
        if found is None or found.project_id != project.id or not 1 <= (1 if revision is None else revision) <= found.revision:
            raise no_such_definition(number)
        return found

    def of_repository(self, repository: Repository) -> list[Definition]:
        return [one for one in self._definitions.values() if one.repository_id == repository.id]

    def repository(self, definition: Definition) -> Repository:
        """It may have been deleted since."""
        return self.repositories.by_id(definition.repository_id)

    # -- writing --------------------------------------------------------------------------------------------------

    def create(self, project: Project, body: dict[str, Any], author: Principal) -> Definition:
        """:raises DevOpsError: what is missing, unknown or taken."""
        self._number += 1
        definition = self._built(project, body, author, self._number, 1, {})
        if not definition.is_yaml and self.settings.of(project)["disableClassicBuildPipelineCreation"]:
            raise classic_disabled()
        self._check_name(project, definition)
        self._definitions[definition.id] = definition
        return definition

    def replace(self, project: Project, definition: Definition, body: dict[str, Any], author: Principal) -> Definition:
        """A new revision; the default branch is written out from then on.

        :raises DevOpsError: 400 for another one's id; 404 for a revision still to come (MicrosoftDocs/vsts-rest-api-specs#356);
            409 for one that is over; as `create`.
        """
        if body.get("id") != definition.id:
            raise other_definition(definition.id, body.get("id") or 0)
        revision = body.get("revision")
        if isinstance(revision, int) and revision > definition.revision:
            raise no_such_definition(definition.id)
        if revision != definition.revision:
            raise stale_definition(definition.id, definition.revision)
        fresh = self._built(project, body, author, definition.id, definition.revision + 1, definition.variables)
        fresh.default_branch = fresh.default_ref
        self._check_name(project, fresh)
        self._definitions[definition.id] = fresh
        return fresh

    def delete(self, definition: Definition) -> None:
        del self._definitions[definition.id]
        self.on_delete(definition)
        self.permissions.forget_pipeline(definition.id)

    def _check_name(self, project: Project, definition: Definition) -> None:
        for other in self.of(project):
            same = (other.name.lower(), other.folder.lower()) == (definition.name.lower(), definition.folder.lower())
            if same and other.id != definition.id:
                raise definition_exists(definition.name, project.name)

    def _built(
        self,
        project: Project,
        body: dict[str, Any],
        author: Principal,
        number: int,
        revision: int,
        before: dict[str, StoredVariable],
    ) -> Definition:
        for name in ("name", "process", "repository"):
            if not body.get(name):
                raise missing_value(f"definition.{name}")
        repository = self._repository(project, body["repository"])
        branch = body["repository"].get("defaultBranch") or repository.default_branch or "main"
        return Definition(
            id=number,
            project_id=project.id,
            name=str(body["name"]),
            folder=folder_path(str(body.get("path") or "\\")),
            revision=revision,
            author=author,
            created_at=self.runtime.clock.now(),
            description=body.get("description"),
            process=_process(body["process"]),
            repository_id=repository.id,
            default_branch=str(branch),
            queue_id=self._queue(project, body.get("queue") or {}).id,
            triggers=[_trigger(one) for one in body.get("triggers") or []],
            variables=stored(body.get("variables") or {}, before),
            tags=list(body.get("tags") or []),
            properties=dict(body.get("properties") or {}),
            scope=str(body.get("jobAuthorizationScope") or "projectCollection"),
            queue_status=str(body.get("queueStatus") or "enabled"),
            more={name: deepcopy(body[name]) for name in KEPT if body.get(name) is not None},
        )

    def _repository(self, project: Project, wanted: dict[str, Any]) -> Repository:
        """Only repositories of the project itself are emulated."""
        kind = str(wanted.get("type") or "TfsGit")
        if kind.lower() not in ("tfsgit", "azurereposgit"):
            raise bad_request(f"The local Azure does not emulate repositories of the type {kind}; it has TfsGit.")
        return self.repositories.get(project, str(wanted.get("id") or wanted.get("name") or ""))

    def _queue(self, project: Project, wanted: dict[str, Any]) -> Queue:
        queues = self.queues
        if wanted.get("id"):
            return queues.get(project, int(wanted["id"]))
        named = queues.named(project, str(wanted["name"])) if wanted.get("name") else None
        return named or queues.hosted(project)


def folder_path(path: str) -> str:
    """The path with backslashes, one in front and none behind."""
    return "\\" + path.replace("/", "\\").strip("\\")


def _process(process: dict[str, Any]) -> dict[str, Any]:
    """:raises DevOpsError: neither YAML nor classic, or a YAML process without file."""
    kind = process.get("type")
    if kind == CLASSIC:
        return classic.normalised(process)
    if kind != YAML:
        raise bad_request(f"The process type {kind!r} is not supported: 2 is YAML, 1 is classic.")
    if not process.get("yamlFilename"):
        raise missing_value("definition.process.yamlFilename")
    return deepcopy(process)


def _trigger(trigger: dict[str, Any]) -> dict[str, Any]:
    kind = trigger.get("triggerType")
    named = TRIGGER_TYPES.get(kind, str(kind)) if isinstance(kind, int) else str(kind)
    defaults = CI_DEFAULTS if named == "continuousIntegration" else {}
    return defaults | deepcopy(trigger) | {"triggerType": named}
