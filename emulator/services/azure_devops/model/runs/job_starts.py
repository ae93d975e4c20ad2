# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The next job of a build, whether it runs, and with which variables (learn.microsoft.com: Jobs, dependencies)."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.job_protocol.expressions import Jobs, Value
from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.model.pipelines.job_graph import ancestors, same
from emulator.services.azure_devops.model.pipelines.known_variables import Known
from emulator.services.azure_devops.model.runs.builds import Build, BuildJob

SHOWN = {
    "succeeded": "Succeeded",
    "succeededWithIssues": "SucceededWithIssues",
    "failed": "Failed",
    "canceled": "Canceled",
    "skipped": "Skipped",
}
"""Results as `dependencies` has them."""
ORDER = ("skipped", "succeeded", "succeededWithIssues", "failed", "canceled")
BUILD_RESULTS = {
    "succeeded": "succeeded",
    "succeededWithIssues": "partiallySucceeded",
    "failed": "failed",
    "canceled": "canceled",
    "skipped": "succeeded",
}


def next_job(build: Build) -> BuildJob | None:
    """The first job in the file's order that waits for no other one; None: all are over."""
    return next((job for job in build.jobs if job.result is None and not _waited_for(build, job)), None)


def _waited_for(build: Build, job: BuildJob) -> list[BuildJob]:
    return [one for one in build.jobs if one.result is None and one.name.lower() in map(str.lower, _dependencies(job))]


def _dependencies(job: BuildJob) -> tuple[str, ...]:
    return job.resolved.authored.depends_on


def starting(build: Build, job: BuildJob, predefined: Mapping[str, str]) -> tuple[bool, dict[str, Variable]]:
    """Tells whether the job's condition holds, and gives the variables that it starts with.

    :raises ExpressionError, PipelineInvalid: what only shows now.
    """
    before = _before(build, job)
    own = {name: Variable(value) for name, value in predefined.items()}
    known = Known(own | job.resolved.variables, before)
    variables = known.with_results(job.resolved.variables)
    return known.holds(job.resolved.authored.condition), variables


def _before(build: Build, job: BuildJob) -> Jobs:
    jobs = [one.resolved.authored for one in build.jobs]
    earlier = {one.name for one in ancestors(jobs, job.resolved.authored)}
    found = [one for one in build.jobs if one.name in earlier]
    dependencies: dict[str, Value] = {}
    for name in _dependencies(job):
        one = next(one for one in build.jobs if same(one.name, name))
        outputs: dict[str, Value] = {output: variable.value for output, variable in one.outputs.items()}
        dependencies[one.name] = {"result": SHOWN[one.result or "skipped"], "outputs": outputs}
    return Jobs(
        {one.name.lower(): one.result or "skipped" for one in found},
        dependencies,
        [output.value for one in found for output in one.outputs.values() if output.is_secret and output.value],
    )


def whole_result(build: Build) -> str:
    """The worst of its jobs' results; those that were skipped do not count beside others."""
    return max((job.result or "skipped" for job in build.jobs), key=ORDER.index, default="skipped")
