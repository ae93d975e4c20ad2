# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job from its first record to its last: initialize, pre-job, checkout, the steps, post-job, finalize."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import partial

from emulator.agent.context import JobContext, StepContext
from emulator.agent.job.predefined import AGENT_NAME, AGENT_VERSION
from emulator.agent.job.records import Records, log_fault
from emulator.agent.job.setup import job_context
from emulator.agent.processes.orphans import end_orphans, no_orphans
from emulator.agent.tasks import CATALOGUE, TaskFailed, run_task
from emulator.agent.workspace import workspace
from emulator.job_protocol.jobs import Job, JobReporter
from emulator.job_protocol.microsoft_tasks import missing


def run_job(job: Job, reporter: JobReporter, environment: Mapping[str, str]) -> None:
    """Runs a job to its end and reports it; leaves nothing behind.

    :param environment: HTTPS_PROXY and REQUESTS_CA_BUNDLE for the agent's own requests.
    """
    result, mark = "failed", f"vsts_{uuid.uuid4()}"
    try:
        with workspace() as place, no_orphans(mark):
            result = JobRun(job_context(job, reporter, environment, place, mark)).run()
    except Exception as error:
        log_fault(f"job {job.job_id}", error)
        result = "failed"
    finally:
        reporter.job_finished(result)


class JobRun:
    """The records of a job in Azure's order."""

    def __init__(self, shared: JobContext) -> None:
        self._shared, self._job, self._records = shared, shared.job, Records(shared)

    def run(self) -> str:
        """:returns: the job's result."""
        self._records.run_own("Initialize job", "JobExtension_Init", self._initialize)
        if self._records.result == "succeeded":
            self._run_steps()
        else:
            for step in self._job.steps:
                self._records.skip(step)
        self._records.run_own("Finalize Job", "JobExtension_Final", self._finalize)
        return self._records.result

    def _run_steps(self) -> None:
        for step in self._job.steps:
            if step.enabled and CATALOGUE[step.task_name.lower()].described.has_pre_job:
                self._records.run_before_job(step, partial(run_task, step=step, pre_job=True))
        branch = self._shared.variables.get("Build.SourceBranchName")
        checkout = f"Checkout {self._job.repository_name}@{branch} to s"
        self._records.run_own(checkout, "Checkout", self._check_out, "succeeded()")
        for step in self._job.steps:
            if step.enabled:
                self._records.run(step, partial(run_task, step=step, pre_job=False))
            else:
                # No source confirms how a disabled step shows; the service does not send it to a real agent.
                self._records.skip(step)
        self._records.run_own(f"Post-job: {checkout}", "Checkout", self._after_check_out)

    def _initialize(self, context: StepContext) -> None:
        """:raises TaskFailed: a step's task is not in the catalogue."""
        context.log(f"Agent name: '{AGENT_NAME}'", "Agent machine name: 'vaultpipe'")
        context.log(f"Current agent version: '{AGENT_VERSION}'", "Prepare build directory.", "Set build variables.")
        for step in self._job.steps:
            if step.enabled and step.task_name.lower() not in CATALOGUE:
                job = self._job.predefined.get("System.JobName", "Job")
                raise TaskFailed(missing(step.task_name, step.task_version.partition(".")[0], job))
        context.log("Start tracking orphan processes.")

    def _check_out(self, context: StepContext) -> None:
        context.log(f"Syncing repository: {self._job.repository_name} (Git)")
        self._shared.workspace.check_out(self._job.files())
        context.log(f"HEAD is now at {self._job.source_version[:7]}")

    def _after_check_out(self, context: StepContext) -> None:
        context.log(f"Cleaning any cached credential from repository: {self._job.repository_name} (Git)")

    def _finalize(self, context: StepContext) -> None:
        context.log("Start cleaning up orphan processes.", *end_orphans(self._shared.process_mark))
