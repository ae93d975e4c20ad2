# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy before the emulator behind which some hosts answer a byte at a time; everything else passes through it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from emulator.server.certificates import CertificateAuthority

BETWEEN = 0.3
"""Seconds between two bytes."""
LENGTH = 10_000
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {LENGTH}\r\n\r\n".encode()
PIECE = 65536


@dataclass(frozen=True)
class SlowProxy:
    url: str
    authority: bytes
    """Certificate of the authority behind the slow hosts."""


@contextmanager
def slow_proxy(behind: tuple[str, int], is_slow: Callable[[str], bool]) -> Iterator[SlowProxy]:
    """:param behind: the emulator's own address."""
    authority, over = CertificateAuthority(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(client: socket.socket) -> None:
            with client, suppress(OSError):
                head = b""
                while b"\r\n\r\n" not in head:
                    head += client.recv(PIECE)
                host = head.split()[1].decode().partition(":")[0]
                if is_slow(host):
                    _drip(client, host, authority, over)
                else:
                    _pass(client, head, behind)

        def accept() -> None:
            while not over.is_set():
                with suppress(OSError):
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield SlowProxy(f"http://127.0.0.1:{listener.getsockname()[1]}", authority.pem)
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)


def _drip(client: socket.socket, host: str, authority: CertificateAuthority, over: threading.Event) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    with authority.context_for(host).wrap_socket(client, server_side=True) as tunnel:
        tunnel.recv(PIECE)
        tunnel.sendall(HEAD)
        for _byte in range(LENGTH):
            if over.wait(BETWEEN):
                return
            tunnel.sendall(b" ")


def _pass(client: socket.socket, head: bytes, behind: tuple[str, int]) -> None:
    with socket.create_connection(behind) as there:
        there.sendall(head)
        back = threading.Thread(target=_pump, args=(there, client), daemon=True)
        back.start()
        _pump(client, there)
        back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(PIECE):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
