# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service as it runs: the routes of its hosts, and the model that they work on."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Generic

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Model, Router

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service(Generic[Model]):
    """A router mounted on its model."""

    router: Router[Model]
    model: Model
    throttled: bool = False
    """Requests too many are refused (--strict-quotas)."""

    def has_route(self, request: Request) -> bool:
        """Says whether one of its routes is the request's."""
        return self.router.find(request.method, request.path) is not None

    def writes(self, request: Request) -> bool:
        """Says whether the request's route changes anything."""
        found = self.router.find(request.method, request.path)
        return found is not None and found[0].write

    def answer(self, request: Request) -> Response:
        """The service's response; a fault of the emulator itself is a 500 that says so."""
        try:
            return self.router.answer(request, self.model, throttled=self.throttled)
        except Exception:
            log.exception("The emulator itself failed at %s %s%s", request.method, request.host, request.path)
            return Response(500, {"error": {"code": "EmulatorFault", "message": "The emulator failed; its log says where."}})
