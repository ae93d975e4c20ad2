# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git repositories by REST."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from ...web import Call, Handler, Reply
from ..errors import DevOpsError, bad_request, missing_value, no_such_ref, only_locks
from ..git_changes import write_commits
from ..git_store import ZERO, Author
from ..imports import ImportRequest
from ..projects import Project
from ..repositories import RefUpdate, Repository
from ..users import holder
from ..views.identities import identity
from ..views.repositories import (
    commit_json,
    deleted_repository_json,
    import_json,
    push_json,
    ref_json,
    ref_update_json,
    repository_json,
    repository_url,
)
from .base import caller, listing, number, objects, on, on_project, organization, part, parts, project
from .pages import page
from .version_descriptor import version

REPOSITORY = "/_apis/git/repositories/{repository}"
REF_UPDATE_STATUS = {400: "invalidRefName", 403: "rejectedByPolicy", 409: "staleOldObjectId"}
"""By the status that a push of the same ref would get (docs/reference/azure_devops.md#ref-updates)."""


def repository(call: Call) -> Repository:
    """By name or id in the project, or by id alone when the address names no project."""
    owner = project(call) if "project" in call.params else None
    found = organization(call).repositories.get(owner, call.params["repository"])
    organization(call).imports.settle(found)
    return found


def owner_of(call: Call, found: Repository) -> Project:
    return organization(call).projects.get(found.project_id)


def both(methods: str, template: str) -> Callable[[Handler], Handler]:
    """Registers a handler with and without a project in the address."""

    def register(handler: Handler) -> Handler:
        return on(methods, template)(on_project(methods, template)(handler))

    return register


# -- repositories -----------------------------------------------------------------------------------------------------


@on("GET", "/_apis/git/repositories")
@on_project("GET", "/_apis/git/repositories")
def list_repositories(call: Call) -> Reply:
    user = holder(call)
    owners = [project(call)] if "project" in call.params else organization(call).projects.living()
    shown = []
    for owner in filter(user.sees, owners):
        for one in organization(call).repositories.of(owner):
            organization(call).imports.settle(one)
            shown.append(repository_json(one, owner, organization(call).now()))
    return listing(shown)


@on("POST", "/_apis/git/repositories")
@on_project("POST", "/_apis/git/repositories")
def create_repository(call: Call) -> Reply:
    body = call.json_object()
    named = (body.get("project") or {}).get("id") or (body.get("project") or {}).get("name")
    if "project" not in call.params and not named:
        raise missing_value("project")
    owner = project(call) if "project" in call.params else organization(call).projects.get(str(named))
    created = organization(call).repositories.create(owner, str(body.get("name") or ""))
    return Reply(201, repository_json(created, owner, organization(call).now()))


@both("GET", REPOSITORY)
def get_repository(call: Call) -> Reply:
    found = repository(call)
    return Reply(body=repository_json(found, owner_of(call, found), organization(call).now(), links=True))


@both("PATCH", REPOSITORY)
def update_repository(call: Call) -> Reply:
    found, body = repository(call), call.json_object()
    if body.get("name"):
        organization(call).repositories.rename(found, str(body["name"]))
    if body.get("defaultBranch"):
        organization(call).repositories.set_default_branch(found, str(body["defaultBranch"]))
    if "isDisabled" in body:
        found.disabled = bool(body["isDisabled"])
    return Reply(body=repository_json(found, owner_of(call, found), organization(call).now(), links=True))


@both("DELETE", REPOSITORY)
def delete_repository(call: Call) -> Reply:
    organization(call).repositories.delete(repository(call), caller(call))
    return Reply(204)


@on_project("GET", "/_apis/git/deletedRepositories")
@on_project("GET", "/_apis/git/recycleBin/repositories")
def list_deleted_repositories(call: Call) -> Reply:
    owner = project(call)
    return listing([deleted_repository_json(one, owner) for one in organization(call).repositories.deleted(owner)])


@on_project("DELETE", "/_apis/git/recycleBin/repositories/{id}")
def purge_repository(call: Call) -> Reply:
    """The status is that of the deletion itself; no recording shows this one."""
    organization(call).repositories.purge(project(call), call.params["id"])
    return Reply(204)


# -- refs and pushes --------------------------------------------------------------------------------------------------


def creator(found: Repository, name: str, fallback: Any) -> dict[str, Any]:
    pushers = (push.pusher for push in reversed(found.pushes) if any(one.name == name for one in push.updates))
    return identity(next(pushers, fallback))


@both("GET", REPOSITORY + "/refs")
def list_refs(call: Call) -> Reply:
    found = repository(call)
    prefix, part = "refs/" + call.query.get("filter", ""), call.query.get("filtercontains", "").lower()
    refs = {name: tip for name, tip in found.git.branches().items() if name.startswith(prefix) and part in name.lower()}
    return page(call, list(refs), str, lambda name: ref_json(found, name, refs[name], creator(found, name, caller(call))))


@both("POST", REPOSITORY + "/refs")
def update_refs(call: Call) -> Reply:
    """Each update has a status of its own, and the answer is 200 (docs/reference/azure_devops.md#ref-updates)."""
    found, results = repository(call), []
    for wanted in objects(call, "refUpdates"):
        update = RefUpdate(str(wanted.get("name")), str(wanted.get("oldObjectId")), str(wanted.get("newObjectId")))
        if update.new != ZERO and not found.git.has(update.new):
            results.append(ref_update_json(found, update, "unresolvableToCommit"))
            continue
        if found.locks.get(update.name):
            results.append(ref_update_json(found, update, "locked"))
            continue
        try:
            organization(call).repositories.push(found, caller(call), [update])
        except DevOpsError as error:
            results.append(ref_update_json(found, update, REF_UPDATE_STATUS[error.status]))
            continue
        results.append(ref_update_json(found, update, "succeeded"))
    return listing(results)


