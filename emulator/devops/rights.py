# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request needs beside membership: a permission, and the least group that has it (azure-devops-docs,
organizations/security/includes/code-git.md, build.md and pipelines-cloud.md; pipelines/policies/library-permissions.md).
Reading needs none, except of repositories; service connections go by roles (endpoint_roles.py)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ..web import Problem
from .asked_projects import missing_project
from .errors import DevOpsError, no_such_repository
from .refusals import build_refused, git_refused, library_refused, project_refused
from .users import COLLECTION_ADMINISTRATORS, User, holder

if TYPE_CHECKING:
    from ..web import Call
    from .variable_groups import VariableGroup

Refusal = Callable[["Call", str], DevOpsError]


@dataclass(frozen=True)
class Right:
    methods: str
    """`POST|PUT`."""
    path: str
    """After `_apis/`, without case."""
    permission: str
    group: str
    refusal: Refusal


def _who(call: Call) -> str:
    return call.caller.display_name if call.caller else ""


def _project(call: Call, permission: str) -> DevOpsError:
    return project_refused(_who(call), permission)


def _git(scope: str, call: Call, permission: str) -> DevOpsError:
    return git_refused(_who(call), permission, scope)


def _library(call: Call, role: str) -> DevOpsError:
    return library_refused(_who(call), role)


def _build(call: Call, permission: str) -> DevOpsError:
    project, number = call.cloud.devops.projects.get(call.params["project"]), _pipeline(call)
    named = {str(one.id): one.name for one in call.cloud.devops.definitions.of(project)}
    pipeline = f"build pipeline {number}:{named[number]}" if number in named else "build pipelines"
    return build_refused(_who(call), permission, pipeline, project.name)


def _pipeline(call: Call) -> str:
    """The pipeline's number; empty where the request names none."""
    body: Any = call.json_object().get("definition")
    named = body.get("id") if isinstance(body, dict) else None
    return str(call.params.get("definition") or call.params.get("pipeline") or named or "")


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


def require(call: Call) -> None:
    """:raises DevOpsError: 403, or 404 for what the user does not even see."""
    user = holder(call)
    _hide_projects(call, user)
    _refuse_stakeholders(call, user)
    if call.path.endswith("/git-receive-pack") or call.query.get("service") == "git-receive-pack":
        if not user.belongs_to("Contributors"):
            refused = REPOSITORY(call, "GenericContribute")
            raise Problem(refused.status, refused.message)  # git shows a plain text
        return
    asked = call.path.lower().partition("/_apis/")[2]
    for right in RIGHTS:
        if call.method in right.methods.split("|") and re.fullmatch(right.path, asked):
            if not user.belongs_to(right.group):
                raise right.refusal(call, right.permission)
            return


def require_to_change(call: Call, group: VariableGroup) -> None:
    """Who made a variable group is its Administrator (library-permissions.md).

    :raises DevOpsError: 403.
    """
    own = call.caller is not None and group.created_by.object_id == call.caller.object_id
    if not own and not holder(call).belongs_to("Build Administrators"):
        raise library_refused(_who(call), "Administrator")


def _hide_projects(call: Call, user: User) -> None:
    """Whoever is in no group of a project is told what others hear of a missing one (learn.microsoft.com, "REST API status
    codes"); that the text is the same, too, no source confirms."""
    if user.belongs_to("Readers"):
        return
    if "project" in call.params:
        raise missing_project(call)
    if "repository" in call.params:
        raise no_such_repository(call.params["repository"])


def _refuse_stakeholders(call: Call, user: User) -> None:
    """They have no access to repositories of private projects, and full access to pipelines (azure-devops-docs,
    stakeholder-access.md). That they are told what others hear of a missing repository, no source confirms."""
    asked = re.search(r"/(?:_apis/git/repositories|_git)(?:/([^/]+))?", call.path, re.I)
    if user.access_level == "Stakeholder" and asked:
        if call.method == "POST" and not asked[1]:
            raise PROJECT(call, "CreateRepository")
        raise no_such_repository(asked[1] or "")
