# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run as results show it."""

from __future__ import annotations

import typing as t

from ...clients.devops.client import Json
from .following import web_address


class RunState(t.TypedDict):
    """A run as the service has it; the artifact is added."""

    id: int
    number: str
    state: str
    result: str | None
    url: str
    commit: str
    branch: str
    reason: str
    started: str | None
    finished: str | None
    adopted: bool
    """Tells whether somebody else had started it."""


def state_of(build: Json) -> RunState:
    return {
        "id": build["id"],
        "number": build["buildNumber"],
        "state": build["status"],
        "result": build.get("result"),
        "url": web_address(build),
        "commit": build["sourceVersion"],
        "branch": build["sourceBranch"],
        "reason": build["reason"],
        "started": build.get("startTime"),
        "finished": build.get("finishTime"),
        "adopted": False,
    }
