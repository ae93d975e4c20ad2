# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local Azure as a whole: puts the services together and leads each request to the one that it is for."""

from __future__ import annotations

import threading
from typing import Any

from emulator import agent
from emulator.core.credentials import Credentials
from emulator.core.request import Request
from emulator.core.request_log import RequestLog
from emulator.core.response import Response
from emulator.core.router import Router
from emulator.core.service import Service
from emulator.core.settings import Settings
from emulator.core.signing_keys import SigningKey
from emulator.job_protocol.jobs import Job, JobReporter
from emulator.observer import Observer
from emulator.runtime import Runtime
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.routes import router as arm
from emulator.services.azure_devops.model.addresses import readdress
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.routes import router as devops
from emulator.services.azure_devops.routes import vstoken
from emulator.services.entra.model.directory import Directory
from emulator.services.entra.model.principals import Principal
from emulator.services.entra.routes.tokens import router as entra
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.routes import router as graph
from emulator.services.key_vault.data.routes import router as secrets
from emulator.services.key_vault.management.model.vault_service import VaultService
from emulator.services.key_vault.management.routes import router as vaults
from emulator.switches.faults import Faults

ROUTERS: tuple[Router[Any], ...] = (entra, arm, vaults, secrets, devops, vstoken, graph)

REFUSAL = "it is not emulated, and nothing is ever forwarded"
"""The reason given where a host is not answered for."""


def emulated(host: str) -> bool:
    """Says whether it is a host of one of the services."""
    return any(router.serves(host) for router in ROUTERS)


class Cloud:
    """The services on one state; `STATE` names the attributes that a reset and a snapshot replace."""

    STATE = ("runtime", "directory", "graph", "resources", "second_subscription", "vaults", "devops")

    def __init__(self, settings: Settings, observer: Observer | None = None) -> None:
        self.settings = settings
        self.observer = observer or Observer()
        self.credentials = Credentials()
        self.keys = {"entra": SigningKey("vaultpipe-entra"), "vstoken": SigningKey("vaultpipe-vstoken")}
        """Signing keys by issuer: Entra, and the older Azure DevOps issuer."""
        self.agent_environment: dict[str, str] = {}
        """Variables that lead the build agent's own requests here; set when the port is known."""
        self.faults = Faults()
        self.request_log = RequestLog()
        self.lock = threading.RLock()
        """Held while a handler runs; background work takes it for each change, never while it waits."""
        self.reset()

    def reset(self) -> None:
        """Goes back to the start state (docs/docsite/rst/emulator.rst#the-start-state)."""
        self.faults.clear()
        self.request_log.clear()
        self.begin()

    def begin(self) -> None:
        """Makes the start state of what a snapshot replaces."""
        runtime = Runtime(self.settings, self.credentials, self.keys, self.lock)
        self.runtime = runtime
        self.directory = Directory(runtime)
        self.resources = ResourceManager(runtime, self.directory)
        self.second_subscription = ResourceManager(runtime, self.directory, "vaultpipe second subscription")
        self.resources.others.append(self.second_subscription)
        self.second_subscription.others.append(self.resources)
        self.graph = Graph(runtime, self.directory, self._resource_ids_of)
        self.vaults = VaultService(runtime, self.directory, self.resources)
        self.devops = Organization(
            runtime, self.directory, ask=self.ask, run_job=self._run_job, is_current=lambda: self.runtime is runtime
        )

    def _resource_ids_of(self, principal: Principal) -> list[str]:
        """The ids of the managed identities that have this principal, in whatever subscription."""
        managers = (self.resources, self.second_subscription)
        return [found for manager in managers for found in manager.identities.resource_ids_of(principal)]

    def _run_job(self, job: Job, reporter: JobReporter) -> None:
        agent.run_job(job, reporter, self.agent_environment)

    @property
    def services(self) -> tuple[Service[Any], ...]:
        """Every service, with the special before the general where several answer for one host."""
        throttled = self.settings.strict_quotas
        return (
            Service(entra, self.directory, throttled),
            Service(arm, self.resources, throttled),
            Service(arm, self.second_subscription, throttled),
            Service(vaults, self.vaults, throttled),
            Service(secrets, self.vaults, throttled),
            Service(devops, self.devops, throttled),
            Service(vstoken, self.runtime, throttled),
            Service(graph, self.graph, throttled),
        )

    def serves(self, host: str) -> bool:
        """Says whether the name resolves: a vault's only while there is that vault."""
        return emulated(host) and (not secrets.serves(host) or self.vaults.resolves(host))

    def service_for(self, request: Request) -> Service[Any] | None:
        """The service of the request's host that has a route for it, or else the first one of that host; None without any."""
        readdress(request)
        of_host = [service for service in self.services if service.router.serves(request.host)]
        if self.second_subscription.is_meant(request.path):
            of_host = [service for service in of_host if service.model is self.second_subscription]
        return next((service for service in of_host if service.has_route(request)), of_host[0] if of_host else None)

    def dispatch(self, service: Service[Any], request: Request) -> Response:
        """The response of a service."""
        self.observer.asked(request)
        response = service.answer(request)
        self.observer.told(request, response)
        return response

    def ask(self, request: Request) -> Response:
        """Lets one service ask another, as Azure DevOps asks Entra and ARM when it verifies a connection."""
        service = self.service_for(request)
        assert service is not None, f"{request.host} is none of the services"
        return self.dispatch(service, request)

    def state(self) -> dict[str, Any]:
        """`live`, `recycle_bin` and `system` of every service (docs/docsite/rst/emulator.rst#control-api)."""
        services = {
            "directory": self.directory,
            "resources": self.resources,
            "second_subscription": self.second_subscription,
            "vaults": self.vaults,
            "devops": self.devops,
        }
        return {
            part: {name: getattr(service, part)() for name, service in services.items()}
            for part in ("live", "recycle_bin", "system")
        }
