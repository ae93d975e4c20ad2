# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PublishBuildArtifacts@1: asks the agent by a logging command; uploads nothing itself
(docs/reference/pipeline_task.md#publish-build-artifacts)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.agent.logging_commands.syntax import written
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.task import TaskFailed

if TYPE_CHECKING:
    from emulator.agent.context import StepContext


def run(context: StepContext, inputs: Inputs) -> None:
    """:raises TaskFailed:"""
    try:
        inputs.required("PathtoPublish")
        path, name = inputs.in_the_job("PathtoPublish", inputs.existing_path("PathtoPublish")), inputs.required("ArtifactName")
        kind = inputs.required("ArtifactType").lower()
    except TaskFailed as failure:
        raise TaskFailed(f"Publishing build artifacts failed with an error: {failure}") from failure
    if kind != "container":
        raise TaskFailed(
            "Publishing artifacts from a Linux or macOS agent to a file share is not supported. Change the artifact type to "
            "`Azure Pipelines` or use a Windows agent."
        )
    context.output(
        written("artifact.upload", str(path), artifacttype=kind, artifactname=name, containerfolder=name, localpath=str(path))
    )
