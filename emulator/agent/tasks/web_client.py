# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP as the real tasks speak it: through the emulator's proxy, with their retries and their error texts."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from emulator.agent.processes.deadlines import Limits
from emulator.agent.tasks.javascript import UNDEFINED

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

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code


class WebClient:
    """May be used by several threads."""

    def __init__(self, environment: Mapping[str, str], limits: Limits, output: Callable[[str], None]) -> None:
        """:param output: gets lines that the task prints, from any thread."""
        self._limits, self._output = limits, output
        self.waited = threading.local()
        """`seconds` that this thread has waited, where somebody counts them."""
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

    def once(self, method: str, url: str, headers: Mapping[str, str], *, follow: bool = False, **body: Any) -> requests.Response:
        """:raises Unreachable, JobCanceled, StepTimedOut:"""
        self._limits.check()
        host = urlsplit(url).netloc
        try:
            request = self._session.prepare_request(requests.Request(method, url, headers=dict(headers), **body))
            if urlsplit(url).path.rpartition("/")[2] in (".", ".."):
                # Node.js leaves them where they are.
                request.url = url
            return self._session.send(request, timeout=TIMEOUT, allow_redirects=follow, proxies=self._session.proxies)
        except requests.exceptions.Timeout as error:
            raise Unreachable(f"Request timeout: {urlsplit(url).path}") from error
        except requests.exceptions.RequestException as error:
            # The proxy refuses hosts that are not emulated; in Azure their names do not exist.
            if isinstance(error, requests.exceptions.ProxyError) and "Tunnel connection failed" in str(error):
                raise Unreachable(f"getaddrinfo ENOTFOUND {host}", "ENOTFOUND") from error
            raise Unreachable("socket hang up", "ECONNRESET") from error

    def patiently(self, attempt: Callable[[], requests.Response], retried: Collection[int] = RETRIED) -> requests.Response:
        """Tries again after an answer or a failure that may pass: after 2, 6, 14 and 30 s.

        :raises Unreachable, JobCanceled, StepTimedOut:
        """
        pause = 2.0
        for tries_left in reversed(range(TRIES)):
            try:
                response = attempt()
                if response.status_code not in retried or not tries_left:
                    return response
            except Unreachable as error:
                if not error.code or not tries_left:
                    if error.code:
                        self.issue(error.code)
                    raise
            self.pause(pause)
            pause = pause * 2 + 2
        raise AssertionError("the last try returns or raises")

    def issue(self, code: str) -> None:
        """An error without a text, as the real client writes one for each answer that it gives up on."""
        self._output(f"##vso[task.logissue type=error;code={code};]")

    def pause(self, seconds: float) -> None:
        """Waits for what the real task would wait, scaled.

        :raises JobCanceled, StepTimedOut:
        """
        self.waited.seconds = getattr(self.waited, "seconds", 0.0) + seconds
        self._limits.pause(seconds * PAUSE_FACTOR)


def body_of(response: requests.Response) -> Any:
    """The body that came: JSON where it is some, else its text; UNDEFINED where nothing came."""
    text = response.content.decode("utf-8", "replace")
    if not text:
        return UNDEFINED
    try:
        return json.loads(text, parse_constant=no_json)
    except ValueError:
        return text


def no_json(constant: str) -> None:
    """:raises ValueError: for what only Python takes as JSON."""
    raise ValueError(constant)


def json_object(response: requests.Response) -> dict[str, Any]:
    """The JSON object in an answer; empty when it is anything else."""
    body = body_of(response)
    return body if isinstance(body, dict) else {}
