# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pace of requests to one vault, by any number of threads: within its limits, and none while it wants a pause."""

from __future__ import annotations

import collections
import contextlib
import threading
import time
import typing as t

from ...progress import Reporter
from ...sdk import required
from ...transport.pauses import LONGEST_PAUSE, wanted_pause
from ..http.retries import ANNOUNCED_FROM, THROTTLED

SECONDS = 10.0
CREATIONS, OTHERS = 300, 4000
"""Requests that a vault takes in any span of so many seconds (docs/reference/key_vault.md#vault-limits)."""


class Window:
    """Lets through at most so many requests in any span of some seconds, by whichever clock counts them.

    The service counts a request when it arrives, some time between sending it and its answer. So a request gives its place back
    when the span since its answer is over.
    """

    def __init__(self, most: int, seconds: float = SECONDS) -> None:
        self.most, self.seconds = most, seconds
        self._under_way, self._answered = 0, collections.deque[float]()
        self._open_from, self._changed = 0.0, threading.Condition()

    @contextlib.contextmanager
    def turn(self, waiting: t.Callable[[float], None] = lambda seconds: None) -> t.Iterator[None]:
        """Holds a place for the block.

        :param waiting: told how long it takes at most, before it takes that long.
        """
        with self._changed:
            while (pause := self._pause(time.monotonic())) > 0:
                waiting(pause)
                self._changed.wait(pause)
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._answered.append(time.monotonic())
                self._changed.notify()

    def hold(self, seconds: float) -> None:
        """Lets nothing through for some time."""
        with self._changed:
            self._open_from = max(self._open_from, time.monotonic() + seconds)

    def _pause(self, now: float) -> float:
        """Seconds until there may be a place; 0 where there is one."""
        while self._answered and self._answered[0] <= now - self.seconds:
            self._answered.popleft()
        full = self._under_way + len(self._answered) >= self.most
        oldest = self._answered[0] + self.seconds if self._answered else now + self.seconds
        return max(self._open_from - now, oldest - now if full else 0.0)


with required("azure-core"):
    from azure.core.pipeline import PipelineRequest, PipelineResponse
    from azure.core.pipeline.policies import HTTPPolicy

    class Paced(HTTPPolicy[t.Any, t.Any]):
        """Sends each request, repeats too, in its turn. After a 429 all wait, not only the one that got it."""

        def __init__(self, vault_uri: str, report: Reporter, delay: float) -> None:
            """:param delay: seconds of the pause after a 429 that names none."""
            super().__init__()
            self._creations, self._others = Window(CREATIONS), Window(OTHERS)
            self._vault, self._report, self._delay = vault_uri, report, delay
            self._told = 0.0

        def send(self, request: PipelineRequest[t.Any]) -> PipelineResponse[t.Any, t.Any]:
            window = self._creations if request.http_request.method == "PUT" else self._others
            with window.turn(lambda seconds: self._tell(seconds, window)):
                response = self.next.send(request)
            if response.http_response.status_code == THROTTLED:
                window.hold(min(wanted_pause(response.http_response.headers) or self._delay, LONGEST_PAUSE))
            return response

        def _tell(self, seconds: float, window: Window) -> None:
            """Says once for all threads what they wait for, where it takes long."""
            now = time.monotonic()
            if seconds >= ANNOUNCED_FROM / 2 and now >= self._told:
                self._told = now + seconds
                self._report.progress(
                    f"Waiting {seconds:.0f} s, since {self._vault} takes {window.most} such requests in {window.seconds:.0f} s"
                )
