# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one loopback port: a CONNECT proxy that ends the TLS itself, and plain HTTP for the control API."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from itertools import count
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from emulator.server.certificates import CertificateAuthority

LONGEST_HEAD = 16384
QUICKACK = getattr(socket, "TCP_QUICKACK", None)


class HttpConnection(H11Protocol):
    """uvicorn's HTTP/1.1 on a tunnel or on the bare port."""

    _early = b""
    _connected = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._connected = True
        if self._early:
            early, self._early = self._early, b""
            self.data_received(early)

    def data_received(self, data: bytes) -> None:
        # The client's first request can arrive in one segment with the end of its handshake.
        if not self._connected:
            self._early += data
            return
        super().data_received(data)
        self._acknowledge()

    def _acknowledge(self) -> None:
        """urllib3 sends head and body apart and waits for our ACK in between: 44 ms (docs/reference/clients.md#delayed-acks)."""
        connection = self.transport.get_extra_info("socket") if self.transport else None
        if QUICKACK is not None and connection is not None:
            connection.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)


class Gate(asyncio.Protocol):
    """Reads the first request's head: opens a tunnel, or hands a control request on as it is."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._head += data
        if b"\r\n\r\n" not in self._head:
            if len(self._head) > LONGEST_HEAD:
                self._transport.abort()
            return
        method, target = ([*self._head.split(b"\r\n", 1)[0].decode("latin-1").split(" "), "", ""])[:2]
        if method == "CONNECT":
            self._transport.pause_reading()
            self._server.spawn(self._tunnel(target.rpartition(":")[0].lower()))
        elif target.startswith("/") and self._server.control is not None:
            connection = self._server.http(self._transport, self._server.control)
            self._transport.set_protocol(connection)
            connection.connection_made(self._transport)
            connection.data_received(self._head)
        else:
            self._refuse("Only HTTPS by CONNECT is served here.")

    async def _tunnel(self, host: str) -> None:
        await asyncio.sleep(self._server.latency)
        if not self._server.serves(host):
            self._refuse(f"{host} is refused: {self._server.refusal}.")
            return
        self._transport.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        connection = self._server.http(self._transport, self._server.app)
        context = self._server.authority.context_for(host)
        try:
            tunnel = await asyncio.get_running_loop().start_tls(self._transport, connection, context, server_side=True)
        except (OSError, EOFError):
            return  # the client went away, or does not trust our authority: its own error says so
        if tunnel is not None:
            await asyncio.sleep(self._server.latency)
            connection.connection_made(tunnel)

    def _refuse(self, why: str) -> None:
        body = why.encode()
        self._transport.write(
            b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        self._transport.close()


def _loaded(app: Any) -> Config:
    config = Config(app, log_config=None, access_log=False, lifespan="off", timeout_keep_alive=300)
    config.load()
    return config


class Server:
    """Listens until closed."""

    def __init__(
        self,
        app: Any,
        authority: CertificateAuthority,
        serves: Callable[[str], bool],
        latency: float,
        refusal: str,
        control: Any = None,
    ) -> None:
        """:param app: answers in the tunnels.
        :param refusal: why a host that is not served is refused, after a colon.
        :param control: answers plain requests to the port itself.
        """
        self.authority, self.serves, self.latency, self.refusal = authority, serves, latency, refusal
        self.app, self.control = _loaded(app), _loaded(control) if control else None
        self._state = ServerState()
        self._connections = count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, port: int) -> int:
        """Starts on 127.0.0.1; port 0 takes a free one. Returns the port."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: Gate(self), "127.0.0.1", port)
        return int(self._listener.sockets[0].getsockname()[1])

    def http(self, transport: asyncio.Transport, app: Config) -> HttpConnection:
        state = {"connection": next(self._connections), "abort": transport.abort}
        return HttpConnection(app, self._state, state)

    def spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        self._listener.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        for task in self._tasks:
            task.cancel()
