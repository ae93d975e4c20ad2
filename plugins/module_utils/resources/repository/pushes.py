# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pushes to a repository to which others push too."""

from __future__ import annotations

import typing as t

from ...clients.devops.git_repository import GitRepository
from ...engine.resource import Observed
from ...errors import Conflict, TimedOut, Unreachable, VaultpipeError
from ...progress import Reporter
from ...wait import wait_for
from .files import message_of
from .state import RepositoryReading

T = t.TypeVar("T")

STALE = "TF401028"
"""Number of the refusal of a push on top of a commit that is not the branch's head any more."""
LONGEST_PUSH_PAUSE = 3.0
"""Seconds between two attempts, at most: others push as often, and one of them succeeds each time."""


class PushTurns:
    """Attempts to push, until one succeeds or the time is over."""

    def __init__(self, what: str, timeout: float, reporter: Reporter) -> None:
        self._what, self._timeout, self._reporter = what, timeout, reporter

    def take(self, attempt: t.Callable[[], T | None], refused: list[VaultpipeError]) -> T:
        """Attempts again and again, since others push to the branch as well and one of them succeeds each time.

        :param refused: the attempt's last failure.
        :raises TimedOut: with the service's last words.
        """
        what = f"a turn to push to {self._what}, to which others push too"
        try:
            return wait_for(
                what, attempt, timeout=self._timeout, report=self._reporter, longest_pause=LONGEST_PUSH_PAUSE, jitter=True
            )
        except TimedOut as error:
            said = f" {refused[0].message}" if refused else ""
            raise TimedOut(f"{error.message}{said}", "Run again, or give a longer timeout.") from error


def push_files(git: GitRepository, observed: Observed[RepositoryReading], paths: list[str], text: str | None) -> None:
    """Pushes what differs from the files that were observed, onto a new branch where there is none.

    :param text: the commit message that the task gives.
    """
    state, reading = observed.state, observed.raw
    if reading.base and not state["commit"]:
        git.create_branch(state["branch"], reading.base)
    if paths:
        git.push(state["branch"], reading.base, reading.files.changes(), message_of(text, paths))


def passing(error: Conflict | Unreachable) -> Conflict | Unreachable:
    """The failure of a push that another attempt may mend: the branch has moved, or the answer was lost.

    :raises Conflict: something else is in the way, and stays.
    """
    if isinstance(error, Conflict) and STALE not in error.said:
        raise error
    return error
