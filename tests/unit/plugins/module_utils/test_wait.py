# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting is bounded, and says what it waits for."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils import wait
from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import Conflict, Forbidden, TimedOut, service_error
from ansible_collections.vaultpipe.azure.plugins.module_utils.progress import Reporter
from ansible_collections.vaultpipe.azure.plugins.module_utils.wait import retry, wait_for


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(wait, "time", clock)
    return clock


def test_it_returns_at_once_what_is_there(clock: Clock) -> None:
    assert wait_for("it", lambda: 0, timeout=0, report=Reporter()) == 0
    assert clock.pauses == []


def test_it_ends_at_its_bound(clock: Clock) -> None:
    with pytest.raises(TimedOut, match="Timed out after 25 s waiting for the moon"):
        wait_for("the moon", lambda: None, timeout=25, report=Reporter(), remedy="Wait longer.")
    assert clock.now == pytest.approx(25)
    assert max(clock.pauses) <= wait.LONGEST_PAUSE


def test_it_shows_progress(clock: Clock) -> None:
    lines: list[str] = []
    with pytest.raises(TimedOut):
        wait_for("the moon", lambda: None, timeout=60, report=Reporter(lines.append))
    assert 3 <= len(lines) <= 6
    assert all(line.startswith("Waiting for the moon (") and "of at most 60 s" in line for line in lines)


def test_pauses_can_be_kept_short(clock: Clock) -> None:
    with pytest.raises(TimedOut):
        wait_for("it", lambda: None, timeout=10, report=Reporter(), longest_pause=1.0)
    assert max(clock.pauses) == 1.0


def busy() -> None:
    raise service_error("write it", 409, "Busy", "Try again.")


def test_a_retry_gives_the_last_words(clock: Clock) -> None:
    with pytest.raises(TimedOut, match=r"Timed out after 5 s waiting for the others\. Could not write it\. .*Busy: Try again"):
        retry("the others", busy, again=lambda error: isinstance(error, Conflict), timeout=5, report=Reporter())


def test_a_retry_does_not_repeat_what_will_not_pass(clock: Clock) -> None:
    with pytest.raises(Conflict):
        retry("it", busy, again=lambda error: isinstance(error, Forbidden), timeout=5, report=Reporter())
    assert clock.pauses == []


def test_a_retry_may_return_none(clock: Clock) -> None:
    assert retry("it", lambda: None, again=lambda _: True, timeout=5, report=Reporter()) is None
