# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process of a classic definition: phases, of which we manage the first that an agent runs
(docs/reference/azure_devops.md#classic-process)."""

from __future__ import annotations

import typing as t

from ...clients.devops.client import Json
from ...clients.devops.lookup import same_name

AGENT_JOB = 1
"""The target type of phases that an agent runs; the others run on the server."""


def agent_steps(process: Json) -> list[Json]:
    """Steps of the first agent job."""
    return list((_agent_job(process) or {}).get("steps") or [])


def vm_image(process: Json) -> str | None:
    specification = (process.get("target") or {}).get("agentSpecification") or {}
    return t.cast("str | None", specification.get("identifier"))


def put_steps(process: Json, steps: list[Json]) -> None:
    """Puts steps into the first agent job; a process that has none gets one."""
    phases = process["phases"] = process.get("phases") or []
    if _agent_job(process) is None:
        phases.append(_new_job({str(one.get("refName")) for one in phases}))
    t.cast(Json, _agent_job(process))["steps"] = steps


def put_vm_image(process: Json, image: str) -> None:
    target = process["target"] = process.get("target") or {}
    target["agentSpecification"] = {**(target.get("agentSpecification") or {}), "identifier": image}


def _agent_job(process: Json) -> Json | None:
    phases = process.get("phases") or []
    return next((one for one in phases if (one.get("target") or {}).get("type", AGENT_JOB) == AGENT_JOB), None)


def _new_job(taken: t.Collection[str]) -> Json:
    """A job with the fields that the classic editor writes (docs/reference/azure_devops.md#classic-process)."""
    number = 1
    while any(same_name(f"Job_{number}", one) for one in taken):
        number += 1
    return {
        "name": f"Agent job {number}",
        "refName": f"Job_{number}",
        "condition": "succeeded()",
        "target": {"executionOptions": {"type": 0}, "allowScriptsAuthAccessOption": False, "type": AGENT_JOB},
        "jobAuthorizationScope": "projectCollection",
        "steps": [],
    }
