# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surroundings of a running step: what it works with, and how its words reach the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from emulator.agent.job.results import merged
from emulator.agent.logging_commands import syntax
from emulator.agent.logging_commands.effects import CommandFailed, apply
from emulator.agent.masking import SecretMasker
from emulator.agent.processes.deadlines import Limits
from emulator.agent.variables import Variables
from emulator.agent.workspace import Workspace
from emulator.job_protocol.jobs import Issue, Job, JobReporter

MOST_ISSUES = 10
"""Most issues of each kind that a record keeps; the log has them all."""


@dataclass(frozen=True)
class JobContext:
    """Things that the steps of one job share."""

    job: Job
    reporter: JobReporter
    masker: SecretMasker
    variables: Variables
    workspace: Workspace
    environment: Mapping[str, str]
    """Leads the agent's own requests to the emulator: HTTPS_PROXY and REQUESTS_CA_BUNDLE. Never a step's environment."""
    process_mark: str
    """Value of VSTS_PROCESS_LOOKUP_ID by which the job's processes are found again."""


class StepContext:
    """One record of the timeline while it runs."""

    def __init__(self, shared: JobContext, record_id: str, name: str, limits: Limits) -> None:
        self.shared, self.record_id, self.name, self.limits = shared, record_id, name, limits
        self.variables, self.workspace = shared.variables, shared.workspace
        self.issues: list[Issue] = []
        self.result: str | None = None

    def output(self, *lines: str) -> None:
        """Takes what a step prints: commands are obeyed, everything else is logged."""
        for line in lines:
            command = syntax.parse(line)
            if command is None:
                if syntax.KEYWORD in line:
                    self.warning(
                        f"'{line}' contains logging command keyword '##vso', but it's not a legal command. Please see the list "
                        "of accepted commands: https://go.microsoft.com/fwlink/?LinkId=817296"
                    )
                self.log(line)
                continue
            try:
                apply(command, self)
            except CommandFailed as failure:
                self.error(
                    f"Unable to process command '{line}' successfully. Please reference documentation "
                    "(http://go.microsoft.com/fwlink/?LinkId=817296)"
                )
                self.fail(str(failure))

    def log(self, *texts: str) -> None:
        """Adds texts to the log, masked, each line after the time in UTC."""
        self._write(line for text in texts for line in self.shared.masker.mask(text).splitlines() or [""])

    def section(self, text: str) -> None:
        self.log(f"##[section]{text}")

    def error(self, text: str) -> None:
        self._issue("error", text)

    def warning(self, text: str) -> None:
        self._issue("warning", text)

    def fail(self, text: str) -> None:
        self.error(text)
        self.merge("failed")

    def merge(self, result: str) -> None:
        """A result from one more source; the worst counts."""
        self.result = merged(self.result, result)

    def _issue(self, kind: str, text: str) -> None:
        if text:
            self.log(f"##[{kind}]{text}")
        if sum(issue.type == kind for issue in self.issues) < MOST_ISSUES:
            self.issues.append(Issue(kind, self.shared.masker.mask(text)))

    def _write(self, lines: Iterable[str]) -> None:
        moment = datetime.now(UTC)
        stamp = f"{moment:%Y-%m-%dT%H:%M:%S.%f}0Z"
        self.shared.reporter.step_log(self.record_id, [f"{stamp} {line}" for line in lines])
