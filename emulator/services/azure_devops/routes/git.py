# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git repositories by REST."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Handler
from emulator.services.azure_devops.errors import NAME_CONFLICT, DevOpsError, bad_request, missing_value, no_such_ref, only_locks
from emulator.services.azure_devops.model.git.changes import write_commits
from emulator.services.azure_devops.model.git.imports import ImportRequest
from emulator.services.azure_devops.model.git.repositories import RefUpdate, Repository
from emulator.services.azure_devops.model.git.store import ZERO, Author
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.model.security.request_scope import holder
from emulator.services.azure_devops.router import flag, listing, number, objects, on, on_project, part, parts, project
from emulator.services.azure_devops.routes.pages import page
from emulator.services.azure_devops.routes.version_descriptor import version
from emulator.services.azure_devops.views.identities import identity
from emulator.services.azure_devops.views.repositories import (
    commit_json,
    deleted_repository_json,
    import_json,
    push_json,
    ref_json,
    ref_update_json,
    repository_json,
    repository_url,
)
from emulator.services.entra.model.principals import caller_of

REPOSITORY = "/_apis/git/repositories/{repository}"
REF_UPDATE_STATUS = {400: "invalidRefName", 403: "rejectedByPolicy", 409: "staleOldObjectId"}
"""Update status by the status that a push of the same ref would get (docs/reference/azure_devops.md#ref-updates)."""


def repository(request: Request, organization: Organization) -> Repository:
    """The repository by name or id in the project, or by id alone when the address names no project."""
    owner = project(request, organization) if "project" in request.params else None
    found = organization.repositories.get(owner, request.params["repository"])
    organization.imports.settle(found)
    return found


def owner_of(request: Request, organization: Organization, found: Repository) -> Project:
    return organization.projects.get(found.project_id)


def both(methods: str, template: str) -> Callable[[Handler[Organization]], Handler[Organization]]:
    """Registers a handler with and without a project in the address."""

    def register(handler: Handler[Organization]) -> Handler[Organization]:
        return on(methods, template)(on_project(methods, template)(handler))

    return register


# -- repositories -----------------------------------------------------------------------------------------------------


@on("GET", "/_apis/git/repositories")
@on_project("GET", "/_apis/git/repositories")
def list_repositories(request: Request, organization: Organization) -> Response:
    user = holder(request, organization)
    owners = [project(request, organization)] if "project" in request.params else organization.projects.living()
    shown = []
    for owner in filter(user.sees, owners):
        for one in organization.repositories.of(owner):
            organization.imports.settle(one)
            shown.append(repository_json(one, owner, organization.now()))
    return listing(shown)


@on("POST", "/_apis/git/repositories")
@on_project("POST", "/_apis/git/repositories")
def create_repository(request: Request, organization: Organization) -> Response:
    body = request.json_object()
    named = (body.get("project") or {}).get("id") or (body.get("project") or {}).get("name")
    if "project" not in request.params and not named:
        raise missing_value("project")
    owner = project(request, organization) if "project" in request.params else organization.projects.get(str(named))
    created = organization.repositories.create(owner, str(body.get("name") or ""))
    return Response(201, repository_json(created, owner, organization.now()))


