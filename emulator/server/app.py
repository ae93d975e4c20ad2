# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application behind the port: finds the service by host name, applies faults, keeps the request log."""

from __future__ import annotations

import asyncio
import gzip
import logging
import zlib
from typing import Any
from urllib.parse import quote

from starlette import requests, responses

from emulator.cloud import REFUSAL, Cloud
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.service import Service
from emulator.switches.corruption import CORRUPTIONS
from emulator.switches.faults import Fault

log = logging.getLogger(__name__)

NOT_ANSWERED = 0
"""Status in the request log of a request that a fault dropped before it had an effect."""


class App:
    """One request after another changes the cloud; only the waiting happens side by side."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        incoming = requests.Request(scope, receive)
        body = await incoming.body()
        if incoming.headers.get("content-encoding") == "gzip":
            try:
                body = gzip.decompress(body)
            except (OSError, EOFError, zlib.error):
                await responses.Response("The body is not gzip, as its Content-Encoding says.", 400)(scope, receive, send)
                return
        request = Request.of(incoming, body)
        await asyncio.sleep(self._cloud.settings.latency)
        response = await self._serve(request, scope["state"]["connection"])
        if response is None:
            scope["state"]["abort"]()
            return
        content, headers = response.encoded()
        if incoming.method == "HEAD" or response.status == 204:
            content = b""
        await responses.Response(content, response.status, headers)(scope, receive, send)

    async def _serve(self, request: Request, connection: int) -> Response | None:
        """The service's response; None when a fault drops the connection."""
        service = self._cloud.service_for(request)
        if service is None:  # another name in the Host header than the tunnel's
            return Response(502, f"{request.host} is refused: {REFUSAL}.")
        fault = self._cloud.faults.for_call(request)
        if fault and fault.drop == "before":
            self._note(request, service, NOT_ANSWERED, connection)
            return None
        response = await asyncio.to_thread(self._answer, service, request, fault)
        await asyncio.sleep(response.delay)
        self._note(request, service, response.status, connection)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        return None if fault and fault.drop == "after" else response

    def _note(self, request: Request, service: Service[Any], status: int, connection: int) -> None:
        """Writes the request into the request log and the log."""
        # The control API's address may have been asked for through a tunnel.
        path = request.path.replace(self._cloud.credentials.control, "***")
        caller = request.caller.display_name if request.caller else None
        writes = service.writes(request)
        number = self._cloud.request_log.add(request.method, request.host, path, status, caller, writes, connection)
        self._cloud.observer.logged(request, number)
        # Quoted, since a decoded path may hold line ends.
        log.info("%s %s%s %s", request.method, request.host, quote(path, safe="/*"), status)

    def _answer(self, service: Service[Any], request: Request, fault: Fault | None) -> Response:
        """The service's response, or what a fault puts in its place."""
        self._cloud.observer.arrived(request)
        response = self._disturbed(service, request, fault)
        self._cloud.observer.answered(request, response, fault)
        return response

    def _disturbed(self, service: Service[Any], request: Request, fault: Fault | None) -> Response:
        if fault and fault.status:
            return Response(fault.status, fault.body, fault.headers)
        with self._cloud.lock:
            response = self._cloud.dispatch(service, request)
        if not fault or not fault.mangle:
            return response
        spoiled = CORRUPTIONS[fault.mangle](request, response, fault.at)
        fault.spoiled += spoiled != response
        return spoiled
