# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which projects a request is about: a user's group is one thing in one project and another in the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..web import Call
    from .projects import Project

REFERENCES = ("serviceEndpointProjectReferences", "variableGroupProjectReferences")


def asked_projects(call: Call) -> list[Project]:
    """Those that exist; none for what is the organization's."""
    found = (call.cloud.devops.projects.find(name_or_id) for name_or_id in _named(call))
    return [one for one in found if one]


def _named(call: Call) -> Iterator[str]:
    """By the address, by the object that it names, or by the body."""
    organization, params = call.cloud.devops, call.params
    if "project" in params:
        yield params["project"]
    elif "projectids" in call.query:
        yield from call.query["projectids"].split(",")
    elif "repository" in params:
        repository = organization.repositories.find(None, params["repository"])
        # git leaves out the project when the repository has its name.
        yield repository.project_id if repository else params["repository"].removesuffix(".git")
    elif "endpoint" in params:
        yield from organization.endpoints.projects_of(params["endpoint"])
    else:
        yield from _in_body(call.json_object())


def _in_body(body: dict[str, Any]) -> Iterator[str]:
    """What is malformed is the handler's to refuse."""
    lists = (body.get(name) for name in REFERENCES)
    entries = (one for some in lists if isinstance(some, list) for one in some if isinstance(one, dict))
    for one in (*(entry.get("projectReference") for entry in entries), body.get("project")):
        if isinstance(one, dict):
            yield str(one.get("id") or one.get("name") or "")
