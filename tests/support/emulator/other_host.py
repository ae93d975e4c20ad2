# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator with one more host, elsewhere.example: `python -m …other_host REACHED serve …`.

REACHED gets a line of JSON, `[method, path, scheme of its Authorization header]`, for each request that comes there. It answers
everything as if it were the service.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.observer import note
from emulator import cloud, command_line
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Router
from emulator.core.service import Service

elsewhere: Router[None] = Router("elsewhere.example")
reached = Path(sys.argv[1])


def answer(call: Request, _nothing: None) -> Response:
    note(reached, [call.method, call.path, call.headers.get("authorization", "").partition(" ")[0]])
    return Response(200, {"value": [], "name": "x", "id": "/x", "properties": {}, "access_token": "x", "expires_in": 3600})


class Elsewhere(cloud.Cloud):
    @property
    def services(self) -> tuple[Service[Any], ...]:
        return (*super().services, Service(elsewhere, None))

    def serves(self, host: str) -> bool:
        return host == "elsewhere.example" or super().serves(host)


for method in ("GET", "PUT", "POST", "PATCH", "DELETE"):
    elsewhere.on(method, "/")(answer)
    elsewhere.on(method, "/{rest:path}")(answer)
sys.exit(command_line.main(sys.argv[2:], make_cloud=Elsewhere))
