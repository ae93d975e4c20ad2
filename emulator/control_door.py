# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door of the control API: only who was told its address, from this machine, and no web page."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .cloud import Cloud
from .control import router
from .web import Call, Reply

ROOT = "/_emulator"
NAMES = ("127.0.0.1", "localhost")


class ControlApp:
    """The ASGI application behind the bare port; tunnels to the emulated hosts do not lead here."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        call = Call.of(self._cloud, request, await request.body())
        inside = self._admitted(call)
        if isinstance(inside, Reply):
            reply = inside
        else:
            with self._cloud.lock:
                reply = self._cloud.dispatch(router, inside)
        content, headers = reply.encoded()
        await Response(b"" if reply.status == 204 else content, reply.status, headers)(scope, receive, send)

    def _admitted(self, call: Call) -> Call | Reply:
        """The call with its address as the routes have it, or the refusal."""
        if call.host not in NAMES or "origin" in call.headers:
            return _refused("The control API answers programs on this machine, as 127.0.0.1 or localhost, and no web pages.")
        token, _slash, what = call.path.removeprefix(ROOT).removeprefix("/").partition("/")
        if not hmac.compare_digest(token.encode(), self._cloud.credentials.control.encode()):
            return _refused("The control API answers at the address that VAULTPIPE_EMULATOR holds.")
        return replace(call, path=f"{ROOT}/{what}")


def _refused(why: str) -> Reply:
    return Reply(403, {"error": {"code": "Refused", "message": why}})
