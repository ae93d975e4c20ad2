# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a repository, as it was found and as it is before its creation."""

from __future__ import annotations

import dataclasses
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.lookup import short_branch
from ...engine.resource import State
from ...known_after_apply import KNOWN_AFTER_APPLY
from .files import FileSet


@dataclasses.dataclass(frozen=True)
class RepositoryReading:
    """A repository as it was found, and what it has at the wanted files' paths."""

    files: FileSet
    repository: Json | None = None
    """The service's own JSON; None where only a recycle bin has one."""
    base: str | None = None
    """The commit that a push goes on top of: the branch's head, or the default branch's where the branch is new."""


def default_branch(repository: Json) -> str:
    """The short name of the default branch; empty as long as the service shows none."""
    return short_branch(repository.get("defaultBranch") or "")


def shown_of(repository: Json, project: str, branch: str | None, heads: t.Mapping[str, str]) -> dict[str, t.Any]:
    """The part of a repository's state that no task changes.

    :param branch: the branch that the task is about; None where there is none.
    :param heads: commits of the branches that were looked at.
    """
    default = default_branch(repository)
    return {
        "id": repository["id"],
        "name": repository["name"],
        "project": project,
        "default_branch": default or None,
        "branch": branch,
        "commit": heads.get(branch or ""),
        "empty": not default and not heads,
        "size": repository.get("size", 0),
        "remote_url": repository["remoteUrl"],
        "web_url": repository["webUrl"],
    }


def state_of(repository: Json, project: str, branch: str, heads: t.Mapping[str, str], files: FileSet) -> State:
    """The state of a repository that is there; the parameters are those of `shown_of`."""
    return {**shown_of(repository, project, branch, heads), "pushed_paths": [], "files": files.before()}


def new_state(name: str, project: str, branch: str, files: FileSet) -> State:
    """The state of a repository that is not there yet, without what the task gives."""
    return {
        "id": KNOWN_AFTER_APPLY,
        "name": name,
        "project": project,
        "default_branch": None,
        "branch": branch,
        "commit": None,
        "empty": True,
        "size": 0,
        "remote_url": KNOWN_AFTER_APPLY,
        "web_url": KNOWN_AFTER_APPLY,
        "pushed_paths": [],
        "files": files.before(),
    }
