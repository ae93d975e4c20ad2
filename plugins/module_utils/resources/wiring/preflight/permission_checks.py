# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of the signed-in identity in Azure DevOps."""

from __future__ import annotations

import typing as t

from ....clients.devops.locations import PERMISSIONS
from ....clients.devops.lookup import find_project, find_repository
from ....errors import NotDefinite
from ..check import Check
from ..link import BROKEN, OK, Link, Remedy

COLLECTION = "3e65f728-f8bc-4ecd-8764-7e378b19bfa7"
BUILD = "33344d9c-fc72-4d6f-aba5-fa317101a7e9"
GIT = "2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87"
ENDPOINTS = "49b48001-ca20-4adc-8111-5b60c903a50c"


class Permission(t.NamedTuple):
    """One bit of a security namespace (docs/reference/azure_devops.md#permission-evaluation)."""

    namespace: str
    bit: int
    token: str
    """With {project} in the place of the project's id."""


CREATE_PROJECTS = Permission(COLLECTION, 4, "NAMESPACE")
CREATE_REPOSITORY, CONTRIBUTE = Permission(GIT, 256, "repoV2/{project}"), Permission(GIT, 4, "repoV2/{project}")
IN_PROJECT = {
    "edit pipelines": Permission(BUILD, 2048, "{project}"),
    "queue runs": Permission(BUILD, 128, "{project}"),
    "create service connections": Permission(ENDPOINTS, 4, "endpoints/{project}"),
}


class PermissionLook(Check):
    """A look at single permissions of the signed-in identity."""

    def permitted(self, doing: str, permission: Permission) -> Link:
        """:param doing: Completes "may"."""
        project = getattr(self.found, "project", None)
        token = permission.token.format(project=project["id"] if project else "")
        asked = f"look whether the signed-in identity may {doing}"
        route = {"securityNamespaceId": permission.namespace, "permissions": permission.bit}
        answer = self.devops.get(PERMISSIONS, asked, query={"tokens": token, "alwaysAllowAdministrators": True}, **route)
        name = f"permission to {doing}"
        if all((answer or {}).get("value") or [False]):
            return Link(name, OK, f"The signed-in identity may {doing}.")
        command = (
            "az", "devops", "security", "permission", "update", "--organization", self.organization, "--namespace-id",
            permission.namespace, "--token", token, "--allow-bit", str(permission.bit), "--subject", "SUBJECT",
        )  # fmt: skip
        told = f"The signed-in identity may not {doing}; an administrator gives it the permission."
        return Link(name, BROKEN, told, Remedy((), (command,)))


class ProjectCheck(PermissionLook):
    """The project is there, or may be made."""

    name, thing_option, mistakes = "project", "project", (NotDefinite,)

    def look(self) -> list[Link]:
        name = self.options["project"]
        project = find_project(self.devops, name)
        if project is None:
            told = self.permitted("create projects", CREATE_PROJECTS)
            return [self.ok(f"There is no project {name} yet."), told]
        self.found.project = project
        return [self.ok(f"The project {project['name']} is there.")]


class ProjectPermissionsCheck(PermissionLook):
    """The signed-in identity may make in the project what a set-up makes. Who makes the project may all of it."""

    name = "permission"

    def look(self) -> list[Link]:
        if not hasattr(self.found, "project"):
            return []
        project, name = self.options["project"], self.options.get("repository")
        of_code = (
            {"push": CONTRIBUTE}
            if find_repository(self.devops, project, name or project)
            else {"create repositories": CREATE_REPOSITORY}
        )
        return [self.permitted(doing, permission) for doing, permission in {**of_code, **IN_PROJECT}.items()]
