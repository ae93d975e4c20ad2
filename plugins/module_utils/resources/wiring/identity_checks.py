# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trust and role of the connection's identity."""

from __future__ import annotations

import json

from ...clients.arm.built_in_roles import READERS
from ...clients.arm.roles import RolesClient, last_segment
from ...clients.devops.service_endpoints import ADMINISTRATOR
from ..identity.credential_name import federated_credential_name
from ..identity.named_identity import NamedManagedIdentity
from ..service_connection.issuers import RETIREMENT, is_old
from ..service_connection.verification import AUDIENCE, differences
from ..shared.granted_actions import allow
from .check import Check
from .connection_checks import named
from .link import Link, Remedy, remedy

READING = "Microsoft.Resources/subscriptions/read"
READING_GROUP = "Microsoft.Resources/subscriptions/resourceGroups/read"


class CredentialCheck(Check):
    """A federated credential of the identity has the connection's issuer, subject and audience."""

    name, needs = "credential", ("connection", "identity")

    def look(self) -> list[Link]:
        connection, identity = self.found.connection, self.found.identity
        if connection["issuer"] is None or connection["subject"] is None:
            return [self.unknown(f"Azure DevOps does not show issuer and subject of {connection['name']}. {ADMINISTRATOR}")]
        expected = {"issuer": connection["issuer"], "subject": connection["subject"], "audience": AUDIENCE}
        credentials = identity.credentials
        found = [(one["name"], differences(one["properties"], expected)) for one in credentials.all()]
        if not found:
            return [self.broken(f"{identity.name} has no federated credential.", self._trust(None))]
        nearest, differing = min(found, key=lambda one: len(one[1]))
        if differing:
            told = " and ".join(f"{field} {value!r}, but the connection presents {expected[field]!r}" for field, value in
                                differing.items())  # fmt: skip
            told = f"No federated credential of {identity.name} fits: the nearest, {nearest}, has the {told}."
            return [self.broken(told, self._trust(nearest))]
        fact = f"The federated credential {nearest} has the connection's issuer, subject and audience."
        if is_old(connection["issuer"]):
            return [self.ok(f"{fact} The issuer retires on {RETIREMENT}.", str(RETIREMENT))]
        return [self.ok(fact)]

    def _trust(self, nearest: str | None) -> Remedy:
        connection, identity = self.found.connection, self.found.identity
        name = nearest or federated_credential_name(connection["name"])
        values = {"issuer": connection["issuer"], "subject": connection["subject"]}
        options = {"name": name, **named(identity, "resource_group"), **values, "audience": AUDIENCE}
        verb = "update" if nearest else "create"
        command: tuple[str, ...]
        if isinstance(identity, NamedManagedIdentity):
            command = (
                "identity", "federated-credential", verb, "--identity-name", identity.name,
                "--resource-group", str(options["resource_group"]), "--name", name, "--issuer", str(values["issuer"]),
                "--subject", str(values["subject"]), "--audiences", AUDIENCE,
            )  # fmt: skip
        else:
            given = json.dumps({"name": name, **values, "audiences": [AUDIENCE]})
            command = ("ad", "app", "federated-credential", verb, "--id", str(identity.client_id), "--parameters", given)
            command += ("--federated-credential-id", name) if nearest else ()
        return remedy("federated_credential", options, "az", *command)


class RoleCheck(Check):
    """The identity has a role that lets it read the connection's scope."""

    name, needs = "role", ("connection", "identity")

    def look(self) -> list[Link]:
        connection, identity = self.found.connection, self.found.identity
        scope, principal = connection["scope"], identity.principal_id
        if scope is None or principal is None:
            return [self.unknown(f"Azure DevOps does not show the scope of {connection['name']}. {ADMINISTRATOR}")]
        roles = self.context.client(RolesClient)
        assigned = {last_segment(one["properties"]["roleDefinitionId"]) for one in roles.reaching(scope, principal)}
        action = READING_GROUP if connection["resource_group"] else READING
        if assigned & READERS or allow(filter(None, (roles.definition(scope, one) for one in sorted(assigned))), [action]):
            return [self.ok(f"{identity.name} may read {scope}.")]
        return [self.broken(f"{identity.name} has no role that lets it read {scope}.", self._reader(scope, principal))]

    def _reader(self, scope: str, principal: str) -> Remedy:
        return remedy(
            "role_assignment", {"role": "Reader", "scope": scope, **named(self.found.identity)},
            "az", "role", "assignment", "create", "--role", "Reader", "--scope", scope, "--assignee-object-id", principal,
            "--assignee-principal-type", "ServicePrincipal",
        )  # fmt: skip
