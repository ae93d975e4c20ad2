# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pull requests: opened and listed, not reviewed or completed (azure-devops 7.1, GitPullRequest)."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.errors import missing_value
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import listing, number
from emulator.services.azure_devops.routes.git.repositories import REPOSITORY, both, owner_of, repository
from emulator.services.azure_devops.views.pull_requests import pull_request_json
from emulator.services.entra.model.principals import caller_of

PULL_REQUESTS = REPOSITORY + "/pullrequests"
SHOWN_BY_DEFAULT = "101"
"""Number of pull requests that a list without $top gives."""


@both("POST", PULL_REQUESTS)
def open_pull_request(request: Request, organization: Organization) -> Response:
    found, body = repository(request, organization), request.json_object()
    for needed in ("sourceRefName", "targetRefName", "title"):
        if not body.get(needed):
            raise missing_value(needed)
    made = organization.repositories.open_pull_request(
        found,
        caller_of(request),
        str(body["title"]),
        str(body.get("description") or ""),
        str(body["sourceRefName"]),
        str(body["targetRefName"]),
        bool(body.get("isDraft")),
    )
    return Response(201, pull_request_json(made, found, owner_of(request, organization, found), organization.now()))


@both("GET", PULL_REQUESTS)
def list_pull_requests(request: Request, organization: Organization) -> Response:
    """Without a status the active ones."""
    found, query = repository(request, organization), request.query
    owner, now = owner_of(request, organization, found), organization.now()
    wanted = query.get("searchcriteria.status", "active").lower()
    source, target = query.get("searchcriteria.sourcerefname"), query.get("searchcriteria.targetrefname")
    who = query.get("searchcriteria.creatorid", "").lower()
    fitting = [
        one
        for one in reversed(found.pull_requests)
        if wanted in ("active", "all", "notset")
        and source in (None, one.source)
        and target in (None, one.target)
        and who in ("", one.creator.object_id)
    ]
    start = number(query.get("$skip", "0"), "$skip")
    count = number(query.get("$top", SHOWN_BY_DEFAULT), "$top")
    return listing([pull_request_json(one, found, owner, now) for one in fitting[start : start + count]])
