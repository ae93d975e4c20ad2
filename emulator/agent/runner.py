# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job from its first record to its last: initialize, pre-job, checkout, the steps, post-job, finalize."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable, Mapping
from functools import partial

from ..devops.jobs import Job, JobReporter, Step
from .conditions import ConditionError, holds
from .context import JobContext, StepContext
from .limits import JobCanceled, JobLimits, Limits, StepTimedOut
from .masking import SecretMasker
from .orphans import end_orphans, no_orphans
from .predefined import AGENT_NAME, AGENT_VERSION, predefined
from .results import worse
from .tasks import CATALOGUE, TaskFailed, run_task, unknown_task
from .variables import Variables
from .workspace import Workspace, workspace

log = logging.getLogger(__name__)

Action = Callable[[StepContext], None]


def run_job(job: Job, reporter: JobReporter, environment: Mapping[str, str]) -> None:
    """Runs a job to its end and reports it; never raises, and leaves nothing behind.

    :param environment: HTTPS_PROXY and REQUESTS_CA_BUNDLE for the agent's own requests.
    """
    result, mark = "failed", f"vsts_{uuid.uuid4()}"
    try:
        with workspace() as place, no_orphans(mark):
            result = JobRun(job, reporter, environment, place, mark).run()
    except Exception as error:
        # Only types and places: a message could quote a secret.
        places = "".join(traceback.format_tb(error.__traceback__))
        log.error("The agent failed at job %s with %s:\n%s", job.job_id, type(error).__name__, places)
        result = "failed"
    finally:
        reporter.job_finished(result)


