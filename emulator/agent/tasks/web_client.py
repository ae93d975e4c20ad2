# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP as the tasks' own web client does it: through the proxy, with its retry rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from emulator.agent.processes.deadlines import Limits

PAUSE_FACTOR = 0.01
"""The real pauses between tries, in seconds, times this: nobody learns anything from waiting."""
TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and between two bytes of an answer."""
TRIES = 5
RETRIED = (408, 409, 500, 502, 503, 504)
"""Not 429: the task gives up on it at once (docs/reference/pipeline_task.md#retries)."""
PARALLEL = 20


class Unreachable(Exception):
    """No answer came; the text is Node.js's for it."""


class WebClient:
    """May be used by several threads."""

    def __init__(self, environment: Mapping[str, str], limits: Limits) -> None:
        self._limits = limits
        self._session = requests.Session()
        # Only the emulator's proxy counts, whatever the process's own environment says.
        self._session.trust_env = False
        # The real one says what it accepts only where its caller does.
        del self._session.headers["Accept"]
        self._session.proxies = {"https": environment["HTTPS_PROXY"]}
        self._session.verify = environment["REQUESTS_CA_BUNDLE"]
        self._adapter = HTTPAdapter(pool_maxsize=PARALLEL)
        self._session.mount("https://", self._adapter)

    def close(self) -> None:
        # The session only forgets its pools; one that an error still refers to would keep its connections.
        for manager in self._adapter.proxy_manager.values():
            for host in manager.pools.keys():  # noqa: SIM118 (a container of urllib3's, not to be iterated)
                manager.pools[host].close()
        self._session.close()

    def once(self, method: str, url: str, headers: Mapping[str, str], **body: Any) -> requests.Response:
        """:raises Unreachable, JobCanceled, StepTimedOut:"""
        self._limits.check()
        host = urlsplit(url).netloc
        try:
            return self._session.request(method, url, headers=dict(headers), timeout=TIMEOUT, allow_redirects=False, **body)
        except requests.exceptions.ProxyError as error:
            # The proxy refuses hosts that are not emulated; in Azure their names do not exist.
            raise Unreachable(f"getaddrinfo ENOTFOUND {host}") from error
        except requests.exceptions.Timeout as error:
            raise Unreachable(f"Request timeout: {urlsplit(url).path}") from error
        except requests.exceptions.RequestException as error:
            raise Unreachable("read ECONNRESET") from error

    def patiently(self, attempt: Callable[[], requests.Response]) -> requests.Response:
        """Tries again after an answer or a failure that may pass: after 2, 6, 14 and 30 s.

        :raises Unreachable, JobCanceled, StepTimedOut:
        """
        pause = 2.0
        for tries_left in reversed(range(TRIES)):
            try:
                response = attempt()
                if response.status_code not in RETRIED or not tries_left:
                    return response
            except Unreachable:
                if not tries_left:
                    raise
            self.pause(pause)
            pause = pause * 2 + 2
        raise AssertionError("the last try returns or raises")

    def pause(self, seconds: float) -> None:
        """Waits for what the real task would wait, scaled.

        :raises JobCanceled, StepTimedOut:
        """
        self._limits.pause(seconds * PAUSE_FACTOR)


def json_object(response: requests.Response) -> dict[str, Any]:
    """The JSON object in an answer; empty when it is anything else."""
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
