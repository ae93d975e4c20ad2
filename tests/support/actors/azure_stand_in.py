# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few routes of Azure that AzureKeyVault@2 asks, behind the emulator's own proxy; tests set what they answer."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from emulator.server.certificates import CertificateAuthority
from emulator.server.proxy import Server

LOCATION = {
    "id": "69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2",
    "area": "distributedtask",
    "resourceName": "oidctoken",
    "routeTemplate": "{scopeIdentifier}/_apis/{area}/hubs/{hubName}/plans/{planId}/jobs/{jobId}/{resource}",
    "resourceVersion": 1,
    "minVersion": "7.1",
    "maxVersion": "7.2",
    "releasedVersion": "0.0",
}
HOSTS = ("dev.azure.com", "login.microsoftonline.com", "login.windows.net", "kv.vault.azure.net")


@dataclass
class Asked:
    """One request as it came."""

    method: str
    url: str
    headers: dict[str, str]
    form: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.url.partition('?')[0]}"


@dataclass
class AzureStandIn:
    """Answers for the vault `kv`."""

    secrets: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    """Answers given first, by the last part of the path: `oidctoken`, `token`, `secrets`, a secret's name."""
    asked: list[Asked] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        body = (await request.body()).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        target = scope["raw_path"].decode() + (f"?{request.url.query}" if request.url.query else "")
        self.asked.append(Asked(request.method, f"https://{request.url.hostname}{target}", dict(request.headers), form))
        await self._answer(request.method, unquote(scope["path"]))(scope, receive, send)

    def _answer(self, method: str, path: str) -> Response:
        last = path.rstrip("/").rpartition("/")[2]
        if self.refusals.get(last):
            status, body = self.refusals[last].pop(0)
            return Response(status_code=status) if body is None else JSONResponse(body, status)
        if method == "OPTIONS":
            return JSONResponse({"count": 1, "value": [LOCATION]})
        if last == "oidctoken":
            return JSONResponse({"oidcToken": "the-id-token"})
        if last == "token":
            return JSONResponse({"token_type": "Bearer", "expires_in": 3599, "access_token": "the-access-token"})
        if path == "/secrets":
            return JSONResponse({"value": [self._item(name) for name in self.secrets][:2], "nextLink": self._next()})
        if path == "/more":
            return JSONResponse({"value": [self._item(name) for name in self.secrets][2:], "nextLink": None})
        name = path.removeprefix("/secrets/").partition("/")[0]
        if name in self.secrets:
            # ASCII, since a value may hold half a pair of surrogates.
            return Response(json.dumps({"value": self.secrets[name]}), media_type="application/json")
        text = f"A secret with (name/id) {name} was not found in this key vault."
        return JSONResponse({"error": {"code": "SecretNotFound", "message": text}}, 404)

    def _item(self, name: str) -> dict[str, Any]:
        return {
            "id": f"https://kv.vault.azure.net/secrets/{name}",
            "attributes": {"enabled": True, **self.attributes.get(name, {})},
        }

    def _next(self) -> str | None:
        return "https://kv.vault.azure.net/more?token=x" if len(self.secrets) > 2 else None


@contextmanager
def azure_stand_in(folder: Path) -> Iterator[AzureStandIn]:
    """Up while the block runs; `environment` leads an agent to it."""
    stand_in = AzureStandIn()
    with served(stand_in, folder, HOSTS.__contains__) as environment:
        stand_in.environment = environment
        yield stand_in


@contextmanager
def served(app: Any, folder: Path, serves: Callable[[str], bool]) -> Iterator[dict[str, str]]:
    """An ASGI application behind the emulator's proxy; the environment that leads an agent to it."""
    authority, loop = CertificateAuthority(), asyncio.new_event_loop()
    (folder / "ca.pem").write_bytes(authority.pem)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = Server(app, authority, serves, 0.0, "it is not stood in for")
    try:
        port = asyncio.run_coroutine_threadsafe(server.listen(0), loop).result(10)
        yield {"HTTPS_PROXY": f"http://127.0.0.1:{port}", "REQUESTS_CA_BUNDLE": str(folder / "ca.pem")}
    finally:
        asyncio.run_coroutine_threadsafe(closed(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def closed(server: Server) -> None:
    await server.close()
    await asyncio.sleep(0.1)  # connections end in the loop's next turns


def vault_error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
