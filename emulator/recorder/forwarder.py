# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application behind the recording proxy: sends each request on to the real host, and notes it with its answer."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any

import requests
from starlette.requests import Request
from starlette.responses import Response

from emulator.recorder.exchange import Exchange
from emulator.recorder.recording import Recording

log = logging.getLogger(__name__)

TIME_OUT = 300.0
"""Seconds without a byte from the real host."""
OF_ONE_CONNECTION = {
    "accept-encoding", "connection", "content-encoding", "content-length", "host", "keep-alive", "proxy-authenticate",
    "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
}  # fmt: skip
"""Headers that belong to a connection or to a body's encoding, not to the request."""


class Forwarder:
    """The way out is that of this process: its own proxy and certificate settings."""

    def __init__(self, tape: Recording) -> None:
        self._tape, self._threads = tape, threading.local()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        body = await request.body()
        path = scope["raw_path"].decode("latin-1")
        query = scope["query_string"].decode("latin-1")
        url = f"https://{request.url.hostname}{path}{f'?{query}' if query else ''}"
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            exchange = await asyncio.to_thread(self._forward, request.method, url, headers, body)
        except requests.RequestException as error:
            log.warning("%s https://%s: %s", request.method, request.url.hostname, type(error).__name__)
            scope["state"]["abort"]()  # to the client, too, it is no answer
            return
        self._tape.add(exchange)
        kept = {name: value for name, value in exchange.answer_headers.items() if name not in OF_ONE_CONNECTION}
        await Response(exchange.answer_body, exchange.status, kept)(scope, receive, send)

    def _forward(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Exchange:
        """:raises requests.RequestException: no answer came."""
        if not hasattr(self._threads, "session"):
            self._threads.session = requests.Session()
        session: requests.Session = self._threads.session
        prepared = session.prepare_request(requests.Request(method, url, data=body or None))
        prepared.url = url  # to the letter, as the client has encoded it
        prepared.headers.update({name: value for name, value in headers.items() if name not in OF_ONE_CONNECTION})
        settings = session.merge_environment_settings(url, {}, False, None, None)
        answer = session.send(prepared, timeout=TIME_OUT, allow_redirects=False, **settings)
        answered = {name.lower(): value for name, value in answer.headers.items()}
        return Exchange(method, url, headers, body, answer.status_code, answered, answer.content)
