# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The start of a job: its variables, and the secrets that no log may show."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.agent.context import JobContext
from emulator.agent.job.predefined import PATH, predefined
from emulator.agent.masking import SecretMasker
from emulator.agent.variables import Variables
from emulator.agent.workspace import Workspace
from emulator.job_protocol.jobs import Job, JobReporter


def job_context(
    job: Job, reporter: JobReporter, environment: Mapping[str, str], place: Workspace, process_mark: str
) -> JobContext:
    """The context of a job before its first step."""
    masker = masker_for(job)
    variables = Variables(masker, {"HOME": str(place.home), "PATH": PATH, "LANG": "C.UTF-8"})
    for name, value in (predefined(job, place) | job.predefined).items():
        variables.set(name, value)
    variables.set("System.AccessToken", job.token, is_secret=True)
    for name, variable in job.variables.items():
        variables.set(name, variable.value, variable.is_secret, variable.is_read_only)
    return JobContext(job, reporter, masker, variables, place, environment, process_mark)


def masker_for(job: Job) -> SecretMasker:
    """Knows the secrets of the job message (agent: Worker.cs)."""
    masker = SecretMasker()
    masker.add_from_job(job.token)
    for variable in job.variables.values():
        if variable.is_secret:
            masker.add_from_job(variable.value)
    for endpoint in job.endpoints:
        for name, value in endpoint["parameters"].items():
            # Public logs show issuer and subject in the clear, tenant and client as ***.
            if not name.lower().startswith("workloadidentityfederation"):
                masker.add(str(value or ""))
    return masker
