# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The projects that a request is about, and the user behind it: its group may differ from project to project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from emulator.services.azure_devops.errors import DevOpsError
from emulator.services.azure_devops.errors.projects import no_such_project, unseen_project
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.users import User
from emulator.services.entra.model.principals import caller_of

if TYPE_CHECKING:
    from emulator.core.request import Request
    from emulator.services.azure_devops.model.projects.projects import Project

GUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
REFERENCES = ("serviceEndpointProjectReferences", "variableGroupProjectReferences")


def asked_projects(request: Request, organization: Organization) -> list[Project]:
    """Projects that exist; none for what is the organization's."""
    found = (organization.projects.find(name_or_id) for name_or_id in _named(request, organization))
    return [one for one in found if one]


def holder(request: Request, organization: Organization) -> User:
    """The user behind a member's request, with the group that it has where the request goes."""
    user = organization.users.find(caller_of(request))
    assert user is not None, "the router lets in members only"
    return user.among(asked_projects(request, organization))


def missing_project(request: Request, organization: Organization) -> DevOpsError:
    """The error for an address's project that is not there, or not to be seen.

    Some areas answer 400 for an id, whether given or found by the name (scordonnier/terraform-provider-azuredevops, utils); one
    of them is build (public clients, 2026). That all others answer 404, as learn.microsoft.com has it, no source confirms.
    """
    named = request.params["project"]
    known = organization.projects.find(named)
    if "/_apis/build/" in request.path.lower() and (known or GUID.fullmatch(named)):
        return unseen_project(known.id if known else named)
    return no_such_project(named)


def _named(request: Request, organization: Organization) -> Iterator[str]:
    """Names and ids of projects by the address, by the object that it names, or by the body."""
    params = request.params
    if "project" in params:
        yield params["project"]
    elif "projectids" in request.query:
        yield from request.query["projectids"].split(",")
    elif "repository" in params:
        repository = organization.repositories.find(None, params["repository"])
        # git leaves out the project when the repository has its name.
        yield repository.project_id if repository else params["repository"].removesuffix(".git")
    elif "endpoint" in params:
        yield from organization.endpoints.projects_of(params["endpoint"])
    else:
        yield from _in_body(request.json_object())


def _in_body(body: dict[str, Any]) -> Iterator[str]:
    """Names and ids of projects in a body; what is malformed is the handler's to refuse."""
    lists = (body.get(name) for name in REFERENCES)
    entries = (one for some in lists if isinstance(some, list) for one in some if isinstance(one, dict))
    for one in (*(entry.get("projectReference") for entry in entries), body.get("project")):
        if isinstance(one, dict):
            yield str(one.get("id") or one.get("name") or "")
