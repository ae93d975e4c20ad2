# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Following a run to its end, or to what keeps it from ever getting there."""

from __future__ import annotations

import time
import typing as t

from ...clients.devops.builds import BuildsClient
from ...clients.devops.client import Json
from ...errors import VaultpipeError, sentence_case
from ...progress import Reporter
from ...wait import wait_for
from .remedies import PARALLELISM, PERMISSION

NO_PARALLELISM = "No hosted parallelism"
LONGEST_PAUSE = 5.0
CHECKPOINT_GRACE = 3.0
"""Seconds that a checkpoint may stay open: one that nobody has to decide passes by itself."""


class RunFollower:
    """Follows one run of one pipeline."""

    def __init__(self, builds: BuildsClient, build: Json, pipeline: str, report: Reporter) -> None:
        self._builds, self._build, self._report = builds, build, report
        self.what = f"the run {build['buildNumber']} of the pipeline {pipeline}"
        self._said = ""
        self._held_since: float | None = None
        self._queues_seen: set[int] = set()

    def follow(self, timeout: float) -> Json:
        """The completed run, whatever its result.

        :param timeout: seconds.
        :raises VaultpipeError: it waits for something that does not come by itself.
        :raises TimedOut: the run goes on without us.
        """
        return wait_for(
            f"{self.what} to complete",
            self._completed,
            timeout=timeout,
            report=self._report,
            remedy=f"It goes on at {web_address(self._build)}; run again to follow it further, or raise timeout.",
            longest_pause=LONGEST_PAUSE,
        )

    def _completed(self) -> Json | None:
        build = self._builds.get(self._build)
        if build["status"] == "completed":
            self._say(f"completed, {build.get('result')}")
            return build
        records = self._builds.records(build)
        self._say(_doing(build, records))
        self._refuse_missing_parallelism(records)
        self._refuse_missing_permission(records)
        self._refuse_missing_agents(build, records)
        return None

    def _say(self, doing: str) -> None:
        if doing != self._said:
            self._said = doing
            self._report.progress(f"{sentence_case(self.what)}: {doing}")

    def _refuse_missing_parallelism(self, records: list[Json]) -> None:
        for issue in issues_of(records):
            if NO_PARALLELISM in issue:
                raise self._stuck(f"cannot start: {issue}", PARALLELISM)

    def _refuse_missing_permission(self, records: list[Json]) -> None:
        if not any(one["type"] == "Checkpoint.Authorization" and one["state"] != "completed" for one in records):
            self._held_since = None
            return
        now = time.monotonic()
        self._held_since = self._held_since or now
        if now - self._held_since >= CHECKPOINT_GRACE:
            raise self._stuck("waits for permission to use a service connection or another protected resource.", PERMISSION)

    def _refuse_missing_agents(self, build: Json, records: list[Json]) -> None:
        for job in records:
            if job["type"] != "Job" or job["state"] != "pending":
                continue
            queue_id = job.get("queueId") or (build.get("queue") or {}).get("id")
            if queue_id is None or queue_id in self._queues_seen:
                continue
            self._queues_seen.add(queue_id)
            pool = self._builds.pool_without_agents(queue_id)
            if pool:
                raise self._stuck(
                    f"waits for an agent, and the pool {pool} has no agent online.",
                    "Start an agent of that pool and run again: the waiting run is followed then. Or let the pipeline use "
                    "another pool.",
                )

    def _stuck(self, why: str, remedy: str) -> VaultpipeError:
        address = web_address(self._build)
        return VaultpipeError(f"{sentence_case(self.what)} {why} See {address}.", remedy, url=address)


def _doing(build: Json, records: list[Json]) -> str:
    """The run's activity as a person wants to hear it now."""
    steps = [one for one in records if one["type"] == "Task" and one["state"] == "inProgress"]
    if steps:
        return str(steps[-1]["name"])
    if any(one["type"] == "Job" and one["state"] == "inProgress" for one in records):
        return "running"
    return "waiting in the queue" if build["status"] == "notStarted" else "waiting to start"


def issues_of(records: t.Iterable[Json]) -> list[str]:
    """Texts of errors; AzureKeyVault@2 also writes some that have none."""
    issues = (issue for record in records for issue in record.get("issues") or [])
    return [str(issue["message"]) for issue in issues if issue.get("type") == "error" and issue.get("message")]


def web_address(build: Json) -> str:
    """The address at which a person sees the run."""
    return str(((build.get("_links") or {}).get("web") or {}).get("href") or build["url"])
