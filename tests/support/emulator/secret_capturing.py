# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator with somebody on the line: `python -m …secret_capturing WIRE PROCESSES serve …`.

WIRE gets a line of JSON, `[what, value]`, for each secret that a request or an answer carries. PROCESSES gets one,
`[arguments, environment]`, for each process that the agent starts: they are too short for whoever looks now and then.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.observer import note, serve
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.observer import Observer

FORM_SECRETS = ("client_secret", "client_assertion")
ANSWERED_SECRETS = ("access_token", "oidcToken")


def overheard(call: Request, reply: Response) -> Iterator[tuple[str, str]]:
    scheme, _blank, credential = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        yield "bearer token", credential
    if scheme.lower() == "basic":
        yield "personal access token", base64.b64decode(credential).decode().partition(":")[2]
    if call.path.endswith("/token"):
        yield from ((name, value) for name, value in call.form().items() if name in FORM_SECRETS)
    if isinstance(reply.body, dict):
        yield from ((name, str(reply.body[name])) for name in ANSWERED_SECRETS if name in reply.body)
    if call.method == "PUT" and call.path.startswith("/secrets/"):
        yield f"value of {call.path.rpartition('/')[2]}", str(call.json_object().get("value"))


class Listener(Observer):
    """Notes each secret once."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: set[tuple[str, str]] = set()

    def told(self, request: Request, response: Response) -> None:
        for secret in overheard(request, response):
            if secret not in self._seen:
                self._seen.add(secret)
                note(self._file, secret)


def note_processes(file: Path) -> None:
    def look(event: str, details: Any) -> None:
        if event == "subprocess.Popen":
            _executable, arguments, _folder, environment = details
            note(file, [arguments, environment])

    sys.addaudithook(look)


if __name__ == "__main__":
    wire, processes, *arguments = sys.argv[1:]
    note_processes(Path(processes))
    serve(arguments, Listener(Path(wire)))
