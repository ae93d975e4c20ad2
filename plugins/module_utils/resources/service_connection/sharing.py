# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects that share a service connection (docs/reference/azure_devops.md#endpoint-share-and-delete)."""

from __future__ import annotations

import functools
import typing as t

from ...clients.devops.client import DevOpsClient, Json
from ...clients.devops.lookup import find_project, missing_project, project_ids, same_name
from ...clients.devops.service_endpoints import ServiceEndpointsClient
from ..shared.ownership import Thing
from .state import projects_of
from .users import users_of_connection

Ids = t.Mapping[str, t.Any]
"""`{"id", "name"}` of a project."""


class Sharing:
    """The other projects that the options give a connection to, or take it from.

    :param own: the connection's own project, which may stand among them.
    """

    def __init__(self, devops: DevOpsClient, options: t.Mapping[str, t.Any], own: Ids) -> None:
        self._devops, self._own = devops, own
        self._names: list[str] = options["shared_with"]
        # "Absent" is only believed of a project that was looked up for it.
        self._look_up = find_project if options["state"] == "absent" else project_ids

    @functools.cached_property
    def _projects(self) -> list[tuple[str, Ids | None]]:
        """Each as it is named, and its ids; None of one that is not there."""
        found = [(name, self._look_up(self._devops, name)) for name in self._names]
        return [(name, project) for name, project in found if project is None or project["id"] != self._own["id"]]

    def having(self, endpoint: Json) -> list[Ids]:
        """Projects of the options that have it already; one is asked where the connection itself does not show it."""
        shown = {one["id"] for one in projects_of(endpoint)}
        return [one for _name, one in self._projects if one and (one["id"] in shown or self._has(one, endpoint["id"]))]

    def _has(self, project: Ids, endpoint_id: str) -> bool:
        return self._client(project).get(endpoint_id) is not None

    def _client(self, project: Ids) -> ServiceEndpointsClient:
        return ServiceEndpointsClient(self._devops, project["id"], project["name"])

    def require(self) -> None:
        """:raises UsageError: one of them is not there."""
        for name, project in self._projects:
            if project is None:
                raise missing_project(self._devops, name, "shared_with")

    def lacking(self, endpoint: Json) -> list[Ids]:
        """Projects of the options that do not have it yet."""
        had = {one["id"] for one in self.having(endpoint)}
        return [one for _name, one in self._projects if one and one["id"] not in had]

    def gone_from(self, endpoint_id: str, projects: list[Ids]) -> bool:
        """Tells whether none of them has it any more."""
        return not any(self._has(one, endpoint_id) for one in projects)

    def planned(self, current: list[str]) -> list[str]:
        """Names of the projects that have it then: those that do now, and those that the options name."""
        wanted = [name if project is None else str(project["name"]) for name, project in self._projects]
        return sorted({*current, *(name for name in wanted if not any(same_name(name, one) for one in current))})

    def users(self, connection: t.Mapping[str, t.Any], endpoint: Json) -> list[Thing]:
        """Things of other projects that go by it: whatever uses it in those that the options name, else the project itself."""
        named = self.having(endpoint)
        ids = {self._own["id"], *(one["id"] for one in named)}
        others = [Thing("project", one["name"]) for one in projects_of(endpoint) if one["id"] not in ids]
        for project in named:
            using = users_of_connection(self._devops, {**connection, "project": project["name"]})
            others += [Thing(one.label, f"{one.name} of {project['name']}") for one in using]
        return others
