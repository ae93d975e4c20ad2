# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dependencies among jobs, and what Azure refuses in them (texts: docs/reference/azure_devops.md#job-graph)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from emulator.services.azure_devops.model.pipelines.pipeline import AuthoredJob, Pipeline


def same(one: str, other: str) -> bool:
    """Names of jobs are compared without regard to case."""
    return one.lower() == other.lower()


def problems(pipeline: Pipeline) -> list[str]:
    """Problems with the names and dependencies of a stage's jobs."""
    jobs = pipeline.jobs
    names = Counter(job.name.lower() for job in jobs)
    twice = [
        f"Stage {pipeline.stage}: The job name {job.name} appears more than once. Job names must be unique within a stage."
        for number, job in enumerate(jobs)
        if names[job.name.lower()] > 1 and not any(same(job.name, before.name) for before in jobs[:number])
    ]
    if twice:
        return twice
    if not any(not job.depends_on for job in jobs):
        return [f"Stage {pipeline.stage} must contain at least one job with no dependencies."]
    return _unreachable(jobs)


def _unreachable(jobs: Sequence[AuthoredJob]) -> list[str]:
    """Jobs that would wait for ever: for one that is not there, or for one that waits itself."""
    reached: set[str] = set()
    while more := {
        job.name.lower() for job in jobs if job.name.lower() not in reached and {one.lower() for one in job.depends_on} <= reached
    }:
        reached |= more
    known = {job.name.lower() for job in jobs}
    return [
        f"Job {job.name} depends on unknown job {wanted}."
        if wanted.lower() not in known
        else f"Job {job.name} depends on job {wanted} which creates a cycle in the dependency graph."
        for job in jobs
        for wanted in job.depends_on
        if wanted.lower() not in reached
    ]


def ancestors(jobs: Sequence[AuthoredJob], job: AuthoredJob) -> list[AuthoredJob]:
    """All jobs before this one, those that it depends on by others included."""
    found: list[AuthoredJob] = []
    wanted = list(job.depends_on)
    while wanted:
        name = wanted.pop()
        before = next(one for one in jobs if same(one.name, name))
        if before not in found:
            found.append(before)
            wanted += before.depends_on
    return found
