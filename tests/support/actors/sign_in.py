# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for what gives tokens outside Entra: az, a machine's managed identity, a pipeline's OIDC address."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from requests import Session

ARM = "https://management.azure.com"
LIFETIME = 3600


def token_of(environment: Mapping[str, str], audience: str = ARM) -> str:
    """A token that the emulator's Entra gives to its caller."""
    with Session() as session:
        session.trust_env = False  # the test's own proxy settings must not come between
        session.proxies = {"https": environment["HTTPS_PROXY"]}
        session.verify = environment["REQUESTS_CA_BUNDLE"]
        form = {
            "grant_type": "client_credentials",
            "client_id": environment["AZURE_CLIENT_ID"],
            "client_secret": environment["AZURE_CLIENT_SECRET"],
            "scope": f"{audience}/.default",
        }
        url = f"https://login.microsoftonline.com/{environment['AZURE_TENANT_ID']}/oauth2/v2.0/token"
        token: str = session.post(url, form, timeout=30).json()["access_token"]
    return token


def az_stand_in(folder: Path, token: str, subscription: str) -> Path:
    """An az that is signed in, and writes down its arguments; returns the folder for the PATH."""
    folder.mkdir()
    script = f"""#!{sys.executable}
import json, sys
with open({str(folder / "asked")!r}, "a") as asked:
    asked.write(" ".join(sys.argv[1:]) + chr(10))
if sys.argv[1:3] == ["account", "get-access-token"]:
    print(json.dumps({{"accessToken": {token!r}, "expires_on": {int(time.time()) + LIFETIME}}}))
else:
    print(json.dumps({{"id": {subscription!r}}}))
"""
    (folder / "az").write_text(script)
    (folder / "az").chmod(0o700)
    return folder


def signed_out_az(folder: Path) -> Path:
    folder.mkdir()
    (folder / "az").write_text("#!/bin/sh\necho \"Please run 'az login' to setup account.\" >&2\nexit 1\n")
    (folder / "az").chmod(0o700)
    return folder


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Endpoint:
    """A loopback address that gives one answer and remembers what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def endpoint(answer: Mapping[str, Any]) -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            here.asked.append(Asked(self.command, address.path, query, headers))
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer

        def log_message(self, *_: Any) -> None:
            """Nothing: it would go to the test's stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Endpoint(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
