# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refs of a Git repository, and the pushes that move them."""

from __future__ import annotations

from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.errors import DevOpsError, bad_request
from emulator.services.azure_devops.errors.git import NAME_CONFLICT, no_such_ref, only_locks
from emulator.services.azure_devops.model.git.pushing import write_commits
from emulator.services.azure_devops.model.git.repositories import RefUpdate, Repository
from emulator.services.azure_devops.model.git.store import ZERO, Author
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import flag, listing, number, objects, parts
from emulator.services.azure_devops.routes.git.repositories import REPOSITORY, both, owner_of, repository
from emulator.services.azure_devops.routes.pages import page
from emulator.services.azure_devops.views.identities import identity
from emulator.services.azure_devops.views.repositories import (
    push_json,
    ref_json,
    ref_update_json,
)
from emulator.services.entra.model.principals import caller_of

REF_UPDATE_STATUS = {400: "invalidRefName", 403: "rejectedByPolicy", 409: "staleOldObjectId"}
"""Update status by the status that a push of the same ref would get (docs/reference/azure_devops.md#ref-updates)."""


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
