# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pipeline as its author wrote it, in YAML or in the classic editor, before anything in it is looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.model.git.store import HEADS


class PipelineInvalid(Exception):
    """Raised with the reasons why the pipeline cannot run, one text for each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True)
class AuthoredStep:
    task: str
    """Name or id."""
    version_spec: str
    inputs: dict[str, str]
    name: str | None = None
    display_name: str | None = None
    condition: str = "succeeded()"
    enabled: bool = True
    continue_on_error: bool = False
    env: dict[str, str] = field(default_factory=dict)
    timeout_in_minutes: float = 0
    is_script: bool = False
    retries: int = 0


@dataclass(frozen=True)
class Trigger:
    """Branches whose pushes start the pipeline; `*` stands for anything."""

    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()

    def fires(self, ref: str) -> bool:
        return _matches(ref, self.include) and not _matches(ref, self.exclude)


def _matches(ref: str, patterns: tuple[str, ...]) -> bool:
    full = (one if one.startswith("refs/") else HEADS + one for one in patterns)
    return any(fnmatchcase(ref, pattern) for pattern in full)


@dataclass(frozen=True)
class AuthoredJob:
    steps: tuple[AuthoredStep, ...]
    name: str = "Job"
    display_name: str = "Job"
    depends_on: tuple[str, ...] = ()
    """Names of jobs that have to be over first."""
    condition: str = "succeeded()"
    continue_on_error: bool = False
    pool: str | None = None
    """Name of the agent pool; None: hosted agents, or what the definition says."""
    vm_image: str | None = None
    variables: dict[str, Variable] = field(default_factory=dict)
    """Variables of the job, those of the file's root and of the stage included."""
    groups: tuple[str, ...] = ()
    checks_out: bool = True
    timeout_in_minutes: float = 60


@dataclass(frozen=True)
class Pipeline:
    """The jobs of one stage; more than one stage is not emulated."""

    jobs: tuple[AuthoredJob, ...]
    stage: str = "__default"
    stage_display_name: str | None = None
    stage_condition: str = "succeeded()"
    """The stage's condition; unless it holds, nothing runs."""
    number_format: str | None = None
    """The run's number format, given by the file's `name:`."""
    root_variables: dict[str, Variable] = field(default_factory=dict)
    """Variables that the file's root names."""
    root_groups: tuple[str, ...] = ()
    trigger: Trigger | None = field(default_factory=Trigger)
    """None: no push starts it. A file that says nothing is started by every branch."""
