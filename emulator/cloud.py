# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local Azure as a whole: one clock, one source of ids, one lock, and the state of every service."""

from __future__ import annotations

import logging
import threading
from typing import Any

from .arm.model import ResourceManager
from .arm.routes import router as arm
from .clock import Clock
from .credentials import Credentials
from .devops.model import Organization
from .devops.routes import router as devops
from .devops.routes import vstoken
from .entra.keys import SigningKey
from .entra.model import Directory
from .entra.routes import router as entra
from .faults import Faults
from .graph.routes import router as graph
from .identifiers import Identifiers
from .journal import Journal
from .keyvault.model import VaultService
from .keyvault.routes import router as keyvault
from .limits import Quotas
from .rules import Rules
from .settings import Settings
from .timing import takes
from .web import Call, Reply, Router

log = logging.getLogger(__name__)

ROUTERS: tuple[Router, ...] = (entra, arm, keyvault, devops, vstoken, graph)

REFUSAL = "it is not emulated, and nothing is ever forwarded"
"""Why a host is not answered for."""


def emulated(host: str) -> bool:
    """Whether it is a host of one of the services."""
    return any(router.serves(host) for router in ROUTERS)


class Cloud:
    """Handlers reach everything through it; the state attributes are what reset and snapshots replace."""

    STATE = ("clock", "ids", "rules", "quotas", "directory", "resources", "vaults", "devops")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.credentials = Credentials()
        self.keys = {"entra": SigningKey("vaultpipe-entra"), "vstoken": SigningKey("vaultpipe-vstoken")}
        """By issuer: Entra, and the older Azure DevOps issuer."""
        self.agent_environment: dict[str, str] = {}
        """What leads the build agent's own requests here; set when the port is known."""
        self.faults = Faults()
        self.journal = Journal()
        self.lock = threading.RLock()
        """Held while a handler runs; background work takes it for each change, never while it waits."""
        self.reset()

    def reset(self) -> None:
        """Back to the start state (docs/docsite/rst/emulator.rst#the-start-state)."""
        self.faults.clear()
        self.journal.clear()
        self.begin()

    def begin(self) -> None:
        """The start state of what a snapshot replaces."""
        self.clock = Clock()
        self.ids = Identifiers(self.settings.seed)
        self.rules = Rules()
        self.quotas = Quotas(self)
        self.directory = Directory(self)
        self.resources = ResourceManager(self)
        self.vaults = VaultService(self)
        self.devops = Organization(self)

    def takes(self, what: str) -> float:
        """Seconds, by the table in timing.py."""
        return takes(what, self.settings.eventual)

    def serves(self, host: str) -> bool:
        """Whether the name resolves: a vault's only while there is that vault."""
        return emulated(host) and (not keyvault.serves(host) or self.vaults.resolves(host))

    def router_for(self, host: str) -> Router | None:
        """None when no service has that host."""
        return next((router for router in ROUTERS if router.serves(host)), None)

    def dispatch(self, router: Router, call: Call) -> Reply:
        """The reply of a service; a fault of the emulator itself is a 500 that says so."""
        found = router.find(call.method, call.path)
        if found is None:
            return router.not_emulated(call)
        try:
            return router.answer(call, *found)
        except Exception:
            log.exception("The emulator itself failed at %s %s%s", call.method, call.host, call.path)
            return Reply(500, {"error": {"code": "EmulatorFault", "message": "The emulator failed; its log says where."}})

    def ask(self, call: Call) -> Reply:
        """One service asks another, as Azure DevOps asks Entra and ARM when it verifies a connection."""
        router = self.router_for(call.host)
        assert router is not None, f"{call.host} is none of the services"
        return self.dispatch(router, call)

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
