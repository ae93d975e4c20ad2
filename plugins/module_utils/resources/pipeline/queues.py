# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agent queues, through which a pipeline gets its agents."""

from __future__ import annotations

from ...clients.devops.client import DevOpsClient, Json
from ...clients.devops.lookup import find_named
from ...errors import UsageError

HOSTED, OWN = "Azure Pipelines", "Default"
"""The queues of a new project: Microsoft's agents, and those that people run themselves."""


def find_queue(devops: DevOpsClient, project: str, name: str | None) -> Json:
    """The queue of that name; without one Microsoft's agents where the project has them.

    :raises UsageError: there is none of that name.
    """
    for one in (name,) if name else (HOSTED, OWN):
        found = find_named(devops, project, "queue", one)
        if found is not None:
            return found
    raise UsageError(
        f"queue is {name!r}, but the project {project} has no agent queue of that name."
        if name
        else f"The project {project} has neither the queue {HOSTED} nor {OWN}.",
        "Set queue to one of the project's agent pools (project settings).",
    )
