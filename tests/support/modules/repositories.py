# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks on the repositories of one project, and the requests that they send."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given

PROJECT = "demo"
SAMPLE = "https://github.com/MicrosoftDocs/pipelines-dotnet-core"
PIPELINE = "azure-pipelines-1.yml"
MARK = ("PATCH", "properties")
MADE = [MARK, ("POST", "repositories"), MARK]
"""Request that says whose the repository is; it stands with the project."""


def given_project() -> dict[str, Any]:
    return given("devops_project", name=PROJECT)


def paths(outcome: Outcome) -> list[tuple[str, str]]:
    """Method and the last part of the address of what was written."""
    return [(request.method, request.path.rpartition("/")[2]) for request in outcome.writes]
