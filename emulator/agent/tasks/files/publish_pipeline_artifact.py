# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PublishPipelineArtifact@1: the agent uploads itself (docs/reference/pipeline_task.md#publish-pipeline-artifact)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from emulator.agent.artifacts import contents
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.task import TaskFailed

if TYPE_CHECKING:
    from emulator.agent.context import StepContext


def run(context: StepContext, inputs: Inputs) -> None:
    """:raises TaskFailed:"""
    path = inputs.in_the_job("targetPath", inputs.path("path"))
    name = inputs.get("artifactName") or unnamed(context)
    if re.search(r'[\\/":<>|*?]', name):
        raise TaskFailed(f"Artifact name is not valid: {name}. It cannot contain '\\', /', \"', ':', '<', '>', '|', '*', and '?'")
    if not path.exists():
        raise TaskFailed(f"Path does not exist: {path}")
    job = context.shared.job
    context.log(f"Upload artifact: {name} from {path} to build {job.build_id}")
    refusal = context.shared.reporter.publish(name, contents(path))
    if refusal:
        raise TaskFailed(refusal)
    context.log(f"Uploading pipeline artifact from {path} for build #{job.build_id}", "Uploading pipeline artifact finished.")


def unnamed(context: StepContext) -> str:
    """The name of an artifact to which the author gave none: the job's identifier."""
    stage, job = (context.shared.job.predefined.get(f"System.{one}Name", "Job") for one in ("Stage", "Job"))
    return re.sub(r"[^a-zA-Z0-9 .-]", "", f"{stage}.{job}")
