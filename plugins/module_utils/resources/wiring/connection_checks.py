# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service connection, and the identity that it signs in as."""

from __future__ import annotations

import typing as t

from ...clients.arm.resource_ids import group_of
from ...clients.arm.resource_types import IDENTITIES
from ...clients.devops.client import Json
from ...clients.devops.lookup import same_name
from ...clients.devops.service_endpoints import ADMINISTRATOR, ServiceEndpointsClient
from ...errors import Forbidden, NoSubscription
from ..identity.connection_identity import identity_among
from ..identity.named_identity import NamedApplication, NamedIdentity, NamedManagedIdentity, named_identity
from ..service_connection.state import is_federated, is_ready, kind_of, operation, state_of
from .check import Check
from .link import Link, Remedy, remedy

UNTOLD_IDENTITY = "IDENTITY"


class ConnectionCheck(Check):
    """The service connection is there, federated and ready."""

    name, needs, thing_option = "connection", ("project",), "service_connection"

    def look(self) -> list[Link]:
        name, project = self.options["service_connection"], self.found.project
        endpoints = ServiceEndpointsClient(self.devops, project["id"], project["name"])
        endpoint = self._named(endpoints, name)
        if endpoint is None:
            told = f"There is no service connection {name} in the project {project['name']}, or it is not to be seen."
            return [self.broken(told, connected(self, name))]
        if not is_federated(endpoint):
            kind, scheme = kind_of(endpoint)
            told = f"{name} is a service connection of the type {kind} with the scheme {scheme}, not with workload identity "
            return [self.broken(f"{told}federation.", connected(self, f"{name}-federated"))]
        state = state_of(endpoint, endpoints.reference_of(endpoint), self.options["project"])
        if not is_ready(endpoint):
            status, said = operation(endpoint)
            told = f"The service connection {state['name']} is not ready: {status or 'no status'}. {said}".strip()
            return [self.broken(told, self._again(endpoint))]
        self.found.connection = state
        return [self.ok(f"The service connection {state['name']} is ready.")]

    def _named(self, endpoints: ServiceEndpointsClient, name: str) -> Json | None:
        return next((one for one in endpoints.all() if name == one["id"] or same_name(endpoints.name_of(one), name)), None)

    def _again(self, endpoint: Json) -> Remedy:
        """A connection that has failed stays so; another takes its place."""
        name, project = self.options["service_connection"], self.found.project
        gone, made = {**self.place, "name": name, "state": "absent"}, connected(self, name)
        deletion = (
            "az", "devops", "service-endpoint", "delete", "--organization", self.organization, "--project", project["name"],
            "--id", endpoint["id"], "--yes",
        )  # fmt: skip
        return Remedy((("devops_service_connection", gone), *made.tasks), (deletion, *made.commands))


class IdentityCheck(Check):
    """The connection's identity is there, and is the one that is meant."""

    name, needs = "identity", ("connection",)

    @property
    def thing(self) -> str | None:
        return self.found.identity.name if hasattr(self.found, "identity") else None

    def look(self) -> list[Link]:
        connection = self.found.connection
        client_id, tenant = connection["identity_client_id"], connection["identity_tenant_id"]
        if client_id is None:
            return [self.unknown(f"Azure DevOps does not show the identity of {connection['name']}. {ADMINISTRATOR}")]
        meant = named_identity(self.options, self.options.get("identity_resource_group"), self.context)
        identity = meant or self._of(client_id)
        begin = f"The service connection {connection['name']} signs in as {client_id}"
        if meant is not None and meant.found is None:
            return [self.broken(f"There is no {self._kind(meant)} {meant.name}, which is meant.", self._made(meant))]
        if identity.client_id is not None and identity.client_id.lower() != client_id.lower():
            told = f"{begin}, but {identity.name} is {identity.client_id}."
            return [self.broken(told, connected(self, connection["name"]))]
        if identity.principal_id is None:
            return [self.broken(f"{begin}, which the tenant does not know.", connected(self, connection["name"]))]
        if tenant and identity.tenant_id and tenant.lower() != identity.tenant_id.lower():
            told = f"{begin} in the tenant {tenant}, but the identity belongs to {identity.tenant_id}."
            return [self.broken(told, connected(self, connection["name"]))]
        self.found.identity = identity
        return [self.ok(f"{begin}, {described(identity)}.")]

    def _of(self, client_id: str) -> NamedIdentity:
        """The identity behind a client id; an application where no managed identity of the subscription has it."""
        try:
            listed = self.arm.of_kind(IDENTITIES)
        except (Forbidden, NoSubscription):
            listed = []
        return identity_among(listed, client_id, self.context)

    def _kind(self, identity: NamedIdentity) -> str:
        return "managed identity" if isinstance(identity, NamedManagedIdentity) else "app registration"

    def _made(self, identity: NamedIdentity) -> Remedy:
        """The identity anew, which is another principal, and the connection led to it."""
        led = connected(self, self.found.connection["name"])
        if isinstance(identity, NamedApplication):
            made = remedy(
                "service_principal", {"name": identity.name}, "az", "ad", "sp", "create-for-rbac", "--name", identity.name
            )
        else:
            group = self.options.get("identity_resource_group") or "RESOURCE_GROUP"
            made = remedy(
                "managed_identity", {"name": identity.name, "resource_group": group, "location": self.location(group)},
                "az", "identity", "create", "--name", identity.name, "--resource-group", group,
            )  # fmt: skip
        return Remedy((*made.tasks, *led.tasks), (*made.commands, *led.commands))


def described(identity: NamedIdentity) -> str:
    """Completes a sentence about whom a connection signs in as."""
    if isinstance(identity, NamedManagedIdentity):
        return f"the managed identity {identity.name}"
    return f"the service principal {(identity.found or {}).get('displayName') or identity.name}"


def named(identity: NamedIdentity, group: str = "identity_resource_group") -> dict[str, t.Any]:
    """Options that name the identity.

    :param group: the option for its resource group.
    """
    if isinstance(identity, NamedManagedIdentity):
        return {"managed_identity": identity.name, group: group_of(identity.path) if identity.path else None}
    return {"service_principal": identity.client_id or identity.name}


def connected(check: Check, name: str) -> Remedy:
    """A connection of that name, made or changed so that it leads to the identity that is meant."""
    options, subscription = check.options, check.arm.subscription_id
    meant = {key: options.get(key) for key in ("managed_identity", "identity_resource_group", "service_principal")}
    if not any(meant.values()):
        meant = {"managed_identity": UNTOLD_IDENTITY}
    return remedy(
        "devops_service_connection", {**check.place, "name": name, **meant, "subscription_id": subscription},
        "az", "devops", "service-endpoint", "create", "--organization", check.organization, "--project",
        options["project"], "--service-endpoint-configuration", "connection.json",
    )  # fmt: skip
