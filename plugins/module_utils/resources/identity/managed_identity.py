# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User-assigned managed identities."""

from __future__ import annotations

import typing as t

from ...clients.arm.client import ArmClient, Json
from ...clients.arm.managed_identities import IdentityCredentials, identity_path, made_identity, read_identity
from ...clients.arm.resource_ids import group_of
from ...clients.arm.resource_types import IDENTITIES
from ...clients.arm.roles import RolesClient
from ...clients.context import TaskContext
from ...engine.argument_spec import AUTH, STATE, ArgumentSpec
from ...engine.resource import Absent, Observed, Resource, State
from ...known_after_apply import KNOWN_AFTER_APPLY
from ..shared.location import location_for_new, refuse_relocation
from ..shared.ownership import MARK, NOT_OURS, ONLY_MANAGED_AND_EMPTY, Thing, is_marked, others
from ..shared.tags import TAGS, normal_location, wanted_tags
from .identity_name import check_identity_name


class ManagedIdentityState(t.TypedDict):
    id: str
    name: str
    resource_group: str
    location: str
    principal_id: str
    client_id: str
    tenant_id: str
    isolation_scope: str
    tags: dict[str, str]


class ManagedIdentity(Resource):
    """A user-assigned managed identity (docs/reference/resource_manager.md#managed-identities)."""

    label = "managed identity"
    key = "managed_identity"
    spec = (
        AUTH
        + STATE
        + TAGS
        + ONLY_MANAGED_AND_EMPTY
        + ArgumentSpec(
            {
                "name": {"type": "str", "required": True},
                "resource_group": {"type": "str", "required": True},
                "location": {"type": "str"},
                "isolation_scope": {"type": "str", "choices": ["None", "Regional"]},
            }
        )
    )

    @property
    def arm(self) -> ArmClient:
        return self.context.client(ArmClient)

    @property
    def path(self) -> str:
        return identity_path(self.arm, self.options["resource_group"], self.options["name"])

    def validate(self) -> None:
        check_identity_name("name", self.options["name"])

    def read(self) -> Observed[Json] | Absent[None]:
        identity = read_identity(self.arm, self.path, self.what)
        return Absent(None) if identity is None else Observed(state_of(identity), identity)

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        """:raises UsageError: a new identity without location, or another location for one that exists."""
        location, isolation, current = self.options.get("location"), self.options.get("isolation_scope"), observed.state
        if current is None:
            return {
                "id": KNOWN_AFTER_APPLY,
                "name": self.options["name"],
                "resource_group": self.options["resource_group"],
                "location": location_for_new(self.arm, location, self.what),
                "principal_id": KNOWN_AFTER_APPLY,
                "client_id": KNOWN_AFTER_APPLY,
                "tenant_id": KNOWN_AFTER_APPLY,
                "isolation_scope": isolation or "None",
                "tags": wanted_tags(self.options, None, self.context.reporter),
            }
        refuse_relocation(location, current["location"], self.what)
        return {
            **current,
            "isolation_scope": isolation or current["isolation_scope"],
            "tags": wanted_tags(self.options, current["tags"], self.context.reporter),
        }

    def create(self, desired: State, observed: Absent[None]) -> State:
        body = {name: desired[name] for name in ("location", "tags")}
        isolation = {"properties": {"isolationScope": desired["isolation_scope"]}} if self.options.get("isolation_scope") else {}
        return state_of(made_identity(self.arm, self.path, self.what, {**body, **isolation}))

    def update(self, observed: Observed[Json], desired: State) -> State:
        """Changes tags and isolation scope; PATCH leaves what newer api-versions know besides."""
        body: Json = {"tags": desired["tags"]}
        if desired["isolation_scope"] != observed.state["isolation_scope"]:
            body["properties"] = {"isolationScope": desired["isolation_scope"]}
        return state_of(self.arm.patch(self.path, IDENTITIES.version, self.what, body))

    def why_left(self, observed: Observed[Json]) -> list[str]:
        """Federated credentials have no room for a mark, so any that is left counts; of roles only those that others gave."""
        if MARK not in observed.state["tags"]:
            return [NOT_OURS]
        credentials = IdentityCredentials(self.arm, self.options["resource_group"], self.options["name"]).all()
        return others(
            (Thing("federated credential", one["name"]) for one in credentials), self.options["ignoring"]
        ) + foreign_roles(self.context, observed.state["principal_id"])

    def delete(self, observed: Observed[Json]) -> None:
        self.arm.delete(self.path, IDENTITIES.version, self.what)


def foreign_roles(context: TaskContext, principal_id: str) -> list[str]:
    """Reasons for `only_managed`: the roles in the subscription that somebody else gave to the principal."""
    roles = context.client(RolesClient).given_to(principal_id)
    given = [one for one in roles if not is_marked(one["properties"].get("description"))]
    return [f"has a role at {one['properties']['scope']} that somebody else gave it" for one in given]


def state_of(identity: Json) -> ManagedIdentityState:
    return {
        "id": identity["id"],
        "name": identity["name"],
        "resource_group": group_of(identity["id"]),
        "location": normal_location(identity["location"]),
        "principal_id": identity["properties"]["principalId"],
        "client_id": identity["properties"]["clientId"],
        "tenant_id": identity["properties"]["tenantId"],
        "isolation_scope": identity["properties"].get("isolationScope") or "None",
        "tags": identity.get("tags") or {},
    }
