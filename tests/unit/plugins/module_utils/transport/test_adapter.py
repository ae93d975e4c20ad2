# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer without an end is given up at a stated size, packed or not."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from ansible_collections.vaultpipe.azure.plugins.module_utils.transport import adapter
from ansible_collections.vaultpipe.azure.plugins.module_utils.transport.failures import EndlessAnswer

MEBIBYTE = 1 << 20


class _Answers(BaseHTTPRequestHandler):
    """Answers with the mebibytes that the path names, packed where it ends with gz."""

    def do_GET(self) -> None:
        size, _dot, packed = self.path.strip("/").partition(".")
        content = bytes(int(size) * MEBIBYTE)
        content = gzip.compress(content) if packed else content
        self.send_response(200)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def session(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[requests.Session]:
    monkeypatch.setattr(adapter, "LARGEST", 2)
    with requests.Session() as session:
        session.trust_env = False
        session.mount(address, adapter.GuardedAdapter([address]))
        yield session


@pytest.mark.parametrize("what", ["2", "2.gz"])
def test_an_answer_of_the_size_is_read(session: requests.Session, address: str, what: str) -> None:
    assert len(session.get(f"{address}/{what}").content) == 2 * MEBIBYTE


@pytest.mark.parametrize("what", ["3", "3.gz"])
def test_a_larger_one_is_given_up(session: requests.Session, address: str, what: str) -> None:
    with pytest.raises(EndlessAnswer) as error:
        session.get(f"{address}/{what}")
    assert error.value.message == "127.0.0.1 gave an answer of more than 2 MiB."
