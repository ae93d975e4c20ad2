# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One record of the timeline after another: conditions, results, and how each of them ends."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable

from emulator.agent.context import JobContext, StepContext
from emulator.agent.job.conditions import ConditionError, holds
from emulator.agent.job.predefined import AGENT_NAME
from emulator.agent.job.results import worse
from emulator.agent.processes.deadlines import JobCanceled, JobLimits, Limits, StepTimedOut
from emulator.agent.tasks import TaskFailed
from emulator.job_protocol.jobs import Step

log = logging.getLogger(__name__)

Action = Callable[[StepContext], None]


class Records:
    """Runs records and keeps the job's result so far."""

    def __init__(self, shared: JobContext) -> None:
        self._shared, self._reporter, self._variables = shared, shared.reporter, shared.variables
        self._limits = JobLimits(shared.reporter.is_cancelled, shared.job.timeout_in_minutes)
        self.result = "succeeded"

    def run_own(self, display_name: str, name: str, action: Action, condition: str = "always()") -> None:
        """A record that no author wrote."""
        step = Step(self._announce(display_name, name, display_name), name, display_name, "", "", {}, condition)
        self._run(step, step.id, display_name, action)

    def run_before_job(self, step: Step, action: Action) -> None:
        """A step's part before the job's own steps."""
        name = self._shown(step)
        self._run(step, self._announce(f"Pre-job: {name}", step.name, step.id), name, action)

    def run(self, step: Step, action: Action) -> None:
        self._run(step, step.id, self._shown(step), action)

    def skip(self, step: Step) -> None:
        self._reporter.step_finished(step.id, "skipped", [])

    def _shown(self, step: Step) -> str:
        return self._shared.masker.mask(self._variables.expand(step.display_name))

    def _announce(self, display_name: str, name: str, key: str) -> str:
        record_id = str(uuid.uuid5(uuid.UUID(self._shared.job.job_id), key))
        self._reporter.step_added(record_id, name, display_name)
        return record_id

    def _run(self, step: Step, record_id: str, display_name: str, action: Action) -> None:
        if self._limits.over_for() is not None:
            self.result = "canceled"
        status = self.result
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
            self._tried(step, context, display_name, action)
        except ConditionError as error:
            context.fail(str(error))
        result = context.result or "succeeded"
        if result == "failed" and step.continue_on_error:
            result = "succeededWithIssues"
        if result != "skipped":
            self.result = worse(self.result, "failed" if result == "abandoned" else result)
        self._reporter.step_finished(record_id, result, context.issues)

    def _tried(self, step: Step, context: StepContext, display_name: str, action: Action) -> None:
        """Again after a failure, as often as the step's author asked."""
        for attempt in range(step.retries + 1):
            if self._guarded(context, display_name, action) != "failed" or attempt == step.retries:
                return
            context.warning(f"Task failed. It is tried again: {attempt + 1} of {step.retries}.")

    def _guarded(self, context: StepContext, display_name: str, action: Action) -> str | None:
        """:returns: the result of this try."""
        context.result = None
        context.section(f"Starting: {display_name}")
        try:
            action(context)
        except JobCanceled as error:
            context.error(self._why_over())
            context.error(str(error))
            context.merge("canceled")
        except (TaskFailed, StepTimedOut, OSError, ValueError) as error:
            context.fail(str(error))
        except Exception as error:
            log_fault(f"step {display_name}", error)
            context.fail(f"The agent of the local Azure failed here ({type(error).__name__}); its log says where.")
        context.section(f"Finishing: {display_name}")
        return context.result

    def _why_over(self) -> str:
        if self._limits.timed_out:
            return (
                f"The job running on agent {AGENT_NAME} ran longer than the maximum time of "
                f"{self._shared.job.timeout_in_minutes:g} minutes. For more information, see "
                "https://go.microsoft.com/fwlink/?linkid=2077134"
            )
        return "The Operation will be canceled. The next steps may not contain expected logs."


def log_fault(what: str, error: Exception) -> None:
    """Into the emulator's log: only types and places, since a message could quote a secret."""
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("The agent failed at %s with %s:\n%s", what, type(error).__name__, places)
