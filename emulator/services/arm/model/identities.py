# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User-assigned identities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emulator.services.arm.errors import bad_request, location_required, location_taken, resource_not_found
from emulator.services.arm.model.locations import checked_for_resource, normalised

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.arm.model.resource_index import ResourceIndex
    from emulator.services.entra.model.directory import Directory
    from emulator.services.entra.model.principals import Principal

TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities"
ISOLATION_SCOPES = ("None", "Regional")
ISOLATION_SCOPE_SINCE = "2024-11-30"
NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}")


@dataclass
class Identity:
    name: str
    group: str
    """The group's name as the first request wrote it."""
    location: str
    tags: dict[str, str]
    principal: Principal
    isolation_scope: str = "None"
    writing_until: float = 0.0
    """A write of a federated credential is under way until then."""


class Identities:
    """User-assigned identities keyed by group and name in lower case."""

    def __init__(self, runtime: Runtime, directory: Directory, index: ResourceIndex, subscription_id: str) -> None:
        self.runtime, self.directory, self.index = runtime, directory, index
        self.subscription = f"/subscriptions/{subscription_id}"
        self.by_key: dict[tuple[str, str], Identity] = {}

    def find(self, group: str, name: str) -> Identity | None:
        return self.by_key.get((group.lower(), name.lower()))

    def get(self, group: str, name: str) -> Identity:
        """:raises ArmError: ResourceNotFound."""
        identity = self.find(group, name)
        if identity is None:
            raise resource_not_found(TYPE, name, group)
        return identity

    def of_group(self, group: str | None) -> list[Identity]:
        """All of a group, or all there are."""
        return [one for (place, _name), one in self.by_key.items() if group is None or place == group.lower()]

    def put(self, group: str, name: str, body: dict[str, Any]) -> tuple[Identity, bool]:
        """The identity and whether it is new; tags are replaced (docs/reference/resource_manager.md#identity-put)."""
        if not NAME.fullmatch(name):
            # No source confirms the text.
            raise bad_request(f"The resource name '{name}' is invalid: 3 to 128 letters, digits, '-' and '_'.")
        if not body.get("location"):
            raise location_required()
        location = checked_for_resource(body["location"], TYPE)
        isolation = _isolation_scope(body)
        known = self.find(group, name)
        if known is not None and known.location != location:
            raise location_taken(name, group, known.location, normalised(body["location"]))
        identity = known or self._create(group, name, location)
        identity.tags = body.get("tags") or {}
        identity.isolation_scope = isolation or identity.isolation_scope
        return identity, known is None

    def _create(self, group: str, name: str, location: str) -> Identity:
        principal = self.directory.add_principal(name, "ManagedIdentity")
        principal.replicated_at = self.runtime.clock.now() + self.runtime.takes("principal_replication")
        identity = Identity(name, group, location, {}, principal)
        self.by_key[group.lower(), name.lower()] = identity
        self.index.added(self.id_of(identity))
        return identity

    def patch(self, group: str, name: str, body: dict[str, Any]) -> Identity:
        identity = self.get(group, name)
        identity.isolation_scope = _isolation_scope(body) or identity.isolation_scope
        if body.get("tags") is not None:
            identity.tags = body["tags"]
        return identity

    def delete(self, group: str, name: str) -> bool:
        """Says whether there was one. Its principal goes too; what was assigned to it stays behind, as in Azure."""
        identity = self.by_key.pop((group.lower(), name.lower()), None)
        if identity is None:
            return False
        self.index.removed(self.representation(identity))
        self.directory.remove_principal(identity.principal.object_id)
        return True

    def resources(self, group: str | None) -> list[dict[str, Any]]:
        """The identities of a group, or all there are, as Resource Manager lists them."""
        return [self.representation(identity) for identity in self.of_group(group)]

    def resource_ids_of(self, principal: Principal) -> list[str]:
        """The ids of the identities that have this principal: one, or none."""
        return [self.id_of(identity) for identity in self.by_key.values() if identity.principal is principal]

    def remove_group(self, group: str, moment: float) -> None:
        """Deletes the identities of a group that was deleted at that moment."""
        for identity in self.of_group(group):
            self.delete(identity.group, identity.name)

    def id_of(self, identity: Identity) -> str:
        """The resource id, with `resourcegroups` in lower case as the service answers
        (docs/reference/resource_manager.md#identity-put)."""
        return f"{self.subscription}/resourcegroups/{identity.group}/providers/{TYPE}/{identity.name}"

    def representation(self, identity: Identity, version: str = "") -> dict[str, Any]:
        """The identity as an api-version shows it: those that know the isolation scope always name it
        (recorded by Azure SDK for Go)."""
        isolation = {"isolationScope": identity.isolation_scope} if version >= ISOLATION_SCOPE_SINCE else {}
        return {
            "id": self.id_of(identity),
            "name": identity.name,
            "type": TYPE,
            "location": identity.location,
            "tags": identity.tags,
            "properties": {
                **isolation,
                "tenantId": self.directory.tenant_id,
                "principalId": identity.principal.object_id,
                "clientId": identity.principal.client_id,
            },
        }

    def live(self) -> dict[str, Any]:
        return {
            "identities": [
                {
                    "name": one.name,
                    "group": one.group,
                    "location": one.location,
                    "tags": one.tags,
                    "principal_id": one.principal.object_id,
                    "client_id": one.principal.client_id,
                    "federated_credentials": [
                        {
                            "name": credential.name,
                            "issuer": credential.issuer,
                            "subject": credential.subject,
                            "audiences": credential.audiences,
                        }
                        for credential in one.principal.federated_credentials.values()
                    ],
                }
                for one in self.by_key.values()
            ]
        }


def _isolation_scope(body: dict[str, Any]) -> str | None:
    """The scope that a request gives, as the service writes it.

    :raises ArmError: there is no such scope; no source confirms the text.
    """
    given = (body.get("properties") or {}).get("isolationScope")
    if given is None:
        return None
    found = next((one for one in ISOLATION_SCOPES if one.lower() == str(given).lower()), None)
    if found is None:
        raise bad_request(f"The isolation scope '{given}' is not valid: it is one of {', '.join(ISOLATION_SCOPES)}.")
    return found
