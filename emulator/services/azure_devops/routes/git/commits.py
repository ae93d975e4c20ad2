# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commits of a Git repository."""

from __future__ import annotations

from itertools import islice

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import listing, number
from emulator.services.azure_devops.routes.git.repositories import REPOSITORY, both, repository
from emulator.services.azure_devops.routes.git.version_descriptor import version
from emulator.services.azure_devops.views.repositories import (
    commit_json,
)


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