@both("GET", REPOSITORY)
def get_repository(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    return Response(body=repository_json(found, owner_of(request, organization, found), organization.now(), links=True))


@both("PATCH", REPOSITORY)
def update_repository(request: Request, organization: Organization) -> Response:
    found, body = repository(request, organization), request.json_object()
    if body.get("name"):
        organization.repositories.rename(found, str(body["name"]))
    if body.get("defaultBranch"):
        organization.repositories.set_default_branch(found, str(body["defaultBranch"]))
    if "isDisabled" in body:
        found.disabled = bool(body["isDisabled"])
    return Response(body=repository_json(found, owner_of(request, organization, found), organization.now(), links=True))


@both("DELETE", REPOSITORY)
def delete_repository(request: Request, organization: Organization) -> Response:
    organization.repositories.delete(repository(request, organization), caller_of(request))
    return Response(204)


@on_project("GET", "/_apis/git/deletedRepositories")
@on_project("GET", "/_apis/git/recycleBin/repositories")
def list_deleted_repositories(request: Request, organization: Organization) -> Response:
    owner = project(request, organization)
    return listing([deleted_repository_json(one, owner) for one in organization.repositories.deleted(owner)])


@on_project("DELETE", "/_apis/git/recycleBin/repositories/{id}")
def purge_repository(request: Request, organization: Organization) -> Response:
    """The status is that of the deletion itself; no recording shows this one."""
    organization.repositories.purge(project(request, organization), request.params["id"])
    return Response(204)


# -- refs and pushes --------------------------------------------------------------------------------------------------


def creator(found: Repository, name: str, fallback: Any) -> dict[str, Any]:
    pushers = (push.pusher for push in reversed(found.pushes) if any(one.name == name for one in push.updates))
    return identity(next(pushers, fallback))


@both("GET", REPOSITORY + "/refs")
def list_refs(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    prefix, part = "refs/" + request.query.get("filter", ""), request.query.get("filtercontains", "").lower()
    refs = {name: tip for name, tip in found.git.branches().items() if name.startswith(prefix) and part in name.lower()}
    fallback, peels = caller_of(request), flag(request, "peeltags")
    return page(request, list(refs), str, lambda name: ref_json(found, name, refs[name], creator(found, name, fallback), peels))


@both("POST", REPOSITORY + "/refs")
def update_refs(request: Request, organization: Organization) -> Response:
    """Each update has a status of its own, and the answer is 200 (docs/reference/azure_devops.md#ref-updates)."""
    found, results = repository(request, organization), []
    for wanted in objects(request, "refUpdates"):
        update = RefUpdate(str(wanted.get("name")), str(wanted.get("oldObjectId")), str(wanted.get("newObjectId")))
        if update.new != ZERO and not found.git.has(update.new):
            results.append(ref_update_json(found, update, "unresolvableToCommit"))
            continue
        if found.locks.get(update.name):
            results.append(ref_update_json(found, update, "locked"))
            continue
        try:
            organization.repositories.push(found, caller_of(request), [update])
        except DevOpsError as error:
            conflict = error.body["typeKey"] == NAME_CONFLICT
            results.append(ref_update_json(found, update, "refNameConflict" if conflict else REF_UPDATE_STATUS[error.status]))
            continue
        results.append(ref_update_json(found, update, "succeeded"))
    return listing(results)


@both("PATCH", REPOSITORY + "/refs")
def lock_ref(request: Request, organization: Organization) -> Response:
    found, name = repository(request, organization), "refs/" + request.query.get("filter", "")
    tip, body = found.git.branches().get(name), request.json_object()
    if body.get("isLocked") is None:
        raise only_locks()
    if tip is None:
        raise no_such_ref(name, request.params["repository"])
    if body["isLocked"]:
        found.locks[name] = caller_of(request)
    else:
        found.locks.pop(name, None)
    return Response(body=ref_json(found, name, tip, creator(found, name, caller_of(request))))


@both("POST", REPOSITORY + "/pushes")
def create_push(request: Request, organization: Organization) -> Response:
    found, body = repository(request, organization), request.json_object()
    wanted, new = parts(body, "refUpdates"), parts(body, "commits")
    if len(wanted) != 1 or not new:
        raise bad_request("A push needs one refUpdate and at least one commit.")
    name, old = str(wanted[0].get("name") or ""), str(wanted[0].get("oldObjectId") or ZERO)
    if not name.startswith("refs/"):
        raise bad_request(f"The ref name '{name}' is not valid: it starts with refs/heads/ or refs/tags/.")
    organization.repositories.check(found, RefUpdate(name, old, ZERO))
    who = caller_of(request)
    author = Author(who.display_name, f"{who.object_id}@vaultpipe", organization.now())
    commits = write_commits(found, old, new, author)
    push = organization.repositories.push(found, who, [RefUpdate(name, old, commits[-1])])
    shown = [found.git.commit(commit) for commit in commits]
    return Response(201, push_json(push, found, owner_of(request, organization, found), shown, organization.now()))


@both("GET", REPOSITORY + "/pushes")
def list_pushes(request: Request, organization: Organization) -> Response:
    found, now = repository(request, organization), organization.now()
    owner = owner_of(request, organization, found)
    start, count = number(request.query.get("$skip", "0"), "$skip"), number(request.query.get("$top", "100"), "$top")
    return listing([push_json(push, found, owner, [], now) for push in found.pushes[::-1][start : start + count]])


# -- commits -----------------------------------------------------------------------------------------------------------


@both("GET", REPOSITORY + "/commits")
def list_commits(request: Request, organization: Organization) -> Response:
    found, wanted = repository(request, organization), version(request, "searchcriteria.itemversion")
    count = number(request.query.get("searchcriteria.$top", request.query.get("$top", "100")), "$top")
    if not found.git.branches():
        return listing([])
    history = found.git.history(found.resolve(wanted.name, wanted.kind), request.query.get("searchcriteria.itempath", ""))
    return listing([commit_json(one, found) for one in islice(history, count)])


@both("GET", REPOSITORY + "/commits/{commit}")
def get_commit(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    commit = found.resolve(request.params["commit"], "commit")
    return Response(body=commit_json(found.git.commit(commit), found))


# -- imports and policies ---------------------------------------------------------------------------------------------


@on_project("POST", REPOSITORY + "/importRequests")
def start_import(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    source = part(part(request.json_object(), "parameters"), "gitSource")
    if not source.get("url"):
        raise missing_value("importRequest.parameters.gitSource.url")
    import_request = organization.imports.start(found, str(source["url"]), caller_of(request))
    return Response(
        201,
        import_json(
            import_request,
            found,
            project(request, organization),
            f"{request.url}/{import_request.id}",
            "queued",
            organization.now(),
        ),
    )


@on_project("GET", REPOSITORY + "/importRequests")
def list_imports(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    return listing(
        [shown_import(request, organization, found, one, f"{request.url}/{one.id}") for one in organization.imports.of(found)]
    )


@on_project("GET", REPOSITORY + "/importRequests/{number}")
def get_import(request: Request, organization: Organization) -> Response:
    found = repository(request, organization)
    import_request = organization.imports.get(found, number(request.params["number"], "importRequestId"))
    return Response(body=shown_import(request, organization, found, import_request, request.url))


def shown_import(
    request: Request, organization: Organization, found: Repository, import_request: ImportRequest, url: str
) -> dict[str, Any]:
    status = "inProgress" if not import_request.finished else "failed" if import_request.error else "completed"
    return import_json(import_request, found, project(request, organization), url, status, organization.now())


@on_project("GET", "/_apis/policy/configurations")
@on_project("GET", "/_apis/git/policy/configurations")
def list_policies(request: Request, organization: Organization) -> Response:
    """The branch policies behind `protected_branches`: somebody has to review."""
    owner = project(request, organization)
    ref, wanted = request.query.get("refname"), request.query.get("repositoryid", "").lower()
    shown = []
    for order, branch in enumerate(organization.runtime.policies.protected_branches, start=1):
        for found in organization.repositories.of(owner):
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
