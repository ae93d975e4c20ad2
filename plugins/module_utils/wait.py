# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting, once: bounded, with progress, and an error that says what it waited for."""

from __future__ import annotations

import random
import time
import typing as t

from .errors import ServiceError, TimedOut
from .progress import Reporter

T = t.TypeVar("T")

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
GROWTH = 1.5
SAY_EVERY = 10.0


def wait_for(
    what: str,
    probe: t.Callable[[], T | None],
    *,
    timeout: float,
    report: Reporter,
    remedy: str = "",
    longest_pause: float = LONGEST_PAUSE,
    jitter: bool = False,
    last_word: t.Callable[[], str] = str,
) -> T:
    """Asks again until the probe gives something else than None.

    :param what: completes "Waiting for ..." and "Timed out after N s waiting for ...".
    :param timeout: seconds; the probe is asked at least once.
    :param jitter: pauses of random length, for what many attempt at once.
    :param last_word: the service's last answer, which progress tells; empty where there is none worth telling.
    :raises TimedOut: with the remedy.
    """
    started = said = time.monotonic()
    pause = FIRST_PAUSE
    while True:
        found = probe()
        if found is not None:
            return found
        now = time.monotonic()
        if now - started >= timeout:
            raise TimedOut(f"Timed out after {timeout:g} s waiting for {what}.", remedy)
        if now - said >= SAY_EVERY:
            word = last_word()
            told = f". The last answer: {word}" if word else ""
            report.progress(f"Waiting for {what} ({now - started:.0f} s of at most {timeout:g} s){told}")
            said = now
        length = random.uniform(0, pause) if jitter else pause
        time.sleep(max(0.0, min(length, started + timeout - now)))
        pause = min(pause * GROWTH, longest_pause)


def retry(
    what: str,
    call: t.Callable[[], T],
    *,
    again: t.Callable[[ServiceError], bool],
    timeout: float,
    report: Reporter,
    remedy: str = "",
) -> T:
    """Repeats a call that is safe to repeat while it fails in a way that passes by itself.

    :param again: whether this failure is of that kind; others are raised at once.
    :raises TimedOut: with the service's last words.
    """
    last: list[ServiceError] = []

    def probe() -> tuple[T] | None:
        try:
            return (call(),)
        except ServiceError as error:
            if not again(error):
                raise
            last[:] = [error]
            return None

    try:
        return wait_for(what, probe, timeout=timeout, report=report, last_word=lambda: last[0].message if last else "")[0]
    except TimedOut as error:
        raise TimedOut(f"{error.message} {last[0].message}", remedy) from last[0]
