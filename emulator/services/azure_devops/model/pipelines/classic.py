# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines of the classic editor: phases of steps inside the definition (docs/reference/azure_devops.md#classic-process)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from emulator.services.azure_devops.errors import bad_request
from emulator.services.azure_devops.model.pipelines.pipeline import AuthoredJob, AuthoredStep, Pipeline, PipelineInvalid

STEP_DEFAULTS: dict[str, Any] = {
    "environment": {},
    "enabled": True,
    "continueOnError": False,
    "alwaysRun": False,
    "displayName": "",
    "timeoutInMinutes": 0,
    "condition": "succeeded()",
}
TARGET_DEFAULTS: dict[str, Any] = {"executionOptions": {"type": 0}, "allowScriptsAuthAccessOption": False, "type": 1}


def _well_formed(phases: Any) -> bool:
    """Says whether they are objects, each with steps that are objects; none at all is well-formed too."""

    def objects(value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)

    return objects(phases or []) and all(objects(phase.get("steps") or []) for phase in phases or [])


def normalised(process: dict[str, Any]) -> dict[str, Any]:
    """The process with what the service adds to it (docs/reference/azure_devops.md#classic-process).

    :raises DevOpsError: phases that cannot be read; no source confirms the text.
    """
    process = deepcopy(process)
    if not _well_formed(process.get("phases")):
        raise bad_request("The value of definition.process.phases must be a list of objects, each with a list of steps.")
    for number, phase in enumerate(process.get("phases") or [], start=1):
        phase["steps"] = [STEP_DEFAULTS | step for step in phase.get("steps") or []]
        phase["target"] = TARGET_DEFAULTS | (phase.get("target") or {})
        phase.setdefault("name", f"Agent job {number}")
        phase.setdefault("refName", f"Job_{number}")
        phase.setdefault("condition", "succeeded()")
        phase.setdefault("jobAuthorizationScope", "projectCollection")
    return process


def read(process: dict[str, Any]) -> Pipeline:
    """:raises PipelineInvalid: no phase, or one without steps."""
    phases = process.get("phases") or []
    if not phases:
        raise PipelineInvalid("The local Azure does not emulate pipelines without a job.")
    image = ((process.get("target") or {}).get("agentSpecification") or {}).get("identifier")
    return Pipeline(tuple(_job(phase, image) for phase in phases))


def _job(phase: dict[str, Any], image: str | None) -> AuthoredJob:
    steps = tuple(_step(step) for step in phase.get("steps") or [])
    if not any(step.enabled for step in steps):
        raise PipelineInvalid(f"Job {phase['refName']}: The job has no enabled steps.")
    return AuthoredJob(
        steps,
        name=phase["refName"],
        display_name=phase["name"],
        depends_on=tuple(str(one.get("scope")) for one in phase.get("dependencies") or []),
        condition=phase.get("condition") or "succeeded()",
        vm_image=image,
        timeout_in_minutes=float(phase.get("jobTimeoutInMinutes") or 60),
    )


def _step(step: dict[str, Any]) -> AuthoredStep:
    task = step.get("task") or {}
    return AuthoredStep(
        task=str(task.get("id") or ""),
        version_spec=str(task.get("versionSpec") or ""),
        inputs={name: "" if value is None else str(value) for name, value in (step.get("inputs") or {}).items()},
        name=step.get("refName") or None,
        display_name=step.get("displayName") or None,
        condition=step.get("condition") or "succeeded()",
        enabled=bool(step.get("enabled", True)),
        continue_on_error=bool(step.get("continueOnError")),
        env={name: str(value) for name, value in (step.get("environment") or {}).items()},
        timeout_in_minutes=float(step.get("timeoutInMinutes") or 0),
        retries=min(int(step.get("retryCountOnTaskFailure") or 0), 10),
    )
