# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role definitions and assignments at any scope of ARM (docs/reference/resource_manager.md#role-assignments)."""

from __future__ import annotations

import typing as t
import uuid

from ...errors import Conflict, Forbidden, NotFound, ServiceError
from ...identifiers import is_guid
from ...wait import retry, wait_for
from ..context import TaskContext
from .built_in_roles import BuiltInRole, built_in_role
from .client import ArmClient, Json
from .resource_types import ROLES

AUTHORIZATION = "/providers/Microsoft.Authorization"
LISTS_LAG = 60.0
"""Seconds until an assignment that the service says is there must show in its list."""

KEPT = ("roleDefinitionId", "principalId", "principalType", "description", "delegatedManagedIdentityResourceId")
"""Properties that a change of the condition repeats: the request replaces all of them."""


def last_segment(role_id: str) -> str:
    """The GUID of a role or an assignment: its id comes with different prefixes."""
    return role_id.rstrip("/").rsplit("/", 1)[-1].lower()


def within(scope: str, parent: str) -> bool:
    """Tells whether a scope is the parent or lies below it; case never counts."""
    scope, parent = scope.lower().rstrip("/"), parent.lower().rstrip("/")
    return scope == parent or scope.startswith(f"{parent}/")


MAY_ASSIGN = (
    "Contributor may not assign roles: give the signed-in identity the role Role Based Access Control Administrator (or User "
    "Access Administrator, or Owner) at that scope, or let somebody who has it assign this one."
)