@both("PATCH", REPOSITORY + "/refs")
def lock_ref(call: Call) -> Reply:
    found, name = repository(call), "refs/" + call.query.get("filter", "")
    tip, body = found.git.branches().get(name), call.json_object()
    if body.get("isLocked") is None:
        raise only_locks()
    if tip is None:
        raise no_such_ref(name, call.params["repository"])
    if body["isLocked"]:
        found.locks[name] = caller(call)
    else:
        found.locks.pop(name, None)
    return Reply(body=ref_json(found, name, tip, creator(found, name, caller(call))))


@both("POST", REPOSITORY + "/pushes")
def create_push(call: Call) -> Reply:
    found, body = repository(call), call.json_object()
    wanted, new = parts(body, "refUpdates"), parts(body, "commits")
    if len(wanted) != 1 or not new:
        raise bad_request("A push needs one refUpdate and at least one commit.")
    name, old = str(wanted[0].get("name") or ""), str(wanted[0].get("oldObjectId") or ZERO)
    if not name.startswith("refs/"):
        raise bad_request(f"The ref name '{name}' is not valid: it starts with refs/heads/ or refs/tags/.")
    organization(call).repositories.check(found, RefUpdate(name, old, ZERO))
    who = caller(call)
    author = Author(who.display_name, f"{who.object_id}@vaultpipe", organization(call).now())
    commits = write_commits(found, old, new, author)
    push = organization(call).repositories.push(found, who, [RefUpdate(name, old, commits[-1])])
    shown = [found.git.commit(commit) for commit in commits]
    return Reply(201, push_json(push, found, owner_of(call, found), shown, organization(call).now()))


@both("GET", REPOSITORY + "/pushes")
def list_pushes(call: Call) -> Reply:
    found, now = repository(call), organization(call).now()
    owner = owner_of(call, found)
    start, count = number(call.query.get("$skip", "0"), "$skip"), number(call.query.get("$top", "100"), "$top")
    return listing([push_json(push, found, owner, [], now) for push in found.pushes[::-1][start : start + count]])


# -- commits -----------------------------------------------------------------------------------------------------------


@both("GET", REPOSITORY + "/commits")
def list_commits(call: Call) -> Reply:
    found, wanted = repository(call), version(call, "searchcriteria.itemversion")
    count = number(call.query.get("searchcriteria.$top", call.query.get("$top", "100")), "$top")
    if not found.git.branches():
        return listing([])
    history = found.git.history(found.resolve(wanted.name, wanted.kind), call.query.get("searchcriteria.itempath", ""))
    return listing([commit_json(one, found) for one in islice(history, count)])


@both("GET", REPOSITORY + "/commits/{commit}")
def get_commit(call: Call) -> Reply:
    found = repository(call)
    commit = found.resolve(call.params["commit"], "commit")
    return Reply(body=commit_json(found.git.commit(commit), found))


# -- imports and policies ---------------------------------------------------------------------------------------------


@on_project("POST", REPOSITORY + "/importRequests")
def start_import(call: Call) -> Reply:
    found = repository(call)
    source = part(part(call.json_object(), "parameters"), "gitSource")
    if not source.get("url"):
        raise missing_value("importRequest.parameters.gitSource.url")
    request = organization(call).imports.start(found, str(source["url"]), caller(call))
    return Reply(201, import_json(request, found, project(call), f"{call.url}/{request.id}", "queued", organization(call).now()))


@on_project("GET", REPOSITORY + "/importRequests")
def list_imports(call: Call) -> Reply:
    found = repository(call)
    return listing([shown_import(call, found, one, f"{call.url}/{one.id}") for one in organization(call).imports.of(found)])


@on_project("GET", REPOSITORY + "/importRequests/{number}")
def get_import(call: Call) -> Reply:
    found = repository(call)
    request = organization(call).imports.get(found, number(call.params["number"], "importRequestId"))
    return Reply(body=shown_import(call, found, request, call.url))


def shown_import(call: Call, found: Repository, request: ImportRequest, url: str) -> dict[str, Any]:
    status = "inProgress" if not request.finished else "failed" if request.error else "completed"
    return import_json(request, found, project(call), url, status, organization(call).now())


@on_project("GET", "/_apis/policy/configurations")
@on_project("GET", "/_apis/git/policy/configurations")
def list_policies(call: Call) -> Reply:
    """The branch policies behind `protected_branches`: somebody has to review."""
    owner = project(call)
    ref, wanted = call.query.get("refname"), call.query.get("repositoryid", "").lower()
    shown = []
    for order, branch in enumerate(call.cloud.rules.protected_branches, start=1):
        for found in organization(call).repositories.of(owner):
            if (wanted and found.id != wanted) or (ref and ref != branch):
                continue
            scope = {"refName": branch, "matchKind": "Exact", "repositoryId": found.id}
            reviewers = {"minimumApproverCount": 1, "creatorVoteCounts": False}
            shown.append(
                {
                    "id": order,
                    "revision": 1,
                    "isEnabled": True,
                    "isBlocking": True,
                    "isDeleted": False,
                    "type": {"id": "fa4e907d-c16b-4a4c-9dfa-4906e5d171dd", "displayName": "Minimum number of reviewers"},
                    "settings": reviewers | {"scope": [scope]},
                    "url": f"{repository_url(found).partition('/git/')[0]}/policy/configurations/{order}",
                }
            )
    return listing(shown)
