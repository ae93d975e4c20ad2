# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of steps and jobs, from best to worst."""

from __future__ import annotations

ORDER = ("succeeded", "skipped", "succeededWithIssues", "failed", "canceled")
BY_NAME = {result.lower(): result for result in ORDER}


def worse(one: str | None, other: str) -> str:
    """The worse of two results; None is no result yet."""
    return other if one is None else max(one, other, key=ORDER.index)
