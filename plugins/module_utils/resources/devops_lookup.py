# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects, repositories and pipelines by the names that people give; ids work as well."""

from __future__ import annotations

import typing as t

from ..clients.devops import DevOpsClient, Json
from ..clients.devops_locations import DEFINITIONS, PROJECTS, REPOSITORIES
from ..errors import UsageError


def find_project(devops: DevOpsClient, project: str) -> Json | None:
    """`{"id", "name", ...}`; None when there is none."""
    return t.cast("Json | None", devops.get(PROJECTS, f"read the project {project}", projectId=project))


def find_repository(devops: DevOpsClient, project: str, repository: str) -> Json | None:
    """`{"id", "name", "defaultBranch"?, ...}`; None when there is none."""
    asked = f"read the repository {repository} of {project}"
    return t.cast("Json | None", devops.get(REPOSITORIES, asked, project=project, repositoryId=repository))


def find_pipeline(devops: DevOpsClient, project: str, pipeline: str, folder: str | None) -> Json | None:
    """The whole definition, by name or number; None when there is none, also without the project.

    :param folder: narrows a name down; a pipeline's name is unique in its folder only.
    :raises UsageError: several folders have a pipeline of that name.
    """
    asked = f"read the pipeline {pipeline} of {project}"
    if pipeline.isdecimal():
        return t.cast("Json | None", devops.get(DEFINITIONS, asked, project=project, definitionId=pipeline))
    query = {"name": pipeline, **({"path": folder_path(folder)} if folder is not None else {})}
    # `name` takes wildcards; what it finds may be more than what was named.
    found = [
        one
        for one in devops.list(DEFINITIONS, f"look for the pipeline {pipeline} of {project}", query=query, project=project)
        if one["name"].lower() == pipeline.lower()
    ]
    if len(found) > 1:
        raise UsageError(
            f"pipeline is {pipeline!r}, and {project} has one in each of the folders {', '.join(one['path'] for one in found)}.",
            "Set folder, or give the pipeline's number.",
        )
    # The list leaves out most of a definition (facts/api.md §10).
    return devops.get(DEFINITIONS, asked, project=project, definitionId=found[0]["id"]) if found else None


def folder_path(folder: str) -> str:
    """`a/b`, `\\a\\b` and `/a/b/` are one folder; the service writes it with leading backslash."""
    return "\\" + folder.replace("/", "\\").strip("\\")


def full_ref(branch: str) -> str:
    """`main` and `refs/heads/main` are one branch."""
    return branch if branch.startswith("refs/") else f"refs/heads/{branch}"
