# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work item processes that every organization has (docs/reference/azure_devops.md#project-answer)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    id: str
    name: str
    description: str


BASIC = Process(
    "b8a3a935-7e91-48b8-a94c-606d37c3e9f2",
    "Basic",
    "This template is flexible for any process and great for teams getting started with Azure DevOps.",
)

PROCESSES = (
    Process("6b724908-ef14-45cf-84f8-768b5384da45", "Scrum", "This template is for teams who follow the Scrum framework."),
    BASIC,
    Process(
        "adcc42ab-9882-485e-a3ed-7678f01f66bc",
        "Agile",
        "This template is flexible and will work great for most teams using Agile planning methods, including those "
        "practicing Scrum.",
    ),
    Process(
        "27450541-8e31-4150-9947-dc59f998fc01",
        "CMMI",
        "This template is for more formal projects requiring a framework for process improvement and an auditable "
        "record of decisions.",
    ),
)
DEFAULT = BASIC


def process_by_id(process_id: str) -> Process | None:
    return next((process for process in PROCESSES if process.id == process_id.lower()), None)