class JobRun:
    """The state of one job: its result so far, its variables and its limits."""

    def __init__(
        self, job: Job, reporter: JobReporter, environment: Mapping[str, str], place: Workspace, process_mark: str
    ) -> None:
        masker = SecretMasker()
        variables = Variables(masker)
        self._shared = JobContext(job, reporter, masker, variables, place, environment, process_mark)
        self._job, self._reporter, self._variables = job, reporter, variables
        self._limits = JobLimits(reporter.is_cancelled, job.timeout_in_minutes)
        self._result = "succeeded"
        self._load_variables(place)
        self._mask_job_secrets(masker)

    def run(self) -> str:
        """:returns: the job's result."""
        try:
            self._own_record("Initialize job", "JobExtension_Init", self._initialize)
            if self._result == "succeeded":
                self._run_steps()
            else:
                for step in self._job.steps:
                    self._reporter.step_finished(step.id, "skipped", [])
        finally:
            self._own_record("Finalize Job", "JobExtension_Final", self._finalize)
        return self._result

    def _run_steps(self) -> None:
        enabled = [step for step in self._job.steps if step.enabled]
        for step in enabled:
            if CATALOGUE[step.task_name.lower()].has_pre_job:
                name = self._variables.expand(step.display_name)
                record_id = self._announce(f"Pre-job: {name}", step.name)
                self._run_step(step, record_id, name, partial(run_task, step=step, pre_job=True))
        branch = self._variables.get("Build.SourceBranchName")
        checkout = f"Checkout {self._job.repository_name}@{branch} to s"
        self._own_record(checkout, "Checkout", self._check_out, "succeeded()")
        for step in self._job.steps:
            if step.enabled:
                name = self._variables.expand(step.display_name)
                self._run_step(step, step.id, name, partial(run_task, step=step, pre_job=False))
            else:
                # No source confirms how a disabled step shows; the service does not send it to a real agent.
                self._reporter.step_finished(step.id, "skipped", [])
        self._own_record(f"Post-job: {checkout}", "Checkout", self._after_check_out)

    def _load_variables(self, place: Workspace) -> None:
        for name, value in predefined(self._job, place).items():
            self._variables.set(name, value)
        self._variables.set("System.AccessToken", self._job.token, is_secret=True)
        for name, variable in self._job.variables.items():
            self._variables.set(name, variable.value, variable.is_secret)

    def _mask_job_secrets(self, masker: SecretMasker) -> None:
        masker.add_from_job(self._job.token)
        for variable in self._job.variables.values():
            if variable.is_secret:
                masker.add_from_job(variable.value)
        for endpoint in self._job.endpoints:
            for name, value in endpoint["parameters"].items():
                # Public logs show issuer and subject in the clear, tenant and client as ***.
                if not name.lower().startswith("workloadidentityfederation"):
                    masker.add(str(value or ""))

    def _announce(self, display_name: str, name: str) -> str:
        record_id = str(uuid.uuid5(uuid.UUID(self._job.job_id), display_name))
        self._reporter.step_added(record_id, name, display_name)
        return record_id

    def _own_record(self, display_name: str, name: str, action: Action, condition: str = "always()") -> None:
        """A record that no author wrote; its failure fails the job."""
        record_id = self._announce(display_name, name)
        step = Step(record_id, name, display_name, "", "", {}, condition)
        self._run_step(step, record_id, display_name, action)

    def _run_step(self, step: Step, record_id: str, display_name: str, action: Action) -> None:
        over = self._limits.over_for() is not None
        status = "canceled" if over else self._result
        self._result = worse(self._result, status)
        self._variables.set("Agent.JobStatus", status[0].upper() + status[1:])
        self._reporter.step_started(record_id)
        context = StepContext(self._shared, record_id, step.name, Limits(self._limits))
        try:
            if not holds(step.condition, status, self._variables):
                context.log("Skipping step due to condition evaluation.", f"Evaluating: {step.condition}", "Result: False")
                self._reporter.step_finished(record_id, "skipped", [])
                return
            outlives_job = holds(step.condition, "canceled", self._variables)
            context.limits = Limits(self._limits, step.timeout_in_minutes, outlives_job)
            self._guarded(context, display_name, action)
        except ConditionError as error:
            context.error(str(error))
            context.merge("failed")
        result = context.result or "succeeded"
        if result == "failed" and step.continue_on_error:
            result = "succeededWithIssues"
        if result not in ("skipped", "succeeded"):
            self._result = worse(self._result, result)
        self._reporter.step_finished(record_id, result, context.issues)

    def _guarded(self, context: StepContext, display_name: str, action: Action) -> None:
        context.section(f"Starting: {display_name}")
        try:
            action(context)
        except TaskFailed as failure:
            context.error(str(failure))
            context.merge("failed")
        except StepTimedOut as error:
            context.error(str(error))
            context.merge("failed")
        except JobCanceled as error:
            context.error(self._why_over())
            context.error(str(error))
            context.merge("canceled")
        except (OSError, ValueError) as error:
            context.error(str(error))
            context.merge("failed")
        context.section(f"Finishing: {display_name}")

    def _why_over(self) -> str:
        if self._limits.timed_out:
            return (
                f"The job running on agent {AGENT_NAME} ran longer than the maximum time of "
                f"{self._job.timeout_in_minutes:g} minutes. For more information, see "
                "https://go.microsoft.com/fwlink/?linkid=2077134"
            )
        return "The Operation will be canceled. The next steps may not contain expected logs."

    def _initialize(self, context: StepContext) -> None:
        """:raises TaskFailed: a step's task is not in the catalogue."""
        context.log(f"Agent name: '{AGENT_NAME}'", "Agent machine name: 'vaultpipe'")
        context.log(f"Current agent version: '{AGENT_VERSION}'", "Prepare build directory.", "Set build variables.")
        for step in self._job.steps:
            if step.enabled and step.task_name.lower() not in CATALOGUE:
                raise TaskFailed(unknown_task(step))
        context.log("Start tracking orphan processes.")

    def _check_out(self, context: StepContext) -> None:
        context.log(f"Syncing repository: {self._job.repository_name} (Git)")
        self._shared.workspace.check_out(self._job.files())
        context.log(f"HEAD is now at {self._job.source_version[:7]}")

    def _after_check_out(self, context: StepContext) -> None:
        context.log(f"Cleaning any cached credential from repository: {self._job.repository_name} (Git)")

    def _finalize(self, context: StepContext) -> None:
        context.log("Start cleaning up orphan processes.", *end_orphans(self._shared.process_mark))
