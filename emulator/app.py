# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application behind the port: finds the service by host name, applies faults, keeps the journal."""

from __future__ import annotations

import asyncio
import gzip
import logging
import zlib
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from .cloud import REFUSAL, Cloud
from .faults import Fault
from .mangling import MANGLES
from .web import Call, Reply, Router

log = logging.getLogger(__name__)

NOT_ANSWERED = 0
"""Status in the journal of a request that a fault dropped before it had an effect."""


class App:
    """One request after another changes the cloud; only the waiting happens side by side."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        body = await request.body()
        if request.headers.get("content-encoding") == "gzip":
            try:
                body = gzip.decompress(body)
            except (OSError, EOFError, zlib.error):
                await Response("The body is not gzip, as its Content-Encoding says.", 400)(scope, receive, send)
                return
        call = Call.of(self._cloud, request, body)
        await asyncio.sleep(self._cloud.settings.latency)
        reply = await self._serve(call, scope["state"]["connection"])
        if reply is None:
            scope["state"]["abort"]()
            return
        content, headers = reply.encoded()
        if request.method == "HEAD" or reply.status == 204:
            content = b""
        await Response(content, reply.status, headers)(scope, receive, send)

    async def _serve(self, call: Call, connection: int) -> Reply | None:
        """The service's reply; None when a fault drops the connection."""
        router = self._cloud.router_for(call.host)
        if router is None:  # another name in the Host header than the tunnel's
            return Reply(502, f"{call.host} is refused: {REFUSAL}.")
        fault = self._cloud.faults.for_call(call)
        if fault and fault.drop == "before":
            self._note(call, router, NOT_ANSWERED, connection)
            return None
        reply = await asyncio.to_thread(self._dispatch, router, call, fault)
        await asyncio.sleep(reply.delay)
        self._note(call, router, reply.status, connection)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        return None if fault and fault.drop == "after" else reply

    def _note(self, call: Call, router: Router, status: int, connection: int) -> None:
        """The request in the journal and in the log."""
        found = router.find(call.method, call.path)
        caller = call.caller.display_name if call.caller else None
        self._cloud.journal.add(call.method, call.host, call.path, status, caller, bool(found and found[0].write), connection)
        # Quoted, since a decoded path may hold line ends.
        log.info("%s %s%s %s", call.method, call.host, quote(call.path), status)

    def _dispatch(self, router: Router, call: Call, fault: Fault | None) -> Reply:
        if fault and fault.status:
            return Reply(fault.status, fault.body, fault.headers)
        with self._cloud.lock:
            reply = self._cloud.dispatch(router, call)
        if not fault or not fault.mangle:
            return reply
        spoiled = MANGLES[fault.mangle](call, reply, fault.at)
        fault.spoiled += spoiled != reply
        return spoiled
