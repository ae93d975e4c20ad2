# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door of the control API: only who was told its address, from this machine, and no web page."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Any

from starlette import requests, responses

from emulator.cloud import Cloud
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.service import Service
from emulator.server.control_api import router

NAMES = ("127.0.0.1", "localhost")


class ControlApp:
    """The ASGI application behind the bare port; tunnels to the emulated hosts do not lead here."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        incoming = requests.Request(scope, receive)
        request = Request.of(incoming, await incoming.body())
        inside = self._admitted(request)
        if isinstance(inside, Response):
            response = inside
        else:
            with self._cloud.lock:
                response = Service(router, self._cloud).answer(inside)
        content, headers = response.encoded()
        await responses.Response(b"" if response.status == 204 else content, response.status, headers)(scope, receive, send)

    def _admitted(self, request: Request) -> Request | Response:
        """The call with its address as the routes have it, or the refusal."""
        if request.host not in NAMES or "origin" in request.headers:
            return _refused("The control API answers programs on this machine, as 127.0.0.1 or localhost, and no web pages.")
        token, _slash, path = request.path.removeprefix("/").partition("/")
        if not hmac.compare_digest(token.encode(), self._cloud.credentials.control.encode()):
            return _refused("The control API answers at the address that VAULTPIPE_EMULATOR holds.")
        return replace(request, path=f"/{path.rstrip('/')}")


def _refused(why: str) -> Response:
    return Response(403, {"error": {"code": "Refused", "message": why}})
