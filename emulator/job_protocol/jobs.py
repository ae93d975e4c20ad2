# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract between Azure DevOps and a build agent: the job, and the reports on it.

An agent runs in a thread of its own and reaches the service's state only through the reporter, which takes the lock for each
report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Variable:
    """A pipeline variable as the job starts."""

    value: str
    is_secret: bool = False
    is_read_only: bool = False
    """No step may set it."""


@dataclass(frozen=True)
class Step:
    """One step of a job, in the order in which it is written."""

    id: str
    """Id of its timeline record."""
    name: str
    """Reference name; made up from the task's name where the author gave none."""
    display_name: str
    task_name: str
    """`AzureKeyVault`, `CmdLine`, ... A `script:` or `bash:` step is the task it is short for."""
    task_version: str
    """Version in the catalogue, `2.250.1`."""
    inputs: dict[str, str]
    """Inputs by the task's own names, aliases resolved (`azureSubscription` is `ConnectedServiceName`), service
    connections by id; macros (`$(name)`) are still in them."""
    condition: str = "succeeded()"
    enabled: bool = True
    continue_on_error: bool = False
    env: dict[str, str] = field(default_factory=dict)
    is_script: bool = False
    """Written as `script:` or `bash:`."""
    timeout_in_minutes: float = 0
    """0: no limit of its own, the job's counts."""
    retries: int = 0
    """Tries after the first one that fails."""


@dataclass(frozen=True)
class Issue:
    """An error or a warning that a step shows in the run's summary."""

    type: str
    """`error` or `warning`."""
    message: str


@dataclass(frozen=True)
class Job:
    """Everything that an agent needs for one job."""

    plan_id: str
    job_id: str
    build_id: int
    build_number: str
    definition_id: int
    definition_name: str
    project_id: str
    project_name: str
    organization_url: str
    """`https://dev.azure.com/vaultpipe/`, with the trailing slash of System.CollectionUri."""
    container_id: int
    """File container of the build (Build.ContainerId)."""
    source_branch: str
    source_version: str
    repository_name: str
    steps: tuple[Step, ...]
    variables: dict[str, Variable]
    """Variables of the pipeline, its variable groups and the queue request; predefined ones are the agent's business."""
    endpoints: tuple[dict[str, Any], ...]
    """Connections that the job may use, each with id, name, url, scheme, parameters and data; data includes what Azure
    DevOps adds at queue time (docs/reference/pipeline_task.md#data-added-when-queued)."""
    token: str = field(repr=False)
    """System.AccessToken of this job."""
    files: Callable[[], dict[str, bytes]] = field(repr=False)
    """The tree of the source commit by path; takes the lock itself."""
    predefined: dict[str, str] = field(default_factory=dict)
    """Variables that only the service knows: Build.Reason, System.StageName, ..."""
    timeout_in_minutes: float = 60
    """Default of hosted agents for private projects."""


class JobReporter(Protocol):
    """The agent's way back. Every method may be called from any thread and takes the lock itself."""

    def step_added(self, step_id: str, name: str, display_name: str) -> None:
        """Announces a record of the agent's own making, in running order: Initialize job, Pre-job: ..., Checkout ...,
        Post-job: ..., Finalize Job. The job's own steps are known already."""

    def step_started(self, step_id: str) -> None: ...

    def step_log(self, step_id: str, lines: list[str]) -> None:
        """Appends lines without line ends, secrets already masked."""

    def step_finished(self, step_id: str, result: str, issues: list[Issue]) -> None:
        """The result is `succeeded`, `succeededWithIssues`, `failed`, `canceled` or `skipped`."""

    def upload_artifact(self, name: str, files: dict[str, bytes]) -> None:
        """Publishes a container artifact; paths are relative to the artifact. A second upload adds files."""

    def publish(self, name: str, files: dict[str, bytes]) -> str | None:
        """Publishes a pipeline artifact, which is done once; returns why it is refused."""

    def add_build_tag(self, tag: str) -> None: ...

    def set_build_number(self, number: str) -> None: ...

    def output_variable(self, name: str, value: Variable) -> None:
        """Hands a variable on to the jobs that depend on this one; its name is `step.name`."""

    def job_finished(self, result: str) -> None:
        """Results as for a step. Must be called once, whatever happened."""

    def is_cancelled(self) -> bool: ...


RunJob = Callable[[Job, JobReporter], None]
"""A build agent: runs the job to its end."""
