# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Longest time that a service may make its clients wait before a request is sent again."""

from __future__ import annotations

import contextlib
import typing as t

from ..sdk import required
from .failures import TransportError

LONGEST_PAUSE = 300.0
"""Seconds. Where a service wants more, the task fails with its answer rather than to wait."""
MILLISECONDS = ("retry-after-ms", "x-ms-retry-after-ms")

with required("azure-core"):
    from urllib3 import Retry
    from urllib3.exceptions import InvalidHeader


class LongPause(TransportError):
    """A service wants more time to pass than anybody waits for."""


def refuse_long_pause(response: t.Any) -> None:
    """For a sign-in, whose client would wait as long as the answer says.

    :raises LongPause: it says too long.
    """
    pause = wanted_pause(response.headers)
    if response.status_code >= 400 and pause > LONGEST_PAUSE:
        raise LongPause(
            f"the service answered HTTP {response.status_code} and wants {pause:.0f} s to pass before it is asked again; "
            f"no task waits longer than {LONGEST_PAUSE:.0f} s.",
            "Run again later, with fewer tasks at once.",
        )


def wanted_pause(headers: t.Mapping[str, str]) -> float:
    """Seconds; 0 where an answer names none."""
    with contextlib.suppress(InvalidHeader, ValueError):
        for name in MILLISECONDS:
            if name in headers:
                return float(headers[name]) / 1000
        if "retry-after" in headers:
            return Retry().parse_retry_after(headers["retry-after"])
    return 0.0
