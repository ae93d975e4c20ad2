# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Things in a recycle bin: deleted, and still to be recovered or purged."""

from __future__ import annotations

from ...errors import sentence_case
from ...progress import Reporter

SOFT_DELETED = "soft_deleted"
"""Marks the state of what only a recycle bin has."""
UNTIL = "scheduled_purge_date"
"""Field with the time when the recycle bin gives it up."""


def warn_of_protection(what: str, report: Reporter) -> None:
    """Say that a wanted purge cannot be: purge protection keeps a vault, and all in it, for the days of its retention."""
    report.warn(f"{sentence_case(what)} is protected from purging: it stays soft-deleted until its retention ends.")
