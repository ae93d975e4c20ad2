# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The needs of a request beside membership: a permission, and the least group that has it (azure-devops-docs,
organizations/security/includes/code-git.md, build.md and pipelines-cloud.md; pipelines/policies/library-permissions.md).
Reading needs none, except of repositories; service connections go by roles (endpoint_roles.py)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from emulator.core.response import ErrorResponse
from emulator.services.azure_devops.errors import DevOpsError
from emulator.services.azure_devops.errors.git import no_such_repository
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.security.permission_errors import (
    build_refused,
    git_refused,
    library_refused,
    project_refused,
)
from emulator.services.azure_devops.model.security.request_scope import holder, missing_project
from emulator.services.azure_devops.model.users import COLLECTION_ADMINISTRATORS, User
from emulator.services.entra.model.principals import caller_of

if TYPE_CHECKING:
    from emulator.core.request import Request
    from emulator.services.azure_devops.model.pipelines.variable_groups import VariableGroup

Refusal = Callable[["Request", "Organization", str], DevOpsError]


@dataclass(frozen=True)
class Right:
    methods: str
    """`POST|PUT`."""
    path: str
    """After `_apis/`, without case."""
    permission: str
    group: str
    refusal: Refusal


def _who(request: Request) -> str:
    return caller_of(request).display_name


def _project(request: Request, _organization: Organization, permission: str) -> DevOpsError:
    return project_refused(_who(request), permission)


def _git(scope: str, request: Request, _organization: Organization, permission: str) -> DevOpsError:
    return git_refused(_who(request), permission, scope)


def _library(request: Request, _organization: Organization, role: str) -> DevOpsError:
    return library_refused(_who(request), role)


def _build(request: Request, organization: Organization, permission: str) -> DevOpsError:
    project, number = organization.projects.get(request.params["project"]), _pipeline(request)
    named = {str(one.id): one.name for one in organization.definitions.of(project)}
    pipeline = f"build pipeline {number}:{named[number]}" if number in named else "build pipelines"
    return build_refused(_who(request), permission, pipeline, project.name)


def _pipeline(request: Request) -> str:
    """The pipeline's number; empty where the request names none."""
    body: Any = request.json_object().get("definition")
    named = body.get("id") if isinstance(body, dict) else None
    return str(request.params.get("definition") or request.params.get("pipeline") or named or "")


PROJECT, REPOSITORY = partial(_git, "project"), partial(_git, "repository")
EDIT_PROJECT = "Edit project-level information"
EDIT_PIPELINE = "Edit build pipeline"
ANY = "[^/]+"
RIGHTS = [
    # The first that fits counts.
    Right("POST", "projects", "Create new projects", COLLECTION_ADMINISTRATORS, _project),
    Right("DELETE", f"projects/{ANY}", "Delete team project", "Project Administrators", _project),
    Right("PATCH", f"projects/{ANY}(/properties)?", EDIT_PROJECT, "Project Administrators", _project),
    Right("PATCH", "build/generalsettings", EDIT_PROJECT, "Project Administrators", _project),
    Right("POST", "git/repositories", "CreateRepository", "Project Administrators", PROJECT),
    Right("PATCH", f"git/repositories/{ANY}", "RenameRepository", "Project Administrators", REPOSITORY),
    Right("DELETE", f"git/(recyclebin/)?repositories/{ANY}", "DeleteRepository", "Project Administrators", REPOSITORY),
    Right("POST|PATCH", f"git/repositories/{ANY}/.*", "GenericContribute", "Contributors", REPOSITORY),
    Right("POST", "build/builds", "Queue builds", "Contributors", _build),
    Right("PATCH", f"build/builds/{ANY}", "Stop builds", "Build Administrators", _build),
    Right("PUT|POST|DELETE", f"build/builds/{ANY}/tags.*", "Edit build quality", "Contributors", _build),
    Right("DELETE", f"build/definitions/{ANY}", "Delete build pipeline", "Contributors", _build),
    Right("POST|PUT", "build/definitions.*", EDIT_PIPELINE, "Contributors", _build),
    Right("POST|PUT|DELETE", "build/folders.*", EDIT_PIPELINE, "Contributors", _build),
    Right("POST", f"pipelines/{ANY}/runs", "Queue builds", "Contributors", _build),
    Right("POST", "pipelines", EDIT_PIPELINE, "Contributors", _build),
    Right("POST", "distributedtask/variablegroups", "Creator", "Contributors", _library),
]


def require(request: Request, organization: Organization) -> None:
    """:raises DevOpsError: 403, or 404 for what the user does not even see."""
    user = holder(request, organization)
    _hide_projects(request, organization, user)
    _refuse_stakeholders(request, organization, user)
    if request.path.endswith("/git-receive-pack") or request.query.get("service") == "git-receive-pack":
        if not user.may("GenericContribute", "Contributors"):
            refused = REPOSITORY(request, organization, "GenericContribute")
            raise ErrorResponse(refused.status, refused.message)  # git shows a plain text
        return
    asked = request.path.lower().partition("/_apis/")[2]
    for right in RIGHTS:
        if request.method in right.methods.split("|") and re.fullmatch(right.path, asked):
            if not user.may(right.permission, right.group):
                raise right.refusal(request, organization, right.permission)
            return


def require_to_change(request: Request, organization: Organization, group: VariableGroup) -> None:
    """Requires the right to change a variable group; whoever made it is its Administrator (library-permissions.md).

    :raises DevOpsError: 403.
    """
    own = group.created_by.object_id == caller_of(request).object_id
    if not own and not holder(request, organization).belongs_to("Build Administrators"):
        raise library_refused(_who(request), "Administrator")


def _hide_projects(request: Request, organization: Organization, user: User) -> None:
    """Whoever is in no group of a project is told what others hear of a missing one (learn.microsoft.com, "REST API status
    codes"); that the text is the same, too, no source confirms."""
    if user.belongs_to("Readers"):
        return
    if "project" in request.params:
        raise missing_project(request, organization)
    if "repository" in request.params:
        raise no_such_repository(request.params["repository"])


def _refuse_stakeholders(request: Request, organization: Organization, user: User) -> None:
    """They have no access to repositories of private projects, and full access to pipelines (azure-devops-docs,
    stakeholder-access.md). That they are told what others hear of a missing repository, no source confirms."""
    asked = re.search(r"/(?:_apis/git/repositories|_git)(?:/([^/]+))?", request.path, re.I)
    if user.access_level == "Stakeholder" and asked:
        if request.method == "POST" and not asked[1]:
            raise PROJECT(request, organization, "CreateRepository")
        raise no_such_repository(asked[1] or "")
