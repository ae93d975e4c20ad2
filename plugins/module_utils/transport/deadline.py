# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections whose answers end: a socket's own time limit begins anew with each byte."""

from __future__ import annotations

import http.client
import io
import math
import socket
import ssl
import threading
import time
import typing as t

from ..sdk import required
from .failures import EndlessAnswer, Untrusted

TIMES = 5
"""A whole answer may take as many times as long as a connection or the next piece of an answer (request_timeout)."""


class _Deadline(threading.local):
    """Deadline of the one exchange that a thread is in."""

    host, seconds, ends = "", math.inf, math.inf

    def begin(self, host: str, timeout: t.Any) -> None:
        self.host = host
        self.seconds = TIMES * timeout if isinstance(timeout, (int, float)) else math.inf
        self.ends = time.monotonic() + self.seconds

    def left(self) -> float:
        """:raises EndlessAnswer: nothing is left."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise EndlessAnswer(
                f"{self.host} did not end its answer within {self.seconds:g} s ({TIMES} times request_timeout).",
                "Look at the network and the proxy, or raise request_timeout, and run again.",
            )
        return left


DEADLINE = _Deadline()


class _Pieces(io.RawIOBase):
    """Reader of what arrives at a socket until the deadline."""

    def __init__(self, arriving: io.RawIOBase, sock: socket.socket) -> None:
        self._arriving, self._socket, self._patience = arriving, sock, sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        left = DEADLINE.left()
        if left < math.inf:
            self._socket.settimeout(min(left, math.inf if self._patience is None else self._patience))
        try:
            return self._arriving.readinto(buffer)
        except TimeoutError:
            DEADLINE.left()
            raise

    def fileno(self) -> int:
        return self._arriving.fileno()

    def close(self) -> None:
        self._arriving.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """Response that keeps the deadline, also that of a proxy to CONNECT."""

    def __init__(self, sock: socket.socket, *rest: t.Any, **more: t.Any) -> None:
        super().__init__(sock, *rest, **more)
        self.fp: t.Any = io.BufferedReader(_Pieces(self.fp.detach(), sock))


class _Bounded:
    """The part of a connection that both schemes share."""

    response_class: t.Any = _Response
    host: str
    _tunnel_host: str | None

    def connect(self: t.Any) -> None:
        """:raises Untrusted: at once, since no repeat will mend it."""
        DEADLINE.begin(self._place(), self.timeout)
        try:
            super().connect()  # type: ignore[misc]
        except ssl.SSLCertVerificationError as error:
            raise _untrusted(self._place(), error) from error

    def getresponse(self: t.Any, *rest: t.Any, **more: t.Any) -> t.Any:
        DEADLINE.begin(self._place(), self.timeout)
        return super().getresponse(*rest, **more)  # type: ignore[misc]

    def _place(self) -> str:
        tunnel = getattr(self, "_tunnel_host", None)
        return f"{tunnel} (by the proxy {self.host})" if tunnel else self.host


def _untrusted(host: str, error: ssl.SSLCertVerificationError) -> Untrusted:
    why = error.verify_message.rstrip(".")
    told = f"{host} could not prove its identity: {why}."
    if "expired" in why or "not yet valid" in why:
        return Untrusted(told, "Look at the clock of this machine; if it is right, the host's certificate has to be renewed.")
    if "ismatch" in why or "not valid for" in why:
        return Untrusted(told, "Something else answers under this name: look at DNS and the proxy settings.")
    return Untrusted(
        told,
        "This machine does not trust the authority behind the host's certificate, as with a proxy that opens TLS. Set "
        "REQUESTS_CA_BUNDLE to a file with that authority's certificate. Verification cannot be switched off.",
    )


with required("azure-core"):
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class _PlainConnection(_Bounded, HTTPConnection):
        pass

    class _SecureConnection(_Bounded, HTTPSConnection):
        pass

    class _PlainPool(HTTPConnectionPool):
        ConnectionCls = _PlainConnection

    class _SecurePool(HTTPSConnectionPool):
        ConnectionCls = _SecureConnection

    POOLS = {"http": _PlainPool, "https": _SecurePool}
    """Connection pools of urllib3, by scheme."""
