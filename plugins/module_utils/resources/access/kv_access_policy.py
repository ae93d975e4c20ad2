# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One principal's access policy of a key vault."""

from __future__ import annotations

import functools
import typing as t

from ...clients.arm.client import ArmClient
from ...clients.arm.resource_ids import group_of
from ...clients.key_vault.vaults import Json, VaultsClient
from ...engine.argument_spec import AUTH, STATE, ArgumentSpec
from ...engine.resource import Absent, Observed, Resource, State
from ...errors import UsageError, VaultpipeError
from ...identifiers import check_guid
from ...wait import wait_for
from ..identity.principal import PRINCIPAL, Principal
from ..key_vault.caller_access import goes_by_roles
from ..key_vault.vault_name import check_vault_name, missing_vault, vault_id
from .permissions import KNOWN, SHOWN, Permissions, check, normal

KINDS = tuple(KNOWN)
HOW = {"add": "add", "set": "replace", "remove": "remove"}
"""Mode: what the service calls it (docs/reference/key_vault.md#access-policy-operations)."""
READ_BACK = 60.0
"""Seconds until a change must show."""


class KvAccessPolicy(Resource):
    """`{"vault_name", "object_id", "application_id", "secret_permissions", "key_permissions", "certificate_permissions",
    "storage_permissions"}`.

    A principal without an entry and one whose entry holds nothing have the same state: empty lists.
    """

    label = "access policy"
    key = "kv_access_policy"
    spec = (
        AUTH
        + STATE
        + PRINCIPAL
        + ArgumentSpec(
            {
                "vault_name": {"type": "str", "required": True},
                "resource_group": {"type": "str"},
                "application_id": {"type": "str"},
                "mode": {"type": "str", "choices": ["add", "set", "remove"], "default": "add"},
                **{kind: {"type": "list", "elements": "str", "no_log": False, "aliases": [SHOWN[kind]]} for kind in KINDS},
            },
            required_if=(("state", "present", KINDS, True),),
        )
    )

    @property
    def arm(self) -> ArmClient:
        return self.context.client(ArmClient)

    @property
    def vaults(self) -> VaultsClient:
        return self.context.client(VaultsClient)

    @functools.cached_property
    def principal(self) -> Principal:
        return Principal(self.options, self.context)

    @property
    def given_permissions(self) -> Permissions:
        return normal(self.given(*KINDS))

    def validate(self) -> None:
        check_vault_name(self.options["vault_name"], self.context.cloud, "vault_name")
        self.principal.validate()
        check(self.given(*KINDS))
        remedy = "Leave it out: only on-behalf-of access by one application needs it."
        check_guid("application_id", self.options.get("application_id"), remedy)

    def read(self) -> Observed[Json] | Absent[None]:
        """Looks into the vault; without it, and when an entry to remove is not there, there is none."""
        vault = self._vault()
        if vault is None:
            return Absent(None)
        stored = normal(self._entry(vault).get("permissions") or {})
        state = (
            self._to_remove(vault["name"], stored) if self.options["state"] == "absent" else self._state(vault["name"], stored)
        )
        return Absent(None) if state is None else Observed(state, vault)

    def _to_remove(self, vault_name: str, stored: Permissions) -> State | None:
        """All that the entry holds, or what of it the options name."""
        given = self.given_permissions
        named = {kind: [one for one in stored[kind] if one in given[kind]] for kind in KINDS} if any(given.values()) else stored
        return self._state(vault_name, named) if any(named.values()) else None

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        base = observed.state or self._state(self.options["vault_name"], normal({}))
        if self._has_no_effect(observed):
            self.context.warn(
                f"The key vault {self.options['vault_name']} uses Azure roles now, and as long as it does, a policy has no "
                "effect."
            )
        given, mode = self.given_permissions, self.options["mode"]
        if mode == "set":
            return {**base, **_shown(given)}
        held = _held(base)
        if mode == "add":
            return {**base, **_shown({kind: sorted({*held[kind], *given[kind]}) for kind in KINDS})}
        self._warn_of_all(held)
        return {**base, **_shown({kind: sorted({*held[kind]} - {*given[kind]}) for kind in KINDS})}

    def create(self, desired: State, observed: Absent[None]) -> State:
        """There is no vault: every principal of one that exists has a state.

        :raises UsageError: always.
        """
        raise missing_vault(self.options["vault_name"], self.options.get("resource_group"))

    def update(self, observed: Observed[Json], desired: State) -> State:
        self._refuse_roles(observed)
        self._write(HOW[self.options["mode"]], self.given_permissions)
        return desired

    def delete(self, observed: Observed[Json]) -> None:
        self._write("remove", _held(observed.state))

    def facts(self, state: State) -> dict[str, t.Any]:
        return {"principal_id": state["object_id"]}

    def action(self, observed: Observed[Json] | Absent[None], desired: State) -> str:
        return "update" if observed.state and any(_held(observed.state).values()) else "create"

    def _write(self, how: str, permissions: Permissions) -> None:
        vault = self._vault()
        if vault is None:
            raise VaultpipeError(f"The vault {self.options['vault_name']} is gone since it was read.", "Run again.")
        entry = {"tenantId": vault["properties"]["tenantId"], "objectId": self.principal.require()}
        if self.options.get("application_id"):
            entry["applicationId"] = self.options["application_id"]
        body = {**entry, "permissions": {kind: names for kind, names in permissions.items() if names or how == "replace"}}
        self.vaults.access_policy(group_of(vault["id"]), vault["name"], how, body)
        wait_for(
            f"the access policy of {entry['objectId']} to show at the vault {vault['name']}",
            lambda: True if self._shows(how, permissions) else None,
            timeout=READ_BACK,
            report=self.context.reporter,
        )

    def _shows(self, how: str, permissions: Permissions) -> bool:
        """Tells whether what was written shows; others may change the rest in the meantime."""
        vault = self._vault()
        stored = normal(self._entry(vault).get("permissions") or {}) if vault else normal({})
        if how == "replace":
            return all(stored[kind] == sorted(names) for kind, names in permissions.items())
        held = {kind: {*stored[kind]} & {*names} for kind, names in permissions.items()}
        return not any(held.values()) if how == "remove" else all(held[kind] == {*names} for kind, names in permissions.items())

    def _vault(self) -> Json | None:
        return self.vaults.get(group_of(self._path), self.options["vault_name"]) if self._path else None

    @functools.cached_property
    def _path(self) -> str | None:
        return vault_id(self.arm, self.options["vault_name"], self.options.get("resource_group"))

    def _entry(self, vault: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
        """The identity's own entry: the same principal with and without an application are two identities."""
        wanted = (self.principal.object_id, (self.options.get("application_id") or "").lower())
        for entry in vault["properties"].get("accessPolicies") or []:
            if (entry["objectId"].lower(), (entry.get("applicationId") or "").lower()) == wanted:
                return t.cast(t.Mapping[str, t.Any], entry)
        return {}

    def _state(self, vault_name: str, permissions: Permissions) -> State:
        return state_of(vault_name, self.principal.object_id, self.options.get("application_id"), permissions)

    def wait_until_usable(self, state: State, observed: Observed[Json] | Absent[None]) -> State:
        """Refuses a policy without effect, which may be there already. In check mode an earlier task may yet change the vault."""
        self._refuse_roles(observed)
        return state

    def _has_no_effect(self, observed: Observed[Json] | Absent[None]) -> bool:
        """Tells whether the vault goes by roles and ignores what the options give."""
        return isinstance(observed, Observed) and goes_by_roles(observed.raw) and self.options["mode"] != "remove"

    def _refuse_roles(self, observed: Observed[Json] | Absent[None]) -> None:
        """:raises UsageError: the vault goes by roles and would ignore the policy."""
        if self._has_no_effect(observed):
            raise UsageError(
                f"The key vault {self.options['vault_name']} uses Azure roles (enable_rbac_authorization), so an access "
                "policy has no effect.",
                "Assign the role Key Vault Secrets User at the vault (vaultpipe.azure.role_assignment), or set "
                "enable_rbac_authorization: false on the vault.",
            )

    def _warn_of_all(self, held: Permissions) -> None:
        """`all` is a value of its own, which taking away others leaves (docs/reference/key_vault.md#permission-all)."""
        for kind, given in self.given_permissions.items():
            if given and "all" in held[kind] and "all" not in given:
                self.context.warn(f"{kind} keeps the permission 'all', so the principal can still do what is removed.")


def state_of(vault_name: str, object_id: str, application_id: str | None, permissions: Permissions) -> State:
    return {"vault_name": vault_name, "object_id": object_id, "application_id": application_id, **_shown(permissions)}


def _shown(permissions: Permissions) -> State:
    """Permissions under the names that results have for them."""
    return {SHOWN[kind]: names for kind, names in permissions.items()}


def _held(state: State) -> Permissions:
    return {kind: state[SHOWN[kind]] for kind in KINDS}
