# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Branch policies."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import listing, on_project, project
from emulator.services.azure_devops.views.repositories import (
    repository_url,
)


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
