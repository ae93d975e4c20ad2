# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of pipelines, which the API calls builds (docs/reference/azure_devops.md#runs)."""

from __future__ import annotations

import json
import typing as t

from ...errors import NotFound, VaultpipeError
from .client import DevOpsClient, Json
from .locations import AGENTS, ARTIFACTS, BUILDS, LOGS, QUEUES, TIMELINE

NEWEST_FIRST = "queueTimeDescending"
LOOKED_AT = 20
"""Newest runs among which one under way is looked for."""
TAIL = 30
"""Lines of a log that an error shows."""


def given_variables(build: Json) -> Json:
    """Variables that a run was given when it was queued; a text in the API."""
    try:
        found = json.loads(build.get("parameters") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class BuildsClient:
    """One method per call, in one project."""

    def __init__(self, devops: DevOpsClient, project: str) -> None:
        self._devops, self._project = devops, project

    def newest_of(self, definition: Json, branch: str, result: str, tags: t.Sequence[str], most: int) -> list[Json]:
        """The newest runs that ended so.

        :param tags: a run carries all of them.
        """
        filters = {"statusFilter": "completed", "resultFilter": result, **({"tagFilters": ",".join(tags)} if tags else {})}
        return self._list(definition, branch, most, **filters)

    def newest(self, definition: Json, branch: str) -> list[Json]:
        """The newest first, whatever became of them."""
        return self._list(definition, branch, LOOKED_AT)

    def some(self, definition: Json, branch: str | None, result: str | None, most: int) -> list[Json]:
        """The newest first, of one branch or of all, with one result or with any."""
        return self._list(definition, branch, most, **({"resultFilter": result} if result else {}))

    def numbered(self, number: str) -> Json | None:
        """The run of that id; None when there is none."""
        found: Json | None = self._devops.get(BUILDS, f"read the run {number}", project=self._project, buildId=number)
        return found

    def _list(self, definition: Json, branch: str | None, most: int, **query: t.Any) -> list[Json]:
        asked = f"list the runs of the pipeline {definition['name']}"
        of_branch = {} if branch is None else {"branchName": branch}
        all_of_them = {"definitions": definition["id"], **of_branch, "queryOrder": NEWEST_FIRST, "$top": most, **query}
        # Not all pages: the service offers more as long as there is any.
        page = self._devops.get(BUILDS, asked, query=all_of_them, project=self._project)
        return t.cast("list[Json]", (page or {}).get("value") or [])

    def queue(self, definition: Json, branch: str, variables: t.Mapping[str, str], parameters: t.Mapping[str, str]) -> Json:
        """:param parameters: of the pipeline's YAML file.
        :raises ServiceError: with the reasons why it could not be queued."""
        body: Json = {"definition": {"id": definition["id"]}, "sourceBranch": branch}
        if variables:
            body["parameters"] = json.dumps(variables)
        if parameters:
            body["templateParameters"] = dict(parameters)
        return t.cast(Json, self._devops.post(BUILDS, f"run the pipeline {definition['name']}", body, project=self._project))

    def get(self, build: Json) -> Json:
        """:raises VaultpipeError: it has been deleted."""
        found: Json | None = self._devops.get(BUILDS, f"read the run {build['buildNumber']}", **self._route(build))
        if found is None:
            raise VaultpipeError(f"The run {build['buildNumber']} has been deleted while it was followed.", "Run again.")
        return found

    def records(self, build: Json) -> list[Json]:
        """The timeline: stages, checkpoints, jobs and steps. A run that has not begun may have none."""
        found = self._devops.get(TIMELINE, f"read the timeline of the run {build['buildNumber']}", **self._route(build))
        return t.cast("list[Json]", (found or {}).get("records") or [])

    def log_tail(self, build: Json, log_id: int) -> list[str]:
        asked = f"read a log of the run {build['buildNumber']}"
        return self._devops.text(LOGS, asked, logId=log_id, **self._route(build)).splitlines()[-TAIL:]

    def artifacts(self, build: Json) -> list[Json]:
        """`{"name", "resource": {"type", ...}}` of each that the run has and has not lost with time."""
        return self._devops.list(ARTIFACTS, f"read the artifacts of the run {build['buildNumber']}", **self._route(build))

    def artifact(self, build: Json, name: str) -> Json | None:
        """The artifact; None when the run has none of that name, or has it no more."""
        return next((one for one in self.artifacts(build) if one["name"] == name), None)

    def download(self, build: Json, name: str) -> bytes | None:
        """The artifact as a zip file; None when the run has none of that name, or has it no more."""
        asked, query = f"download the artifact {name} of the run {build['buildNumber']}", {"artifactName": name}
        try:
            return self._devops.download(ARTIFACTS, asked, query=query, **self._route(build))
        except NotFound:
            return None

    def pool_without_agents(self, queue_id: int) -> str | None:
        """The name of the queue's pool when it is self-hosted and none of its agents is online and enabled.

        Microsoft's own pools show agents as offline until a run needs them.
        """
        queue = self._devops.get(QUEUES, f"read the agent queue {queue_id}", project=self._project, queueId=queue_id)
        pool = (queue or {}).get("pool") or {}
        if not pool or pool.get("isHosted"):
            return None
        agents = self._devops.list(AGENTS, f"list the agents of the pool {pool['name']}", poolId=pool["id"])
        online = any(one.get("enabled") and one.get("status") == "online" for one in agents)
        return None if online else str(pool["name"])

    def _route(self, build: Json) -> dict[str, t.Any]:
        return {"project": self._project, "buildId": build["id"]}
