# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key vaults."""

from __future__ import annotations

import functools
import typing as t

from ...clients.arm.client import ArmClient
from ...clients.arm.resource_ids import group_of
from ...clients.key_vault.vaults import Json, VaultsClient
from ...engine.argument_spec import AUTH, STATE, ArgumentSpec
from ...engine.resource import Absent, Observed, Resource, State
from ...errors import Conflict, Forbidden, UsageError
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ..shared.location import location_for_new, refuse_relocation
from ..shared.ownership import MARK, NOT_OURS, ONLY_MANAGED_AND_EMPTY
from ..shared.soft_deletion import SOFT_DELETED, UNTIL, warn_of_protection
from ..shared.tags import TAGS, normal_location, wanted_tags
from .caller_access import CallerAccess
from .network_rules import check_network
from .vault_contents import others_in_vault
from .vault_name import check_vault_name
from .vault_state import DEFAULTS, FLAGS, NETWORK_ACCESS, WIRE, normal_network, properties_of, state_of

NAME_IS_HELD = (
    "A soft-deleted vault holds the name, where the signed-in identity may not look (that takes "
    "Microsoft.KeyVault/deletedVaults/read at the subscription). Have it recovered or purged, or choose another name."
)
REGISTERING = "RegisteringDns"
"""The provisioning state of a vault whose address leads nowhere yet (docs/reference/key_vault.md#registering-dns)."""


