# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for sending requests again, in one place for both of the vendors' ways to send them
(docs/reference/resource_manager.md#sdk-retries).

Any request after a status that says that nothing was done. After no answer, or a failure that may pass, only those that are safe
to repeat: the first one may have taken effect.
"""

from __future__ import annotations

import typing as t

from ...progress import Reporter
from ...sdk import required
from ...transport.pauses import LONGEST_PAUSE, wanted_pause
from ..context import TaskContext

THROTTLED = 429
NOTHING_DONE = (THROTTLED,)
"""Statuses that say that nothing was done: any request is sent again."""
TRANSIENT_STATUSES = (408, 500, 502, 503, 504)
"""Statuses of failures that may pass: what is safe to repeat is sent again."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""Idempotent methods by HTTP itself (RFC 9110, section 9.2.2)."""
SAFE_METHODS_AND_PATCH = SAFE_METHODS | {"PATCH"}
"""Methods of services whose PATCH says what fields shall be: ARM, Microsoft Graph and vaults."""
ANNOUNCED_FROM = 10.0
"""Seconds of a pause that a person is told about."""


class Repeatable(t.NamedTuple):
    """The requests of one API that are sent again after a failure that may pass."""

    methods: frozenset[str] = SAFE_METHODS_AND_PATCH
    statuses: tuple[int, ...] = TRANSIENT_STATUSES


USUAL = Repeatable()


def _tell(report: Reporter, pause: float) -> None:
    if pause >= ANNOUNCED_FROM:
        report.progress(f"Waiting {pause:.0f} s before a request is sent again")


def _pause(delay: float, failures: int) -> float:
    return min(delay * 2.0 ** (failures - 1), LONGEST_PAUSE) if failures else 0.0


with required("azure-core"):
    from azure.core.pipeline import policies

    class RetryPolicy(policies.RetryPolicy[t.Any, t.Any]):
        """The policy of azure-core's pipelines. Its own would also send a POST again after a 5xx, and anything whose failure
        names a time."""

        def __init__(self, context: TaskContext, repeatable: Repeatable = USUAL, connects: int | None = None) -> None:
            """:param connects: how often a connection is tried again at most, when less than the settings say."""
            settings = context.session.requests
            super().__init__(
                retry_total=settings.retries,
                retry_status=settings.retries,
                retry_read=settings.retries,
                retry_connect=settings.retries if connects is None else min(connects, settings.retries),
                retry_backoff_factor=settings.delay,
            )
            self._repeatable, self._report = repeatable, context.reporter

        def configure_retries(self, options: dict[str, t.Any]) -> dict[str, t.Any]:
            options.setdefault("retry_on_methods", self._repeatable.methods)
            return super().configure_retries(options)

        def is_retry(self, settings: dict[str, t.Any], response: t.Any) -> bool:
            answer = response.http_response
            safe = answer.status_code in self._repeatable.statuses and response.http_request.method in settings["methods"]
            if not safe and answer.status_code not in NOTHING_DONE:
                return False
            return (self.get_retry_after(response) or 0) <= LONGEST_PAUSE

        def get_retry_after(self, response: t.Any) -> float | None:
            """Seconds; None also where what an answer names cannot be read, which theirs takes for a mistake of the caller."""
            return wanted_pause(response.http_response.headers) or None

        def get_backoff_time(self, settings: dict[str, t.Any]) -> float:
            return _pause(settings["backoff"], len(settings["history"]))

        def sleep(self, settings: dict[str, t.Any], transport: t.Any, response: t.Any = None) -> None:
            _tell(self._report, (self.get_retry_after(response) if response else 0) or self.get_backoff_time(settings))
            super().sleep(settings, transport, response)


with required("azure-devops"):
    import urllib3

    class SessionRetries(urllib3.Retry):
        """The policy of requests' sessions. The azure-devops package would repeat a POST and a PATCH after a 5xx too, and
        urllib3 itself after a lost answer behind a proxy, which it takes for the proxy's failure.

        A PUT replaces a thing with all that it shall be: a definition's names the revision that it replaces, so that a repeat
        after the effect is refused with 409. What a DELETE does not find, is gone. Nothing says that of each PATCH.
        """

        report: Reporter

        @classmethod
        def of(cls, context: TaskContext) -> SessionRetries:
            settings = context.session.requests
            policy = cls(
                settings.retries, backoff_factor=settings.delay, status_forcelist=TRANSIENT_STATUSES,
                allowed_methods=SAFE_METHODS,
                raise_on_status=False,
            )  # fmt: skip
            policy.report = context.reporter
            return policy

        def new(self, **changed: t.Any) -> t.Any:
            following = super().new(**changed)
            following.report = self.report
            return following

        def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
            return status_code in NOTHING_DONE or (status_code in TRANSIENT_STATUSES and method in SAFE_METHODS)

        def increment(
            self, method: str | None = None, url: str | None = None, response: t.Any = None,
            error: Exception | None = None, *rest: t.Any, **more: t.Any,
        ) -> t.Any:  # fmt: skip
            if isinstance(error, urllib3.exceptions.ProxyError) and method not in SAFE_METHODS:
                raise error
            if response is not None and (self.get_retry_after(response) or 0) > LONGEST_PAUSE:
                raise urllib3.exceptions.MaxRetryError(more.get("_pool"), str(url), None)  # type: ignore[arg-type]
            return super().increment(method, url, response, error, *rest, **more)

        def get_retry_after(self, response: t.Any) -> float | None:
            """Seconds; None also where what an answer names cannot be read, for which theirs raises."""
            return wanted_pause(response.headers) or None

        def get_backoff_time(self) -> float:
            return _pause(self.backoff_factor, len(self.history))

        def sleep(self, response: t.Any = None) -> None:
            _tell(self.report, (self.get_retry_after(response) if response else 0) or self.get_backoff_time())
            super().sleep(response)
