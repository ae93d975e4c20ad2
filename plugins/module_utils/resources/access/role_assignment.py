# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role assignments."""

from __future__ import annotations

import functools
import re
import typing as t

from ...clients.arm.client import ArmClient, Json
from ...clients.arm.resource_ids import group_of
from ...clients.arm.roles import RolesClient, last_segment
from ...clients.key_vault.vaults import VaultsClient
from ...engine.argument_spec import AUTH, STATE, ArgumentSpec
from ...engine.resource import Absent, Observed, Resource, State
from ...errors import Forbidden, NotFound, UsageError, sentence_case
from ...identifiers import is_guid
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ..identity.principal import PRINCIPAL, Principal
from ..key_vault.vault_name import check_vault_name, vault_id
from ..shared.ownership import NOT_OURS, ONLY_MANAGED, is_marked

VAULT_SCOPE = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.KeyVault/vaults/[^/]+(/.*)?", re.IGNORECASE
)

OF_IDENTITIES, OF_GROUPS = "ServicePrincipal", "Group"
"""Kinds of the principals that options name."""

NEWEST_CONDITIONS = "2.0"
"""The version that conditions are written in unless they say otherwise."""


class RoleAssignment(Resource):
    """`{"id", "scope", "role", "role_definition_id", "principal_id", "condition", "condition_version"}`
    (docs/reference/resource_manager.md#role-assignments)."""

    label = "role assignment"
    key = "role_assignment"
    spec = (
        AUTH
        + STATE
        + ONLY_MANAGED
        + PRINCIPAL
        + ArgumentSpec(
            {
                "role": {"type": "str", "required": True, "aliases": ["role_definition_id"]},
                "scope": {"type": "str"},
                "resource_group": {"type": "str"},
                "vault_name": {"type": "str"},
                "principal_type": {"type": "str", "choices": ["ServicePrincipal", "User", "Group", "ForeignGroup", "Device"]},
                "condition": {"type": "str"},
                "condition_version": {"type": "str", "choices": ["2.0", "1.0"]},
                "timeout": {"type": "int", "default": 180},
            },
            mutually_exclusive=(("scope", "resource_group"), ("scope", "vault_name")),
            required_by={"condition_version": ["condition"]},
        )
    )

    @property
    def arm(self) -> ArmClient:
        return self.context.client(ArmClient)

    @property
    def roles(self) -> RolesClient:
        return self.context.client(RolesClient)

    @functools.cached_property
    def principal(self) -> Principal:
        return Principal(self.options, self.context)

    @functools.cached_property
    def scope(self) -> str:
        """KNOWN_AFTER_APPLY when the named vault is not there."""
        scope, group, vault = (self.options.get(name) for name in ("scope", "resource_group", "vault_name"))
        if vault:
            return vault_id(self.arm, vault, group) or KNOWN_AFTER_APPLY
        if group:
            return self.arm.group(group)
        return str(scope).rstrip("/") if scope else self.arm.subscription

    def validate(self) -> None:
        self.principal.validate()
        if self.options.get("entra_group") is not None and self.options.get("principal_type") not in (None, OF_GROUPS):
            raise UsageError(
                f"principal_type is {self.options['principal_type']}, but entra_group names a group.", "Leave principal_type out."
            )
        scope, vault = self.options.get("scope"), self.options.get("vault_name")
        if vault:
            check_vault_name(vault, self.context.cloud, "vault_name")
        check_scope(scope)

    def read(self) -> Observed[Json] | Absent[None]:
        if is_unknown(self.scope) or is_unknown(self.principal.object_id):
            return Absent(None)
        assignment = self.roles.equal(self.scope, self.role["id"], self.principal.object_id)
        return Absent(None) if assignment is None else Observed(self._state(assignment), assignment)

    @functools.cached_property
    def role(self) -> t.Mapping[str, t.Any]:
        """The definition of the role that the options name.

        :raises UsageError: there is no such role.
        """
        name = self.options["role"]
        if name.startswith("/"):
            name = last_segment(name)
        found = self._definition(name)
        if found is None:
            raise UsageError(
                f"role is {self.options['role']!r}, and there is no role of that name or id to assign at {self.scope}.",
                "List the roles with: az role definition list --query [].roleName",
            )
        return found

    def _definition(self, name: str) -> t.Mapping[str, t.Any] | None:
        """Looks at the scope, else at the subscription: the scope may not be there yet, and both have the same built-in roles."""
        if is_unknown(self.scope):
            return self.roles.definition(self.arm.subscription, name)
        try:
            return self.roles.definition(self.scope, name)
        except NotFound:
            return self.roles.definition(self.arm.subscription, name)
        except Forbidden as error:
            if is_guid(name):
                return self.roles.unseen(name)
            raise error.with_remedy(
                "Give the signed-in identity a role with that action, or write the id of the role in place of its name (az role "
                "definition list shows it)."
            ) from error

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        current = observed.state
        if current is None:
            return {**self._state({"id": KNOWN_AFTER_APPLY, "properties": {}}), **self._condition(None)}
        if self.options.get("condition") is not None:
            return {**current, **self._condition(current["condition_version"])}
        if current["condition"]:
            self.context.warn(
                f"{sentence_case(self.what)} has a condition that somebody set, so that it allows less than the role: "
                f"{current['condition']}"
            )
        return current

    def _condition(self, version: str | None) -> State:
        """The condition that the options want; an empty text is none.

        :param version: of the condition that is there.
        """
        condition = self.options.get("condition") or None
        wanted = self.options.get("condition_version") or version or NEWEST_CONDITIONS
        return {"condition": condition, "condition_version": wanted if condition else None}

    def wait_until_usable(self, state: State, observed: Observed[Json] | Absent[None]) -> State:
        """Refuses a role without effect; not in check mode, in which the vault may be about to change its model."""
        self._refuse_policies()
        return state

    def _refuse_policies(self) -> None:
        """:raises UsageError: the role would have no effect."""
        if self._goes_by_policies:
            raise UsageError(
                f"The key vault {self.scope.split('/')[8]} uses access policies, so the role "
                f"{self.role['properties']['roleName']} has no effect on its contents.",
                "Give the permissions by an access policy (vaultpipe.azure.kv_access_policy), or set "
                "enable_rbac_authorization: true on the vault (vaultpipe.azure.keyvault).",
            )

    @functools.cached_property
    def _goes_by_policies(self) -> bool:
        """Tells whether the role is about what a vault holds, and the vault goes by access policies."""
        if VAULT_SCOPE.fullmatch(self.scope) is None or not _is_about_vault_contents(self.role):
            return False
        group, name = group_of(self.scope), self.scope.split("/")[8]
        vault = self.context.client(VaultsClient).get(group, name)
        return vault is not None and not vault["properties"].get("enableRbacAuthorization")

    def create(self, desired: State, observed: Absent[None]) -> Observed[Json]:
        """:raises UsageError: principal or vault are not there, or the role would have no effect."""
        principal = self.principal.require()
        if is_unknown(self.scope):
            raise UsageError(
                f"There is no key vault {self.options['vault_name']} in the subscription.",
                "Create it first (vaultpipe.azure.keyvault), or correct vault_name.",
            )
        self._refuse_policies()
        description, timeout = self.principal.description, self.options["timeout"]
        role, condition = self.role["id"], _properties(desired)
        made = self.roles.assign(self.scope, role, principal, self._principal_type, description, timeout, condition)
        return Observed(self._state(made), made)

    @property
    def _principal_type(self) -> str:
        """The kind that the options say, else the kind of what they name."""
        named = OF_IDENTITIES if self.options.get("entra_group") is None else OF_GROUPS
        return self.options.get("principal_type") or named

    def update(self, observed: Observed[Json], desired: State) -> State:
        """Changes the condition, which alone can change."""
        return self._state(self.roles.change(observed.raw, _properties(desired)))

    @property
    def what(self) -> str:
        names = ("managed_identity", "service_principal", "entra_group")
        who = next((given for name in names if (given := self.options.get(name))), None) or self.principal.object_id
        return f"the role {self.options['role']} of {who} at {self.scope}"

    def why_left(self, observed: Observed[Json]) -> list[str]:
        return [] if is_marked(observed.raw["properties"].get("description")) else [NOT_OURS]

    def delete(self, observed: Observed[Json]) -> None:
        self.roles.remove(observed.state["id"])

    def facts(self, state: State) -> dict[str, t.Any]:
        return {"principal_id": state["principal_id"]}

    def _state(self, found: t.Mapping[str, t.Any]) -> State:
        return state_of(found, self.scope, self.role["properties"]["roleName"], self.role["id"], self.principal.object_id)


