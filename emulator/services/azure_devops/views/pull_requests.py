# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pull requests in answers (azure-devops 7.1, GitPullRequest)."""

from __future__ import annotations

from typing import Any

from emulator.core.clock import iso
from emulator.services.azure_devops.model.git.repositories import PullRequest, Repository
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.views.identities import identity
from emulator.services.azure_devops.views.repositories import repository_json, repository_url


def pull_request_json(made: PullRequest, repository: Repository, project: Project, now: float) -> dict[str, Any]:
    """Without what the service works out about the merge, which comes later."""
    shown: dict[str, Any] = {
        "repository": repository_json(repository, project, now),
        "pullRequestId": made.id,
        "codeReviewId": made.id,
        "status": "active",
        "createdBy": identity(made.creator),
        "creationDate": iso(made.moment),
        "title": made.title,
        "sourceRefName": made.source,
        "targetRefName": made.target,
        "isDraft": made.is_draft,
        "reviewers": [],
        "url": f"{repository_url(repository)}/pullRequests/{made.id}",
        "supportsIterations": True,
    }
    return shown | ({"description": made.description} if made.description else {})
