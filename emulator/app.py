# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application behind the port: finds the service by host name, applies faults, keeps the journal."""

from __future__ import annotations

import asyncio
import gzip
import logging
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .cloud import Cloud
from .control import router as control
from .faults import Fault
from .web import Call, Reply, Router, clean_path, parse_query

log = logging.getLogger(__name__)


class App:
    """One request after another changes the cloud; only the waiting happens side by side."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        body = await request.body()
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        call = Call(
            self._cloud,
            request.method,
            (request.url.hostname or "").lower(),
            clean_path(scope["raw_path"].decode("latin-1")),
            parse_query(scope["query_string"].decode("latin-1")),
            {name.lower(): value for name, value in request.headers.items()},
            body,
        )
        if call.path.startswith("/_emulator"):
            reply: Reply | None = self._dispatch(control, call, None)
        else:
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
        fault = self._cloud.faults.for_call(call)
        if fault and fault.drop == "before":
            return None
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        router = self._cloud.router_for(call.host)
        found = router.find(call.method, call.path)
        reply = await asyncio.to_thread(self._dispatch, router, call, fault)
        await asyncio.sleep(reply.delay)
        caller = call.caller.display_name if call.caller else None
        self._cloud.journal.add(
            call.method, call.host, call.path, reply.status, caller, bool(found and found[0].write), connection
        )
        log.info("%s %s%s %s", call.method, call.host, call.path, reply.status)
        return None if fault and fault.drop == "after" else reply

    def _dispatch(self, router: Router, call: Call, fault: Fault | None) -> Reply:
        if fault and fault.status:
            return Reply(fault.status, fault.body, fault.headers)
        with self._cloud.lock:
            return self._cloud.dispatch(router, call)
