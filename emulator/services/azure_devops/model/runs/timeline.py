# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timeline of a new build: stage, checkpoint, and for each job its phase, itself and its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.job_protocol.tasks import find_task
from emulator.services.azure_devops.model.runs.builds import Build, BuildJob, Record

if TYPE_CHECKING:
    from emulator.core.ids import Identifiers
    from emulator.job_protocol.jobs import Step
    from emulator.services.azure_devops.model.pipelines.resolver import ResolvedPipeline


def lay_out(build: Build, bound: ResolvedPipeline, ids: Identifiers, needs_permission: bool) -> None:
    """Fills the build's records, all pending. The checkpoint is there when somebody has to permit something."""
    pipeline = bound.pipeline
    stage = Record(ids.guid(), None, "Stage", pipeline.stage_display_name or pipeline.stage, pipeline.stage, 1)
    build.records = [stage]
    for order, job in enumerate(build.jobs, start=1):
        authored = job.resolved.authored
        phase = Record(ids.guid(), stage.id, "Phase", authored.display_name, authored.name, order)
        itself = Record(job.id, phase.id, "Job", authored.display_name, f"{pipeline.stage}.{authored.name}.__default", 1)
        build.records += [phase, itself]
    if needs_permission:
        checkpoint = Record(ids.guid(), stage.id, "Checkpoint", "Checkpoint", "Checkpoint", 1)
        authorization = Record(
            ids.guid(), checkpoint.id, "Checkpoint.Authorization", "Checkpoint.Authorization", "Checkpoint.Authorization", 1
        )
        build.records += [checkpoint, authorization]
    for job in build.jobs:
        build.records += [_step(job, step, order) for order, step in enumerate(job.resolved.steps, start=1)]


def _step(job: BuildJob, step: Step, order: int) -> Record:
    task = find_task(step.task_name, step.task_version)
    assert task is not None
    record = Record(step.id, job.id, "Task", step.display_name, step.name, order)
    record.task = (task.id, task.name, task.version)
    return record
