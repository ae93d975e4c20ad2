# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of a service connection, before it is removed."""

from __future__ import annotations

import typing as t

from ...clients.devops.client import DevOpsClient, Json
from ...clients.devops.locations import DEFINITIONS, PIPELINE_PERMISSIONS, VARIABLE_GROUPS
from ...clients.devops.lookup import get_pipeline, same_name
from ...clients.devops.pipeline_permissions import granted_in
from ..shared.ownership import Thing, pipeline_thing


def users_of_connection(devops: DevOpsClient, connection: t.Mapping[str, t.Any]) -> list[Thing]:
    """Pipelines that may use it, and variable groups that read their vault through it.

    :param connection: `{"id", "name", "project"}`.
    """
    groups = devops.list(VARIABLE_GROUPS, f"list each variable group of {connection['project']}", project=connection["project"])
    through = [
        one for one in groups if same_name((one.get("providerData") or {}).get("serviceEndpointId") or "", connection["id"])
    ]
    pipelines = [pipeline_thing(one) for one in _pipelines(devops, connection)]
    return pipelines + [Thing("variable group", one["name"]) for one in through]


def _pipelines(devops: DevOpsClient, connection: t.Mapping[str, t.Any]) -> list[Json]:
    project = connection["project"]
    route = {"project": project, "resourceType": "endpoint", "resourceId": connection["id"]}
    asked = f"read who may use the service connection {connection['name']}"
    granted = granted_in(devops.get(PIPELINE_PERMISSIONS, asked, **route) or {})
    if granted.everyone:
        return devops.list(DEFINITIONS, f"list each pipeline of {project}", project=project)
    return [found for found in (get_pipeline(devops, project, str(number)) for number in granted.pipelines) if found]
