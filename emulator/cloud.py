# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local Azure as a whole: one clock, one source of ids, one lock, and the state of every service."""

from __future__ import annotations

import logging
import threading
from typing import Any

from emulator.core.clock import Clock
from emulator.core.credentials import Credentials
from emulator.core.delays import takes
from emulator.core.ids import Identifiers
from emulator.core.request import Request
from emulator.core.request_log import RequestLog
from emulator.core.response import Response
from emulator.core.router import Router
from emulator.core.settings import Settings
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.routes import router as arm
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.routes import router as devops
from emulator.services.azure_devops.routes import vstoken
from emulator.services.entra.model.directory import Directory
from emulator.services.entra.model.keys import SigningKey
from emulator.services.entra.routes.tokens import router as entra
from emulator.services.graph.routes import router as graph
from emulator.services.key_vault.data.routes import router as keyvault
from emulator.services.key_vault.management.model.vault_service import VaultService
from emulator.switches.faults import Faults
from emulator.switches.limits import Quotas
from emulator.switches.policies import Policies

log = logging.getLogger(__name__)

ROUTERS: tuple[Router, ...] = (entra, arm, keyvault, devops, vstoken, graph)

REFUSAL = "it is not emulated, and nothing is ever forwarded"
"""Why a host is not answered for."""


def emulated(host: str) -> bool:
    """Whether it is a host of one of the services."""
    return any(router.serves(host) for router in ROUTERS)


class Cloud:
    """Handlers reach everything through it; the state attributes are what reset and snapshots replace."""

    STATE = ("clock", "ids", "policies", "quotas", "directory", "resources", "vaults", "devops")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.credentials = Credentials()
        self.keys = {"entra": SigningKey("vaultpipe-entra"), "vstoken": SigningKey("vaultpipe-vstoken")}
        """By issuer: Entra, and the older Azure DevOps issuer."""
        self.agent_environment: dict[str, str] = {}
        """What leads the build agent's own requests here; set when the port is known."""
        self.faults = Faults()
        self.request_log = RequestLog()
        self.lock = threading.RLock()
        """Held while a handler runs; background work takes it for each change, never while it waits."""
        self.reset()

    def reset(self) -> None:
        """Back to the start state (docs/docsite/rst/emulator.rst#the-start-state)."""
        self.faults.clear()
        self.request_log.clear()
        self.begin()

    def begin(self) -> None:
        """The start state of what a snapshot replaces."""
        self.clock = Clock()
        self.ids = Identifiers(self.settings.seed)
        self.policies = Policies()
        self.quotas = Quotas(self)
        self.directory = Directory(self)
        self.resources = ResourceManager(self)
        self.vaults = VaultService(self)
        self.devops = Organization(self)

    def takes(self, what: str) -> float:
        """Seconds, by the table in core/delays.py."""
        return takes(what, self.settings.eventual)

    def serves(self, host: str) -> bool:
        """Whether the name resolves: a vault's only while there is that vault."""
        return emulated(host) and (not keyvault.serves(host) or self.vaults.resolves(host))

    def router_for(self, host: str) -> Router | None:
        """None when no service has that host."""
        return next((router for router in ROUTERS if router.serves(host)), None)

    def dispatch(self, router: Router, request: Request) -> Response:
        """The reply of a service; a fault of the emulator itself is a 500 that says so."""
        found = router.find(request.method, request.path)
        if found is None:
            return router.not_emulated(request)
        try:
            return router.answer(request, *found)
        except Exception:
            log.exception("The emulator itself failed at %s %s%s", request.method, request.host, request.path)
            return Response(500, {"error": {"code": "EmulatorFault", "message": "The emulator failed; its log says where."}})

    def ask(self, request: Request) -> Response:
        """One service asks another, as Azure DevOps asks Entra and ARM when it verifies a connection."""
        router = self.router_for(request.host)
        assert router is not None, f"{request.host} is none of the services"
        return self.dispatch(router, request)

    def state(self) -> dict[str, Any]:
        """`live`, `recycle_bin` and `system` of every service (docs/docsite/rst/emulator.rst#control-api)."""
        services = {
            "directory": self.directory,
            "resources": self.resources,
            "vaults": self.vaults,
            "devops": self.devops,
        }
        return {
            part: {name: getattr(service, part)() for name, service in services.items()}
            for part in ("live", "recycle_bin", "system")
        }
