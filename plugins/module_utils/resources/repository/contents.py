# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Others' share in a repository of ours, before it is removed."""

from __future__ import annotations

import typing as t

from ...clients.devops.client import DevOpsClient, Json
from ...clients.devops.git_repository import GitRepository
from ...clients.devops.locations import CONNECTION_DATA
from ...clients.devops.lookup import HEADS, TAGS, list_pipelines
from ..pipeline.definition import yaml_path_of
from ..shared.ownership import is_pushed_by_us, others, pipeline_thing
from .marks import RepositoryMarks

FIRST_LOOK, FURTHER = 20, 10
"""Commits that are read at first, and how many times as many each time that all of them are ours."""


def others_in_repository(devops: DevOpsClient, repository: Json, besides: t.Sequence[str]) -> list[str]:
    """Reasons to keep it, as `Resource.why_left` gives them: pipelines, open pull requests, and commits, branches and tags that
    neither its import brought nor we pushed.

    :param besides: pipelines that do not count (ownership.others).
    """
    git = GitRepository(devops, repository)
    reasons = others(map(pipeline_thing, pipelines_of_repository(devops, repository)), besides, "serves")
    reasons += [f"holds the open pull request {one['pullRequestId']}" for one in git.open_pull_requests()]
    marks = RepositoryMarks(devops, repository["project"])
    return reasons + _foreign_refs(devops, git, marks, repository)


def pipelines_of_repository(devops: DevOpsClient, repository: Json, whole: bool = False) -> list[Json]:
    """The pipelines of its project that have it as their code."""
    project = repository["project"]["name"]
    return list_pipelines(devops, project, None, None, whole, repository["id"])


def files_in_use(devops: DevOpsClient, repository: Json, paths: t.Iterable[str], besides: t.Sequence[str]) -> list[str]:
    """Reasons to keep files that a pipeline runs.

    :param besides: pipelines that do not count (ownership.others).
    """
    found = pipelines_of_repository(devops, repository, whole=True)
    return [
        reason
        for path in paths
        for reason in others(
            (pipeline_thing(one) for one in found if yaml_path_of(one) == path), besides, f"has the file {path}, the steps of"
        )
    ]


def _foreign_refs(devops: DevOpsClient, git: GitRepository, marks: RepositoryMarks, repository: Json) -> list[str]:
    refs = git.refs()
    if not refs:
        return []
    imported = marks.imported(repository)
    known = {name for name, _commit in imported} | {repository.get("defaultBranch")}
    commits = {commit for _name, commit in imported}
    me = "" if all(ref["name"] in known for ref in refs) else _own_id(devops)
    reasons = []
    for ref in refs:
        name, commit = ref["name"], ref["objectId"]
        if (name, commit) in imported:
            continue
        if name.startswith(TAGS):
            reasons.append(f"holds the tag {name.removeprefix(TAGS)} of somebody else")
        elif name not in known and (ref.get("creator") or {}).get("id") != me:
            reasons.append(f"holds the branch {name.removeprefix(HEADS)} of somebody else")
        elif _has_foreign(git, commit, commits):
            reasons.append(f"holds commits of somebody else on the branch {name.removeprefix(HEADS)}")
    return reasons


def _own_id(devops: DevOpsClient) -> str:
    return str(devops.get(CONNECTION_DATA, "ask Azure DevOps who is signed in")["authenticatedUser"]["id"])


def _has_foreign(git: GitRepository, head: str, imported: t.Container[str]) -> bool:
    """Tells whether a commit that is not ours comes before the first imported one."""
    most = FIRST_LOOK
    while True:
        commits = git.history(head, most)
        for commit in commits:
            if commit["commitId"] in imported:
                return False
            if not is_pushed_by_us(git.message(commit)):
                return True
        if len(commits) < most:
            return False
        most *= FURTHER
