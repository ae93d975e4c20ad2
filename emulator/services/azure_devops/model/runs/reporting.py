# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of an agent on its job, which go into the build (the JobReporter of jobs.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator.job_protocol.jobs import Issue, Variable
from emulator.services.azure_devops.model.runs.builds import Artifact, Build, BuildJob, Builds, Record

if TYPE_CHECKING:
    from emulator.runtime import Runtime


class Reporter:
    """Reports of one job; after a reset of the cloud its reports go nowhere and the job counts as cancelled."""

    def __init__(
        self,
        runtime: Runtime,
        builds: Builds,
        build: Build,
        job: BuildJob,
        finish: Callable[[Build, BuildJob, str], None],
        is_current: Callable[[], bool],
    ) -> None:
        """:param finish: Completes the job with its result, and goes on with the build.
        :param is_current: Says whether no reset has put other builds in the place of these.
        """
        self._runtime, self._builds, self._build, self._job = runtime, builds, build, job
        self._finish, self._is_current = finish, is_current
        self._lock = runtime.lock

    def _steps(self) -> list[Record]:
        return self._build.inside(self._build.record(self._job.id))

    def step_added(self, step_id: str, name: str, display_name: str) -> None:
        with self._lock:
            order = 1 + len(self._steps())
            self._build.records.append(Record(step_id, self._job.id, "Task", display_name, name, order))

    def step_started(self, step_id: str) -> None:
        with self._lock:
            record, now = self._build.record(step_id), self._runtime.clock.now()
            record.state, record.started_at, record.changed_at = "inProgress", now, now
            started = [one for one in self._steps() if one.state != "pending"]
            record.order = len(started)

    def step_log(self, step_id: str, lines: list[str]) -> None:
        with self._lock:
            self._build.write(self._build.record(step_id), lines, self._runtime.clock.now())

    def step_finished(self, step_id: str, result: str, issues: list[Issue]) -> None:
        with self._lock:
            record, now = self._build.record(step_id), self._runtime.clock.now()
            record.state, record.result, record.issues = "completed", result, list(issues)
            record.finished_at = record.changed_at = now

    def upload_artifact(self, name: str, files: dict[str, bytes]) -> None:
        with self._lock:
            artifacts = self._build.artifacts
            if name not in artifacts:
                number = self._builds.next_artifact_number()
                artifacts[name] = Artifact(number, name, self._job.id)
            artifacts[name].files |= files

    def publish(self, name: str, files: dict[str, bytes]) -> str | None:
        with self._lock:
            if name in self._build.artifacts:
                # No source confirms the text.
                return f"Artifact {name} already exists for build {self._build.id}."
            number = self._builds.next_artifact_number()
            self._build.artifacts[name] = Artifact(number, name, self._job.id, files, is_pipeline_artifact=True)
            return None

    def add_build_tag(self, tag: str) -> None:
        with self._lock:
            if tag not in self._build.tags:
                self._build.tags.append(tag)

    def set_build_number(self, number: str) -> None:
        with self._lock:
            self._build.number = number

    def output_variable(self, name: str, value: Variable) -> None:
        with self._lock:
            self._job.outputs[name] = value

    def job_finished(self, result: str) -> None:
        with self._lock:
            self._finish(self._build, self._job, result)

    def is_cancelled(self) -> bool:
        with self._lock:
            replaced = not self._is_current()
            gone = replaced or not self._builds.has(self._build)
            return gone or self._build.status in ("cancelling", "completed")
