# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of steps and jobs, from best to worst."""

from __future__ import annotations

ORDER = ("succeeded", "skipped", "succeededWithIssues", "failed", "abandoned", "canceled")
BY_NAME = {
    "Succeeded": "succeeded",
    "SucceededWithIssues": "succeededWithIssues",
    "Failed": "failed",
    "Canceled": "canceled",
    "Cancelled": "canceled",
    "Skipped": "skipped",
    "Abandoned": "abandoned",
}
"""Results by the names that task.complete gives them; the task library and the agent spell one of them differently."""
FINAL = ("canceled", "skipped", "abandoned")
"""Results that stay once a step has them."""


def merged(one: str | None, other: str) -> str:
    """The result of a step that has told another one before (agent: TaskResultUtil)."""
    return one if one in FINAL else worse(one, other)


def worse(one: str | None, other: str) -> str:
    """The worse of two results; None is no result yet."""
    return other if one is None else max(one, other, key=ORDER.index)
