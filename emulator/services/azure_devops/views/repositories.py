# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git objects in answers (docs/reference/azure_devops.md#git-objects)."""

from __future__ import annotations

from typing import Any

from dulwich.objects import Commit

from emulator.core.clock import iso
from emulator.services.azure_devops.model.addresses import HOST, ORGANIZATION, apis, git_url
from emulator.services.azure_devops.model.git.imports import STEPS, ImportRequest
from emulator.services.azure_devops.model.git.repositories import Push, RefUpdate, Repository
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.views.identities import identity
from emulator.services.azure_devops.views.projects import project_reference


def repository_url(repository: Repository) -> str:
    return f"{apis(repository.project_id)}/git/repositories/{repository.id}"


def repository_json(repository: Repository, project: Project, now: float, links: bool = False) -> dict[str, Any]:
    """Without `defaultBranch` while there is none (docs/reference/azure_devops.md#new-repository)."""
    web = git_url(project.name, repository.name)
    ssh = f"git@ssh.{HOST}:v3/{ORGANIZATION}/{project.name}/{repository.name}"
    shown: dict[str, Any] = {
        "id": repository.id,
        "name": repository.name,
        "url": repository_url(repository),
        "project": project_reference(project),
    }
    if repository.default_branch and now >= repository.default_branch_at:
        shown["defaultBranch"] = repository.default_branch
    shown |= {
        "size": repository.git.size(),
        "remoteUrl": web.replace("https://", f"https://{ORGANIZATION}@"),
        "sshUrl": ssh,
        "webUrl": web,
        "isDisabled": repository.disabled,
        "isInMaintenance": False,
    }
    if links:
        own = repository_url(repository)
        shown["_links"] = {
            "self": {"href": own},
            "project": {"href": f"vstfs:///Classification/TeamProject/{project.id}"},
            "web": {"href": web},
            "ssh": {"href": ssh},
            **{name: {"href": f"{own}/{name}"} for name in ("commits", "refs", "pullRequests", "items", "pushes")},
        }
    return shown


def deleted_repository_json(repository: Repository, project: Project) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": repository.id, "name": repository.name, "project": project_reference(project)}
    if repository.deleted_by is not None:
        shown |= {"deletedBy": identity(repository.deleted_by), "deletedDate": iso(repository.deleted_at)}
    return shown


def ref_json(repository: Repository, name: str, commit: str, creator: dict[str, Any], peels: bool = False) -> dict[str, Any]:
    """:param peels: Names the commit of an annotated tag too."""
    filter_ = name.removeprefix("refs/").replace("/", "%2F")
    shown: dict[str, Any] = {"name": name, "objectId": commit}
    if peels and repository.git.peeled(commit) != commit:
        shown["peeledObjectId"] = repository.git.peeled(commit)
    if name in repository.locks:
        shown |= {"isLockedBy": identity(repository.locks[name]), "isLocked": True}
    return shown | {"creator": creator, "url": f"{repository_url(repository)}/refs?filter={filter_}"}


def ref_update_json(repository: Repository, update: RefUpdate, status: str) -> dict[str, Any]:
    return {
        "repositoryId": repository.id,
        "name": update.name,
        "oldObjectId": update.old,
        "newObjectId": update.new,
        "isLocked": update.name in repository.locks,
        "updateStatus": status,
        "success": status == "succeeded",
    }


def push_json(push: Push, repository: Repository, project: Project, commits: list[Commit], now: float) -> dict[str, Any]:
    return {
        "commits": [commit_json(commit, repository) for commit in commits],
        "refUpdates": [
            {"repositoryId": repository.id, "name": one.name, "oldObjectId": one.old, "newObjectId": one.new}
            for one in push.updates
        ],
        "repository": repository_json(repository, project, now),
        "pushedBy": identity(push.pusher),
        "pushId": push.id,
        "date": iso(push.moment),
        "url": f"{repository_url(repository)}/pushes/{push.id}",
    }


def person(raw: bytes, moment: float) -> dict[str, Any]:
    name, _bracket, email = raw.decode(errors="replace").partition(" <")
    return {"name": name, "email": email.rstrip(">"), "date": iso(moment, 0)}


def commit_json(commit: Commit, repository: Repository) -> dict[str, Any]:
    commit_id = commit.id.decode()
    return {
        "treeId": commit.tree.decode(),
        "commitId": commit_id,
        "author": person(commit.author, commit.author_time),
        "committer": person(commit.committer, commit.commit_time),
        "comment": commit.message.decode(errors="replace").rstrip("\n"),
        "parents": [parent.decode() for parent in commit.parents],
        "url": f"{repository_url(repository)}/commits/{commit_id}",
    }


def item_json(path: str, object_id: str, commit: str, url: str, folder: bool) -> dict[str, Any]:
    shown = {"objectId": object_id, "gitObjectType": "tree" if folder else "blob", "commitId": commit, "path": path}
    return shown | ({"isFolder": True} if folder else {}) | {"url": url}


def import_json(
    request: ImportRequest, repository: Repository, project: Project, url: str, status: str, now: float
) -> dict[str, Any]:
    """`url`: the address in the words of whoever asks, by name or by id."""
    detailed: dict[str, Any] = {"currentStep": len(STEPS) if status == "completed" else 1, "allSteps": list(STEPS)}
    if status == "failed":
        detailed["errorMessage"] = request.error
    return {
        "importRequestId": request.id,
        "repository": repository_json(repository, project, now),
        "parameters": {"tfvcSource": None, "gitSource": {"url": request.url, "overwrite": False}},
        "status": status,
        "detailedStatus": detailed,
        "_links": {"self": {"href": url}, "repository": {"href": repository_url(repository)}},
        "url": url,
    }