class RolesClient:
    """Role definitions and assignments, one method per call."""

    def __init__(self, context: TaskContext) -> None:
        self._arm, self._report = context.client(ArmClient), context.reporter

    def definition(self, scope: str, role: str) -> Json | None:
        """The role of that name or GUID, as far as it can be assigned at the scope; that of a built-in name without a request."""
        built_in = built_in_role(role)
        if built_in and within(scope, self._arm.subscription):
            return self._known(built_in)
        definitions, what = f"{scope}{AUTHORIZATION}/roleDefinitions", f"the role {role}"
        if is_guid(role):
            return self._arm.get(f"{definitions}/{role}", ROLES, what)
        quoted = role.replace("'", "''")
        found = self._arm.list(definitions, ROLES, what, **{"$filter": f"roleName eq '{quoted}'"})
        return found[0] if found else None

    def unseen(self, guid: str) -> Json:
        """A role whose definition the signed-in identity may not read; the service knows it by its id."""
        return self._known(BuiltInRole(guid.lower(), guid.lower()))

    def _known(self, role: BuiltInRole) -> Json:
        path = f"{self._arm.subscription}{AUTHORIZATION}/roleDefinitions/{role.guid}"
        return {"id": path, "properties": {"roleName": role.name, "permissions": [{"dataActions": list(role.data_actions)}]}}

    def of_principal(self, scope: str, principal_id: str) -> list[Json]:
        """The principal's own assignments at the scope and above it.

        :raises NotFound: there is no such scope.
        """
        found = self._assignments(scope, f"the roles of {principal_id} at {scope}", f"principalId eq '{principal_id}'")
        return [one for one in found if within(scope, one["properties"]["scope"])]

    def reaching(self, scope: str, principal_id: str) -> list[Json]:
        """The assignments that count for the principal at the scope: its own and its groups', there and above."""
        found = self._assignments(scope, f"the roles of {principal_id} at {scope}", f"assignedTo('{principal_id}')")
        return [one for one in found if within(scope, one["properties"]["scope"])]

    def given_to(self, principal_id: str) -> list[Json]:
        """The principal's own assignments in the subscription, at whatever scope."""
        subscription = self._arm.subscription
        return self._assignments(subscription, f"the roles of {principal_id}", f"principalId eq '{principal_id}'")

    def everybodys(self) -> list[Json]:
        """All assignments that reach into the subscription, at whatever scope."""
        return self._assignments(self._arm.subscription, "the role assignments of the subscription", "")

    def definitions(self) -> list[Json]:
        """The roles that can be assigned in the subscription."""
        return self._arm.list(f"{self._arm.subscription}{AUTHORIZATION}/roleDefinitions", ROLES, "the roles of the subscription")

    def at(self, scope: str) -> list[Json]:
        """Everybody's assignments at the scope itself, not those that it inherits."""
        found = self._assignments(scope, f"the roles at {scope}", "atScope()")
        return [one for one in found if within(one["properties"]["scope"], scope)]

    def everywhere(self, scope: str, principal_id: str | None) -> list[Json]:
        """Assignments at the scope, above it and below it, of one principal or of everybody.

        :raises NotFound: there is no such scope.
        """
        return self._assignments(scope, f"the roles at {scope}", f"principalId eq '{principal_id}'" if principal_id else "")

    def names(self, scope: str) -> dict[str, str]:
        """Names of the roles that can be assigned at the scope, by their GUID; none where the caller may not read them."""
        try:
            found = self._arm.list(f"{scope}{AUTHORIZATION}/roleDefinitions", ROLES, f"the roles to assign at {scope}")
        except Forbidden:
            return {}
        return {last_segment(one["id"]): one["properties"]["roleName"] for one in found}

    def described(self, description: str) -> list[Json]:
        """The assignments in the subscription that have this description."""
        return [one for one in self.everybodys() if one["properties"].get("description") == description]

    def _assignments(self, scope: str, what: str, only: str) -> list[Json]:
        query = {"$filter": only} if only else {}
        return self._arm.list(f"{scope}{AUTHORIZATION}/roleAssignments", ROLES, what, **query)

    def equal(self, scope: str, role_id: str, principal_id: str) -> Json | None:
        """The assignment of exactly this role at exactly this scope, whatever its GUID; None also without the scope."""
        try:
            found = self.of_principal(scope, principal_id)
        except NotFound:
            return None
        return next((one for one in found if _is(one["properties"], scope, role_id)), None)

    def assign(
        self,
        scope: str,
        role_id: str,
        principal_id: str,
        principal_type: str | None,
        description: str,
        timeout: float,
        condition: Json | None = None,
    ) -> Json:
        """Assigns and waits out the replication of a fresh principal.

        :param principal_type: None lets the service look it up; say it for a principal that may be fresh.
        :param timeout: seconds to wait for the directory.
        :param condition: `condition` and `conditionVersion`, or nothing.
        :raises TimedOut: the principal did not appear in the directory.
        """
        role_guid = last_segment(role_id)
        # A name that follows from its content makes the request safe to repeat.
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{scope.lower()}|{role_guid}|{principal_id.lower()}")
        properties = {
            "roleDefinitionId": f"{self._arm.subscription}{AUTHORIZATION}/roleDefinitions/{role_guid}",
            "principalId": principal_id,
            "description": description,
            **(condition or {}),
            **({"principalType": principal_type} if principal_type else {}),
        }
        path, what = f"{scope}{AUTHORIZATION}/roleAssignments/{name}", f"the role of {principal_id} at {scope}"
        try:
            return retry(
                f"the principal {principal_id} to appear in the directory",
                lambda: self._arm.put(path, ROLES, what, {"properties": properties}),
                again=_is_fresh_principal,
                timeout=timeout,
                report=self._report,
                remedy="Check that it is the object id of a principal of this tenant (of a service principal, not of its "
                "application, and not the client id).",
            )
        except Forbidden as error:
            raise error.with_remedy(MAY_ASSIGN) from error
        except Conflict as error:
            if error.code != "RoleAssignmentExists":
                raise
        return wait_for(
            f"{what} to be listed",
            lambda: self.equal(scope, role_guid, principal_id),
            timeout=LISTS_LAG,
            report=self._report,
        )

    def change(self, assignment: Json, condition: Json) -> Json:
        """Gives an assignment another condition, or none; the rest stays, and may not change.

        :param condition: `condition` and `conditionVersion`, or nothing.
        """
        kept = {name: value for name in KEPT if (value := assignment["properties"].get(name)) is not None}
        what = f"the role assignment {last_segment(assignment['id'])}"
        try:
            return self._arm.put(assignment["id"], ROLES, what, {"properties": {**kept, **condition}})
        except Forbidden as error:
            raise error.with_remedy(MAY_ASSIGN) from error

    def remove(self, assignment_id: str) -> None:
        try:
            self._arm.delete(assignment_id, ROLES, f"the role assignment {last_segment(assignment_id)}")
        except Forbidden as error:
            raise error.with_remedy(MAY_ASSIGN) from error


def _is(properties: t.Mapping[str, t.Any], scope: str, role_id: str) -> bool:
    """Exactly this scope and role; the list also gives what is inherited from above."""
    same_scope = within(properties["scope"], scope) and within(scope, properties["scope"])
    return same_scope and last_segment(properties["roleDefinitionId"]) == last_segment(role_id)


def _is_fresh_principal(error: ServiceError) -> bool:
    """400, not 404 (docs/reference/resource_manager.md#principal-not-found)."""
    return error.code == "PrincipalNotFound"
