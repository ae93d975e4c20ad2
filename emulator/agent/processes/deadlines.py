# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time limits of a step: its own time limit, the job's, and a cancelled run."""

from __future__ import annotations

import time
from collections.abc import Callable

POLL = 0.1
"""Seconds between two looks at whether the run was cancelled."""
CANCEL_GRACE = 300.0
"""Seconds that steps like `always()` have after the job is over: Azure's default of cancelTimeoutInMinutes."""


class StepTimedOut(Exception):
    """The step's own time limit is over."""

    def __init__(self) -> None:
        super().__init__("The task has timed out.")


class JobCanceled(Exception):
    """The run was cancelled, or the job's time limit is over."""

    def __init__(self) -> None:
        super().__init__("The operation was canceled.")


class JobLimits:
    """Limits that end a job before its steps are over."""

    def __init__(self, cancelled: Callable[[], bool], minutes: float) -> None:
        self._cancelled, self._ends_at = cancelled, time.monotonic() + minutes * 60
        self._over_since: float | None = None
        self.timed_out = False

    def over_for(self) -> float | None:
        """Seconds since the job was cancelled or ran out of time; None while it may go on."""
        if self._over_since is None:
            self.timed_out = time.monotonic() >= self._ends_at
            if not self.timed_out and not self._cancelled():
                return None
            self._over_since = time.monotonic()
        return time.monotonic() - self._over_since


class Limits:
    """Time limits of one step; asked often by everything that waits."""

    def __init__(self, job: JobLimits, minutes: float = 0, outlives_job: bool = False) -> None:
        """:param minutes: of the step itself; 0 is no limit of its own.
        :param outlives_job: its condition holds for a cancelled job too, so it goes on for a while.
        """
        self._job, self._grace = job, CANCEL_GRACE if outlives_job else 0.0
        self._ends_at = time.monotonic() + minutes * 60 if minutes else None

    def check(self) -> None:
        """:raises JobCanceled, StepTimedOut:"""
        over_for = self._job.over_for()
        if over_for is not None and over_for >= self._grace:
            raise JobCanceled
        if self._ends_at is not None and time.monotonic() >= self._ends_at:
            raise StepTimedOut

    def pause(self, seconds: float) -> None:
        """Waits, but no longer than the limits allow.

        :raises JobCanceled, StepTimedOut:
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.check()
            time.sleep(min(POLL, left))
        self.check()