def check_scope(scope: str | None) -> None:
    """:raises UsageError: it is given, and no resource id."""
    if scope and not is_unknown(scope) and not scope.startswith("/"):
        raise UsageError(
            f"scope is {scope!r}, but a scope is a resource id, which begins with '/'.",
            "Write /subscriptions/GUID/resourceGroups/NAME, or set resource_group.",
        )


def state_of(found: t.Mapping[str, t.Any], scope: str, role: str, role_id: str, principal_id: str) -> State:
    return {
        "id": found["id"],
        "scope": scope,
        "role": role,
        "role_definition_id": role_id,
        "principal_id": principal_id,
        "condition": found["properties"].get("condition") or None,
        "condition_version": found["properties"].get("conditionVersion") or None,
    }


def _properties(state: State) -> Json:
    """The condition as requests write it; nothing without one."""
    if state["condition"] is None:
        return {}
    return {"condition": state["condition"], "conditionVersion": state["condition_version"]}


def _is_about_vault_contents(role: t.Mapping[str, t.Any]) -> bool:
    """Tells whether it allows something of the data plane of vaults; an access policy rules that otherwise."""
    actions = [action for one in role["properties"].get("permissions") or [] for action in one.get("dataActions") or []]
    return any(action.lower().startswith("microsoft.keyvault/") for action in actions)
