# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""git clone, fetch and push over HTTPS."""

from __future__ import annotations

from collections.abc import Callable

from ...web import Call, Handler, Problem, Reply
from ..errors import DevOpsError
from ..git_server import advertise, receive, serve
from ..repositories import Repository
from .base import caller, on, on_project, organization

FRESH = {"cache-control": "no-cache, max-age=0, must-revalidate"}


def repository(call: Call) -> Repository:
    """git shows a plain text. Without a project the repository has the project's name.

    :raises Problem: 404.
    """
    name = call.params["repository"].removesuffix(".git") or call.params["repository"]
    try:
        owner = organization(call).projects.get(call.params.get("project", name))
        found = organization(call).repositories.get(owner, name)
    except DevOpsError as error:
        raise Problem(error.status, error.message) from error
    organization(call).imports.settle(found)
    return found


def served(methods: str, template: str, write: bool) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        path = "/_git/{repository}" + template
        return on(methods, path, write=write)(on_project(methods, path, write=write)(handler))

    return register


@served("GET", "/info/refs", write=False)
def info_refs(call: Call) -> Reply:
    service = call.query.get("service", "")
    answer = advertise(repository(call), service)
    return Reply(body=answer, headers=FRESH | {"content-type": f"application/x-{service}-advertisement"})


@served("POST", "/git-upload-pack", write=False)
def upload_pack(call: Call) -> Reply:
    answer = serve(repository(call), "git-upload-pack", call.body)
    return Reply(body=answer, headers=FRESH | {"content-type": "application/x-git-upload-pack-result"})


@served("POST", "/git-receive-pack", write=True)
def receive_pack(call: Call) -> Reply:
    answer = receive(organization(call).repositories, repository(call), caller(call), call.body)
    return Reply(body=answer, headers=FRESH | {"content-type": "application/x-git-receive-pack-result"})
