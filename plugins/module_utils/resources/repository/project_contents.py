# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of a project, before it is removed."""

from __future__ import annotations

import typing as t

from ...clients.devops.client import DevOpsClient
from ...clients.devops.locations import DEFINITIONS, ENVIRONMENTS, PROJECT_ENDPOINTS, REPOSITORIES, VARIABLE_GROUPS, Location
from ...clients.devops.lookup import same_name
from ..shared.ownership import Thing, pipeline_thing
from .contents import others_in_repository
from .marks import RepositoryMarks

KINDS: tuple[tuple[str, Location, dict[str, t.Any]], ...] = (
    ("pipeline", DEFINITIONS, {}),
    ("service connection", PROJECT_ENDPOINTS, {"includeFailed": True}),
    ("variable group", VARIABLE_GROUPS, {}),
    ("environment", ENVIRONMENTS, {}),
)
"""Each kind's name for people, where it is listed, and what else to ask (clients/devops/lookup.LISTED)."""


def things_in_project(devops: DevOpsClient, project: t.Mapping[str, t.Any], besides: t.Sequence[str]) -> list[Thing]:
    """Repositories, pipelines, service connections, variable groups and environments; not what every new project has.

    :param project: `{"id", "name"}`.
    :param besides: what does not count as use of a repository (ownership.others).
    """
    found = [Thing("repository", name) for name in _repositories(devops, project, besides)]
    for label, location, query in KINDS:
        listed = devops.list(location, f"list each {label} of {project['name']}", query=query, project=project["id"])
        found += [pipeline_thing(one) if location is DEFINITIONS else Thing(label, one["name"]) for one in listed]
    return found


def _repositories(devops: DevOpsClient, project: t.Mapping[str, t.Any], besides: t.Sequence[str]) -> list[str]:
    """Without the empty one of the project's name, and without ours when it is the last, which stays as long as the project,
    and nobody else uses it."""
    found = devops.list(REPOSITORIES, f"list the repositories of {project['name']}", project=project["id"])
    others = [one for one in found if one.get("defaultBranch") or one.get("size") or not same_name(one["name"], project["name"])]
    last_of_ours = len(found) == len(others) == 1 and found[0]["id"] in RepositoryMarks(devops, project).all()
    if last_of_ours and not others_in_repository(devops, found[0], besides):
        return []
    return [str(one["name"]) for one in others]
