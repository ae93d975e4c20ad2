# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator that also notes what its own record of requests leaves out: `python -m …request_capturing FILE serve …`.

FILE gets a line of JSON, a `Noted`, for each request. No tokens.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.emulator.observer import note, serve
from emulator.core.request import Request
from emulator.observer import Observer

STAND_INS = {"client-request-id": "a guid", "client_assertion": "a token", "client_secret": "a secret"}
"""For values that are new in each request, or not to be written down."""


@dataclass(frozen=True)
class Noted:
    """One request, in the order of their arrival."""

    method: str
    host: str
    path: str
    query: dict[str, str]
    accept: str
    scheme: str
    """Scheme of the authorization."""
    form: dict[str, str]

    @classmethod
    def of(cls, call: Request) -> Noted:
        form = call.form() if "form" in call.headers.get("content-type", "") else {}
        scheme = call.headers.get("authorization", "").partition(" ")[0]
        accept = call.headers.get("accept", "")
        return cls(call.method, call.host, call.path, shown(call.query), accept, scheme, shown(form))


def shown(values: dict[str, str]) -> dict[str, str]:
    return {name: STAND_INS.get(name, value) for name, value in values.items()}


def noted(file: Path) -> list[Noted]:
    return [Noted(**json.loads(line)) for line in file.read_text().splitlines()]


class Capturer(Observer):
    """Notes each request before a service answers it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def asked(self, request: Request) -> None:
        note(self._file, asdict(Noted.of(request)))


if __name__ == "__main__":
    to, *arguments = sys.argv[1:]
    serve(arguments, Capturer(Path(to)))
