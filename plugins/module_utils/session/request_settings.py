# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time-out and retries of requests: the same for all clients of a task."""

from __future__ import annotations

import dataclasses
import math
import os
import typing as t

from ..errors import UsageError
from ..sdk import required
from .run_memory.openid_metadata import OpenIdMetadata

with required("azure-core"):
    from ..transport.guard import azure_transport
    from ..transport.pauses import refuse_long_pause

VARIABLES = {
    "request_timeout": "VAULTPIPE_REQUEST_TIMEOUT",
    "request_retries": "VAULTPIPE_REQUEST_RETRIES",
    "retry_delay": "VAULTPIPE_RETRY_DELAY",
}
LONGEST_TIMEOUT = 2_147_483.0
"""Seconds that a socket can wait: the system counts milliseconds in 32 bits."""


@dataclasses.dataclass(frozen=True)
class RequestSettings:
    """doc_fragments/auth.py documents these; clients/http/retries.py says which requests are sent again."""

    timeout: float = 60.0
    """Seconds for a connection, and between two pieces of an answer."""
    retries: int = 5
    """Most repeats of one request. With the default pauses after the 1, 2, 4, 8 and 16 s of a vault's
    documentation (docs/reference/key_vault.md#vault-limits)."""
    delay: float = 1.0
    """Seconds before the first of them; each further one waits twice as long."""

    metadata: OpenIdMetadata | None = None
    """Shared by the tasks of a run."""

    def transport(self, *addresses: str, inspect: t.Any = None, renew: t.Any = None, remembered: t.Any = None) -> t.Any:
        """For a client over azure-core that may ask these addresses."""
        return azure_transport(addresses, inspect, renew, remembered, connection_timeout=self.timeout, read_timeout=self.timeout)

    def of_sign_in(self, *addresses: str) -> dict[str, t.Any]:
        """For azure-identity, whose own rule says which requests are sent again: all, since asking for a token is safe."""
        return {
            "transport": self.transport(*addresses, inspect=refuse_long_pause, remembered=self.metadata),
            "retry_backoff_factor": self.delay,
            **dict.fromkeys(("retry_total", "retry_connect", "retry_read", "retry_status"), self.retries),
        }


def request_settings(options: t.Mapping[str, t.Any]) -> RequestSettings:
    """Each of the task's option, its variable, and the default, in this order.

    :raises UsageError: a value is out of its range, or a variable is no number.
    """
    default = RequestSettings()
    timeout = _number(options, "request_timeout", float, default.timeout)
    if not 0 < timeout <= LONGEST_TIMEOUT:
        raise _refusal(options, "request_timeout", f"a number of seconds above 0 and up to {LONGEST_TIMEOUT:.0f}")
    retries = _number(options, "request_retries", int, default.retries)
    if retries < 0:
        raise _refusal(options, "request_retries", "a whole number from 0")
    delay = _number(options, "retry_delay", float, default.delay)
    if not 0 <= delay < math.inf:
        raise _refusal(options, "retry_delay", "a number of seconds from 0")
    return RequestSettings(timeout, retries, delay)


N = t.TypeVar("N", int, float)


def _number(options: t.Mapping[str, t.Any], name: str, kind: type[N], default: N) -> N:
    given = _given(options, name)[1]
    try:
        return default if given is None else kind(given)
    except ValueError:
        raise _refusal(options, name, "a whole number" if kind is int else "a number") from None


def _given(options: t.Mapping[str, t.Any], name: str) -> tuple[str, t.Any]:
    """Name of the setting where it was given, and its value; an empty variable counts as none."""
    if options.get(name) is not None:
        return name, options[name]
    return VARIABLES[name], os.environ.get(VARIABLES[name]) or None


def _refusal(options: t.Mapping[str, t.Any], name: str, wanted: str) -> UsageError:
    where, given = _given(options, name)
    return UsageError(f"{where} is {given!r}, but it must be {wanted}.", "Correct it, or leave it out.")
