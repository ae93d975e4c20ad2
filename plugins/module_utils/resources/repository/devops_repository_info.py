# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The repositories of a project."""

from __future__ import annotations

from ...clients.devops.client import Json
from ...clients.devops.git_repository import GitRepository
from ...clients.devops.locations import REPOSITORIES
from ...clients.devops.lookup import existing_project, find_repository, short_branch
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ..shared.devops_resource import InOrganization
from .branch_name import check_branch_name
from .state import default_branch, shown_of


class DevOpsRepositoryInfo(InOrganization, Info):
    """Lists all of them, or the one of a name; a disabled one without its commit."""

    without_slash = ("name",)
    key = "repositories"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "name": {"type": "str", "aliases": ["repository"]},
                "branch": {"type": "str"},
            }
        )
    )

    def validate(self) -> None:
        super().validate()
        if self.options.get("branch"):
            check_branch_name("branch", self._branch)

    @property
    def _branch(self) -> str:
        return short_branch(self.options.get("branch") or "")

    def gather(self) -> list[State]:
        return [self._state(one) for one in self._found()]

    def _found(self) -> list[Json]:
        """:raises UsageError: there is no such project."""
        project, name = self.options["project"], self.options.get("name")
        existing_project(self.devops, project)
        if name is None:
            return self.devops.list(REPOSITORIES, f"list the repositories of {project}", project=project)
        found = find_repository(self.devops, project, name)
        return [found] if found else []

    def _state(self, repository: Json) -> State:
        branch = self._branch or default_branch(repository) or None
        heads = {} if branch is None or repository.get("isDisabled") else GitRepository(self.devops, repository).heads(branch)
        return shown_of(repository, self.options["project"], branch, heads)