class KeyVault(Resource):
    """A key vault, whether the caller has access to its secrets, and its recycle bin."""

    label = "key vault"
    key = "keyvault"
    spec = (
        AUTH
        + STATE
        + TAGS
        + ONLY_MANAGED_AND_EMPTY
        + ArgumentSpec(
            {
                "name": {"type": "str", "required": True, "aliases": ["vault_name"]},
                "resource_group": {"type": "str", "required": True},
                "location": {"type": "str"},
                "sku": {"type": "str", "choices": ["standard", "premium"]},
                "enable_rbac_authorization": {"type": "bool"},
                "soft_delete_retention_days": {"type": "int", "aliases": ["soft_delete_retention_in_days"]},
                "enable_purge_protection": {"type": "bool"},
                "public_network_access": {"type": "str", "choices": [*NETWORK_ACCESS]},
                "network_acls": {
                    "type": "dict",
                    "options": {
                        "default_action": {"type": "str", "choices": ["Allow", "Deny"]},
                        "bypass": {"type": "str", "choices": ["AzureServices", "None"]},
                        "ip_rules": {"type": "list", "elements": "str"},
                        "virtual_network_subnet_ids": {"type": "list", "elements": "str"},
                    },
                },
                **{flag: {"type": "bool"} for flag in FLAGS},
                "caller_access": {"type": "bool", "default": True},
                "on_deleted": {"type": "str", "choices": ["recover", "fail"], "default": "recover"},
                "purge": {"type": "bool", "default": False},
                "timeout": {"type": "int", "default": 600},
            }
        )
    )

    null_means: t.ClassVar[t.Mapping[str, t.Any]] = {"caller_access": False}

    @property
    def vaults(self) -> VaultsClient:
        return self.context.client(VaultsClient)

    @property
    def names(self) -> tuple[str, str]:
        return self.options["resource_group"], self.options["name"]

    def validate(self) -> None:
        check_vault_name(self.options["name"], self.context.cloud)
        days = self.options.get("soft_delete_retention_days")
        if days is not None and not 7 <= days <= 90:
            raise UsageError(f"soft_delete_retention_days is {days}, but it must be 7 to 90.", "Choose a number in between.")
        check_network(self.options.get("network_acls") or {})

    def read(self) -> Observed[Json] | Absent[Json | None]:
        """Looks for the vault; without a living one also into the recycle bin, where that makes a difference."""
        vault = self.vaults.get(*self.names)
        if vault is not None:
            return self._observed(vault)
        if self.options["state"] == "present":
            return Absent(self._find_deleted())
        deleted = self._find_deleted() if self.options["purge"] else None
        purgeable = self._purgeable(deleted) if deleted else None
        return Absent(deleted) if purgeable is None or deleted is None else Observed(purgeable, deleted)

    def _purgeable(self, deleted: Json) -> State | None:
        """The soft-deleted vault as a state; None where it is another group's, or protected."""
        group, location = _home(deleted)
        properties = deleted["properties"]
        if properties.get("purgeProtectionEnabled"):
            warn_of_protection(self.what, self.context.reporter)
        elif group.lower() == self.options["resource_group"].lower():
            tags, until = properties.get("tags") or {}, properties.get("scheduledPurgeDate")
            return {"name": deleted["name"], "location": location, "tags": tags, SOFT_DELETED: True, UNTIL: until}
        return None

    @functools.cached_property
    def _access(self) -> CallerAccess:
        return CallerAccess(self.context)

    def _find_deleted(self) -> Json | None:
        """The soft-deleted vault that holds the name, when there is no living one.

        Whoever has rights in one resource group only may not look there, and makes a new one all the same.
        """
        try:
            return self.vaults.deleted(self.options["name"])
        except Forbidden:
            if self.options["state"] == "absent":
                raise
            return None

    def action(self, observed: Observed[Json] | Absent[Json | None], desired: State) -> str:
        return "recover" if isinstance(observed, Absent) and observed.raw else super().action(observed, desired)

    def desired(self, observed: Observed[Json] | Absent[Json | None]) -> State:
        """:raises UsageError: what the service never changes would have to, or a deleted vault is in the way."""
        current = observed.state
        if current is None:
            base = self._to_recover(observed.raw) if observed.raw else self._new()
        else:
            self._refuse_impossible(current)
            base = {**current, "tags": wanted_tags(self.options, current["tags"], self.context.reporter)}
        given = self.given(*WIRE, "sku")
        if self.options.get("network_acls") is not None:
            acls = {name: value for name, value in self.options["network_acls"].items() if value is not None}
            known = DEFAULTS["network_acls"] if is_unknown(base["network_acls"]) else base["network_acls"]
            given["network_acls"] = normal_network({**known, **acls})
        return {**base, **given, "caller_access": self.options["caller_access"] or base["caller_access"]}

    def _new(self) -> State:
        location = location_for_new(self.context.client(ArmClient), self.options.get("location"), self.what)
        return {**self._named(location), **DEFAULTS, "tags": wanted_tags(self.options, None, self.context.reporter)}

    def _to_recover(self, deleted: Json) -> State:
        """A vault in the recycle bin keeps its settings to itself."""
        tags = wanted_tags(self.options, deleted["properties"].get("tags") or {}, self.context.reporter)
        return {**self._named(self._recovery_location(deleted)), **dict.fromkeys(DEFAULTS, KNOWN_AFTER_APPLY), "tags": tags}

    def _named(self, location: str) -> State:
        return {
            "id": KNOWN_AFTER_APPLY,
            "name": self.options["name"],
            "resource_group": self.options["resource_group"],
            "location": normal_location(location),
            "vault_uri": f"https://{self.options['name'].lower()}.{self.context.cloud.vault_suffix}/",
            "tenant_id": self.context.caller.tenant_id,
            "caller_access": False,
        }

    def _recovery_location(self, deleted: Json) -> str:
        """The location where the soft-deleted vault of that name was and can be again: same group, same location
        (docs/reference/key_vault.md#recover-vault)."""
        group, location = _home(deleted)
        wanted = normal_location(self.options.get("location") or location)
        if self.options["on_deleted"] == "fail" or (group.lower(), location) != (self.options["resource_group"].lower(), wanted):
            raise UsageError(
                f"A vault {self.options['name']} is soft-deleted (resource group {group}, {location}, purged on "
                f"{deleted['properties'].get('scheduledPurgeDate', 'an unknown date')}) and keeps the name until then.",
                f"Set on_deleted to recover with resource_group {group} and location {location}, purge it (state: absent, "
                "purge: true), or choose another name.",
            )
        return location

    def _refuse_impossible(self, current: State) -> None:
        days = self.options.get("soft_delete_retention_days")
        refuse_relocation(self.options.get("location"), current["location"], self.what)
        if self.options.get("enable_purge_protection") is False and current["enable_purge_protection"]:
            raise UsageError("enable_purge_protection is false, but the vault has it, and it cannot be disabled.", "Leave it on.")
        if days is not None and days != current["soft_delete_retention_days"]:
            raise UsageError(
                f"soft_delete_retention_days is {days}, but the vault was made with {current['soft_delete_retention_days']}, and "
                "it is set at creation only.",
                "Use that number, or another vault.",
            )

    def create(self, desired: State, observed: Absent[Json | None]) -> State | Observed[Json]:
        if observed.raw:
            return self._recover(observed.raw, desired["tags"])
        properties = {
            "tenantId": desired["tenant_id"],
            "accessPolicies": []
            if desired["enable_rbac_authorization"] or not desired["caller_access"]
            else [self._access.policy()],
            **properties_of(desired, [*WIRE, "sku", "network_acls"]),
        }
        body = {"location": desired["location"], "tags": desired["tags"], "properties": properties}
        return self._granted(self._made(body), desired)

    def _made(self, body: Json) -> Json:
        try:
            return self.vaults.put(*self.names, body, self.options["timeout"])
        except Conflict as error:
            raise (error.with_remedy(NAME_IS_HELD) if "deleted state" in error.said else error) from error

    def _recover(self, deleted: Json, tags: t.Mapping[str, str]) -> Observed[Json]:
        """Brings the vault back with the settings that it had; what the user wants otherwise is planned from there.

        The settings come back by themselves, the tags only when the request names them
        (docs/reference/key_vault.md#recovered-settings).
        """
        location = self._recovery_location(deleted)
        properties = {
            "createMode": "recover",
            "tenantId": self.context.caller.tenant_id,
            "sku": {"family": "A", "name": "standard"},
        }
        body = {"location": location, "tags": tags, "properties": properties}
        return self._observed(self.vaults.put(*self.names, body, self.options["timeout"]))

    def update(self, observed: Observed[Json], desired: State) -> State:
        changed = [name for name in desired if desired[name] != observed.state[name]]
        if changed == ["caller_access"]:
            # As it was read: what is planned is done, whatever another reading would say.
            self._access.grant(observed.raw, self.options["timeout"])
            return desired
        body: Json = {"properties": properties_of(desired, changed)}
        if "tags" in changed:
            body["tags"] = desired["tags"]
        return self._granted(self.vaults.patch(*self.names, body), desired)

    def _granted(self, vault: Json, desired: State) -> State:
        if desired["caller_access"] and not self._access.has(vault):
            self._access.grant(vault, self.options["timeout"])
        return self._state(vault, desired["caller_access"])

    def _observed(self, vault: Json) -> Observed[Json]:
        return Observed(self._state(vault, self.options["caller_access"] and self._access.has(vault)), vault)

    def _state(self, vault: Json, caller_access: bool | None) -> State:
        """The vault as the result shows it, with the group as the user writes it: its case does not count."""
        return {**state_of(vault), "resource_group": self.options["resource_group"], "caller_access": caller_access}

    def wait_until_usable(self, state: State, observed: Observed[Json] | Absent[Json | None]) -> State:
        """Waits for the address of a vault that somebody else has begun to make, and until it lets in a caller whose access is
        new (docs/reference/key_vault.md#access-takes-time)."""
        if isinstance(observed, Observed) and observed.raw["properties"].get("provisioningState") == REGISTERING:
            self.vaults.ready(*self.names, self.options["timeout"])
        before = observed.state or {}
        switched = before.get("enable_rbac_authorization") != state["enable_rbac_authorization"]
        if state["caller_access"] and (switched or not before.get("caller_access")):
            self._access.wait(state["vault_uri"], self.options["timeout"])
        return state

    def why_left(self, observed: Observed[Json]) -> list[str]:
        """Looks at what the vault holds, which a soft-deleted one does not show."""
        current = observed.state
        if MARK not in current["tags"]:
            return [NOT_OURS]
        if SOFT_DELETED in current:
            return []
        purge = self.options["purge"] and not current["enable_purge_protection"]
        return others_in_vault(self.context, observed.raw, self.options["ignoring"], purge)

    def delete(self, observed: Observed[Json]) -> None:
        current = observed.state
        if SOFT_DELETED not in current:
            self.vaults.delete(*self.names)
        if self.options["purge"] and current.get("enable_purge_protection"):
            warn_of_protection(self.what, self.context.reporter)
        elif self.options["purge"]:
            self.vaults.purge(self.options["name"], current["location"], self.options["timeout"])


def _home(deleted: Json) -> tuple[str, str]:
    """Resource group and location that a soft-deleted vault had."""
    properties = deleted["properties"]
    return group_of(properties["vaultId"]), normal_location(properties["location"])
