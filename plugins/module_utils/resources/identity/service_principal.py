# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations with their service principals."""

from __future__ import annotations

from ...clients.graph.application_credentials import ApplicationCredentials
from ...clients.graph.applications import ApplicationsClient, unique_name_of
from ...clients.graph.deleted_applications import DeletedApplications
from ...clients.http.json_api import Json
from ...engine.argument_spec import AUTH, STATE, ArgumentSpec
from ...engine.resource import Absent, Observed, Resource, State
from ...errors import Forbidden, UsageError
from ...identifiers import check_guid
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ..shared.ownership import MARK, NOT_OURS, ONLY_MANAGED_AND_EMPTY, Thing, others
from ..shared.soft_deletion import SOFT_DELETED
from .application_state import SINGLE_TENANT, WIRE, ApplicationState, carries_mark, state_of, wanted_tags
from .managed_identity import foreign_roles

LONGEST_NAME = 256


class ServicePrincipal(Resource):
    """An app registration with its service principal (docs/reference/graph.md#service-principals)."""

    label = "service principal"
    key = "service_principal"
    spec = (
        AUTH
        + STATE
        + ONLY_MANAGED_AND_EMPTY
        + ArgumentSpec(
            {
                "name": {"type": "str", "aliases": ["display_name"]},
                "app_id": {"type": "str"},
                "unique_name": {"type": "str"},
                "adopt_by_name": {"type": "bool", "default": False},
                "description": {"type": "str"},
                "notes": {"type": "str"},
                "service_management_reference": {"type": "str"},
                "tags": {"type": "list", "elements": "str"},
                "owners": {"type": "list", "elements": "str"},
                "on_deleted": {"type": "str", "choices": ["recover", "fail"], "default": "recover"},
                "purge": {"type": "bool", "default": False},
                "timeout": {"type": "int", "default": 180},
            },
            required_one_of=(("name", "app_id"),),
            mutually_exclusive=(("app_id", "unique_name"), ("app_id", "adopt_by_name")),
        )
    )

    @property
    def applications(self) -> ApplicationsClient:
        return self.context.client(ApplicationsClient)

    @property
    def _recycle_bin(self) -> DeletedApplications:
        return DeletedApplications(self.context)

    @property
    def what(self) -> str:
        return f"the service principal {self.options.get('name') or self.options['app_id']}"

    @property
    def unique_name(self) -> str:
        return self.options.get("unique_name") or unique_name_of(self.options["name"])

    def validate(self) -> None:
        name = self.options.get("name")
        if name is not None and not 1 <= len(name.strip()) <= LONGEST_NAME:
            raise UsageError(f"name has {len(name)} characters, but it has 1 to {LONGEST_NAME}.", "Choose another name.")
        check_guid("app_id", self.options.get("app_id"))
        for owner in self.options.get("owners") or []:
            check_guid("owners", owner)

    # -- reading ------------------------------------------------------------------------------------------------------

    def read(self) -> Observed[Json] | Absent[Json | None]:
        """Looks for the app registration; without a living one also into the recycle bin, where that makes a difference."""
        application = self._find()
        if application is not None:
            return Observed(self._state(application, self.applications.principal(application["appId"])), application)
        removing = self.options["state"] == "absent"
        deleted = self._find_deleted() if self.options["purge"] or not removing else None
        if removing and deleted is not None:
            return Observed({**self._state(deleted, None), SOFT_DELETED: True}, deleted)
        return Absent(deleted)

    def _find(self) -> Json | None:
        """The app registration by app id, else by unique name, else by display name when the user wants that."""
        app_id = self.options.get("app_id")
        if app_id:
            return None if is_unknown(app_id) else self.applications.by_app_id(app_id)
        found = self.applications.by_unique_name(self.unique_name)
        return found or (self._of_that_name() if self.options["adopt_by_name"] else None)

    def _of_that_name(self) -> Json | None:
        """:raises UsageError: several app registrations have the display name."""
        found = self.applications.named(self.options["name"])
        if len(found) > 1:
            raise UsageError(
                f"There are {len(found)} app registrations named {self.options['name']}: "
                f"{', '.join(sorted(one['appId'] for one in found))}.",
                "Set app_id to the one that is meant.",
            )
        return found[0] if found else None

    def _state(self, application: Json, principal: Json | None) -> ApplicationState:
        owners = self.applications.owners(application["id"]) if self.options.get("owners") is not None else None
        return state_of(application, principal, owners, self.context.caller.tenant_id)

    def _find_deleted(self) -> Json | None:
        """The soft-deleted app registration that has the app id or holds the unique name.

        Whoever may only create and change what it owns may not look there, and makes a new one all the same.
        """
        app_id = self.options.get("app_id")
        if is_unknown(app_id):
            return None
        field, value = ("appId", app_id) if app_id else ("uniqueName", self.unique_name)
        try:
            return self._recycle_bin.find(field, value)
        except Forbidden:
            if self.options["state"] == "absent":
                raise
            return None

    # -- planning -----------------------------------------------------------------------------------------------------

    def action(self, observed: Observed[Json] | Absent[Json | None], desired: State) -> str:
        return "recover" if isinstance(observed, Absent) and observed.raw else super().action(observed, desired)

    def desired(self, observed: Observed[Json] | Absent[Json | None]) -> State:
        """:raises UsageError: it would take a change of somebody else's app registration, or one that is soft-deleted."""
        current = observed.state
        base = current or self._new(observed.raw)
        wanted = {
            **base,
            **self.given(*WIRE),
            "principal_id": base["principal_id"] or KNOWN_AFTER_APPLY,
            "tags": wanted_tags(self.options, base["tags"]),
        }
        if self.options.get("name"):
            wanted["display_name"] = self.options["name"]
        if not self.options.get("app_id") and base["unique_name"] == self.unique_name:
            wanted["sign_in_audience"] = SINGLE_TENANT
        if self.options.get("owners") is not None:
            # Who creates it may become an owner by that.
            wanted["owners"] = sorted({*base["owners"], *self._given_owners}) if current else KNOWN_AFTER_APPLY
        if current is not None and wanted != current:
            self._refuse_others(current, "would be changed (" + ", ".join(_differences(current, wanted)) + ")")
        return wanted

    def _new(self, deleted: Json | None) -> State:
        if deleted is not None:
            return self._to_recover(deleted)
        app_id = self.options.get("app_id")
        if app_id and not is_unknown(app_id):
            raise UsageError(
                f"There is no app registration {app_id} in the tenant.",
                "Correct app_id; to create one, give its name and leave app_id out.",
            )
        return {
            **dict.fromkeys(("app_id", "object_id", "principal_id"), KNOWN_AFTER_APPLY),
            "tenant_id": self.context.caller.tenant_id,
            "display_name": self.options.get("name") or KNOWN_AFTER_APPLY,
            "unique_name": KNOWN_AFTER_APPLY if app_id else self.unique_name,
            "sign_in_audience": SINGLE_TENANT,
            **dict.fromkeys(WIRE, ""),
            "tags": [MARK],
            "owners": None,
        }

    def _to_recover(self, deleted: Json) -> State:
        ours, by_id = carries_mark(deleted["tags"]), self.options.get("app_id")
        if self.options["on_deleted"] == "fail" or not ours:
            kept = "stays so for 30 days" if by_id else f"keeps the unique name {self.unique_name} for 30 days"
            theirs = "have it restored (Deleted applications)" if by_id else "choose another unique_name"
            raise UsageError(
                f"The app registration {deleted['displayName']} (app id {deleted['appId']}) is soft-deleted and {kept}.",
                "Set on_deleted to recover to have it back, purge it (state: absent with purge: true), or choose another name."
                if ours
                else f"Somebody else made it: {theirs}.",
            )
        return {**self._state(deleted, None), "principal_id": KNOWN_AFTER_APPLY}

    def _refuse_others(self, current: State, how: str) -> None:
        """:raises UsageError: it carries no mark of ours, and the caller does not own it."""
        if carries_mark(current["tags"]):
            return
        caller = self.context.caller.object_id.lower()
        if caller not in (current["owners"] or self.applications.owners(current["object_id"])):
            raise UsageError(
                f"The app registration {current['display_name']} (app id {current['app_id']}) {how}, but it is somebody else's: "
                f"it has no tag {MARK}, and the signed-in identity is none of its owners.",
                "Make the signed-in identity an owner of it, leave those options out, or choose another name.",
            )

    @property
    def _given_owners(self) -> set[str]:
        return {owner.lower() for owner in self.options.get("owners") or []}

    # -- changing -----------------------------------------------------------------------------------------------------

    def create(self, desired: State, observed: Absent[Json | None]) -> State | Observed[Json]:
        deleted = observed.raw
        if deleted is not None:
            self._recycle_bin.restore(deleted)
            return Observed(self._state(deleted, None), deleted)
        body = {"signInAudience": SINGLE_TENANT, "tags": desired["tags"], "displayName": desired["display_name"]}
        body |= {wire: desired[option] for option, wire in WIRE.items() if desired[option]}
        made = self.applications.create(self.unique_name, body)
        return self._completed(state_of(made, None, None, desired["tenant_id"]))

    def update(self, observed: Observed[Json], desired: State) -> State:
        current = observed.state
        wires = {**WIRE, "display_name": "displayName", "sign_in_audience": "signInAudience", "tags": "tags"}
        body = {wire: desired[option] or None for option, wire in wires.items() if desired[option] != current[option]}
        if "tags" in body:
            body["tags"] = desired["tags"]
        if body:
            self.applications.change(current["object_id"], body)
        principal_id = current["principal_id"] or self._restored_principal(current["app_id"])
        return self._completed({**current, **{option: desired[option] for option in wires}, "principal_id": principal_id})

    def _restored_principal(self, app_id: str) -> str | None:
        """An earlier task may have come no further than to restore the app registration."""
        try:
            principal = self._recycle_bin.restore_principal(app_id, self.options["timeout"])
        except Forbidden:  # who may only change what it owns may not look there
            return None
        return None if principal is None else str(principal["id"])

    def _completed(self, state: State) -> State:
        """Adds the service principal and the owners that are missing."""
        principal_id, owners = state["principal_id"], state["owners"]
        if principal_id is None:
            principal_id = self.applications.create_principal(state["app_id"], self.options["timeout"])["id"]
            self.applications.wait_until_shown(state["app_id"], self.options["timeout"])
        if self.options.get("owners") is not None:
            there = {*self.applications.owners(state["object_id"])}
            for owner in sorted(self._given_owners - there):
                self.applications.add_owner(state["object_id"], owner)
            owners = sorted(there | self._given_owners)
        return {**state, "principal_id": principal_id, "owners": owners}

    # -- removing -----------------------------------------------------------------------------------------------------

    def why_left(self, observed: Observed[Json]) -> list[str]:
        """Spares what a managed identity is spared for."""
        current = observed.state
        if not carries_mark(current["tags"]):
            return [NOT_OURS]
        if SOFT_DELETED in current:
            return []
        credentials = ApplicationCredentials(self.context, current["object_id"], current["display_name"]).all()
        return others((Thing("federated credential", one["name"]) for one in credentials), self.options["ignoring"]) + (
            foreign_roles(self.context, current["principal_id"]) if current["principal_id"] else []
        )

    def delete(self, observed: Observed[Json]) -> None:
        """:raises UsageError: somebody else's, and the user has not named it by app_id."""
        current = observed.state
        if not self.options.get("app_id"):
            self._refuse_others(current, "would be deleted")
        if SOFT_DELETED not in current:
            self.applications.delete(current["object_id"])
        if self.options["purge"]:
            self._recycle_bin.purge(current["object_id"], current["app_id"], current["principal_id"])


def _differences(current: State, wanted: State) -> list[str]:
    return [name for name, value in wanted.items() if value != current[name]]
