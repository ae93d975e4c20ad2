# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools, queues, tasks and variable groups in answers (docs/reference/azure_devops.md#agents-and-variable-groups)."""

from __future__ import annotations

from typing import Any

from emulator.core.clock import iso
from emulator.job_protocol.task_definition import Input, Task
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.pipelines.pools import Pool, Queue
from emulator.services.azure_devops.model.pipelines.stored_variables import shown
from emulator.services.azure_devops.model.pipelines.variable_groups import VariableGroup
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.views.identities import service_identity, short_identity
from emulator.services.entra.model.principals import Principal


def pool_reference(organization: Organization, pool: Pool) -> dict[str, Any]:
    return {
        "id": pool.id,
        "scope": organization.organization_id,
        "name": pool.name,
        "isHosted": pool.is_hosted,
        "poolType": "automation",
        "size": 1 if pool.is_hosted else 0,
        "isLegacy": pool.is_legacy,
        "options": "none",
    }


def pool_json(organization: Organization, pool: Pool) -> dict[str, Any]:
    return {
        "createdOn": iso(organization.created_at, 3),
        "autoProvision": True,
        "autoUpdate": True,
        "autoSize": True,
        "targetSize": 1,
        "agentCloudId": 1 if pool.is_hosted else None,
        "createdBy": service_identity(),
        "owner": service_identity(),
    } | pool_reference(organization, pool)


def agent_json(pool: Pool, online: bool, created_at: float) -> dict[str, Any]:
    return {
        "maxParallelism": 1,
        "createdOn": iso(created_at, 3),
        "id": 1,
        "name": "Hosted Agent" if pool.is_hosted else "agent-1",
        "version": "4.261.0",
        "osDescription": "Linux",
        "enabled": True,
        "status": "online" if online else "offline",
        "provisioningState": "Provisioned",
    }


def queue_json(organization: Organization, queue: Queue) -> dict[str, Any]:
    return {
        "id": queue.id,
        "projectId": queue.project_id,
        "name": queue.pool.name,
        "pool": pool_reference(organization, queue.pool),
    }


def input_json(one: Input) -> dict[str, Any]:
    return {
        "aliases": list(one.aliases),
        "name": one.name,
        "label": one.label,
        "type": one.type,
        "required": one.required,
        "defaultValue": one.default,
    }


def task_json(task: Task) -> dict[str, Any]:
    major, minor, patch = (int(part) for part in task.version.split("."))
    return {
        "visibility": ["Build", "Release"],
        "runsOn": ["Agent", "DeploymentGroup"],
        "id": task.id,
        "name": task.name,
        "version": {"major": major, "minor": minor, "patch": patch, "isTest": False},
        "serverOwned": True,
        "contentsUploaded": True,
        "author": "Microsoft Corporation",
        "friendlyName": task.friendly_name,
        "description": task.description,
        "category": task.category,
        "definitionType": "task",
        "demands": [],
        "groups": [],
        "inputs": [input_json(one) for one in task.inputs],
        "instanceNameFormat": task.friendly_name,
    }


def variable_group_json(group: VariableGroup, project: Project, just_written: bool) -> dict[str, Any]:
    """The answer to a write does not look the people's names up."""

    def person(principal: Principal) -> dict[str, Any]:
        return {"displayName": None, "id": principal.object_id} if just_written else short_identity(principal)

    # One that was never given is missing (a list recorded in February 2026, in notes on krateo's provider).
    described = {} if group.description is None else {"description": group.description}
    answer: dict[str, Any] = {
        "variables": shown(group.variables),
        "id": group.id,
        "type": group.type,
        "name": group.name,
        **described,
    }
    if group.provider_data is not None:
        answer["providerData"] = group.provider_data
    reference = {"id": project.id, "name": project.name}
    return answer | {
        "createdBy": person(group.created_by),
        "createdOn": iso(group.created_at),
        "modifiedBy": person(group.modified_by),
        "modifiedOn": iso(group.modified_at),
        "isShared": False,
        "variableGroupProjectReferences": [{"projectReference": reference, "name": group.name, **described}],
    }
