# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variable groups that are linked to a key vault."""

from __future__ import annotations

import functools
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.locations import WRITTEN_VARIABLE_GROUPS
from ...clients.devops.lookup import existing_project, find_named, made_once, same_name
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import UsageError
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ..key_vault.secret_name import check_secret_name
from ..key_vault.vault_name import check_vault_name
from ..shared.devops_resource import CONNECTED, DevOpsResource
from ..shared.ownership import NOT_OURS, ONLY_MANAGED, is_marked, marked, marked_as, unmarked
from .protected_resources import find_resource_id

LINKED = "AzureKeyVault"
"""The type; plain groups are Vsts (docs/reference/azure_devops.md#variable-groups)."""
NEEDED = ("service_connection", "vault_name", "secrets")
"""Options that a new group needs."""


class VariableGroupState(t.TypedDict):
    id: int
    name: str
    project: str
    description: str
    service_connection: str | None
    """Its id."""
    vault_name: str | None
    secrets: list[str]


class DevOpsVariableGroup(DevOpsResource):
    """A variable group that is linked to a key vault."""

    label = "variable group"
    key = "variable_group"
    spec = (
        CONNECTED
        + ONLY_MANAGED
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "name": {"type": "str", "required": True},
                "description": {"type": "str"},
                "service_connection": {"type": "str"},
                "vault_name": {"type": "str"},
                "secrets": {"type": "list", "elements": "str", "no_log": False},
            }
        )
    )

    def validate(self) -> None:
        super().validate()
        if self.options.get("secrets") == []:
            raise UsageError("secrets is empty, but a variable group has at least one variable.", "Name the secrets to link.")
        for secret in self.options.get("secrets") or []:
            check_secret_name(secret, "secrets")
        vault = self.options.get("vault_name")
        if vault is not None and not is_unknown(vault):
            check_vault_name(vault, self.context.cloud, "vault_name")

    @property
    def what(self) -> str:
        return f"the variable group {self.options['name']} of {self.options['project']}"

    # -- reading ------------------------------------------------------------------------------------------------------

    def read(self) -> Observed[Json] | Absent[None]:
        """:raises UsageError: a group of that name is not linked to a vault."""
        group = self._find()
        return Absent(None) if group is None else Observed(self._state(group), group)

    def _find(self) -> Json | None:
        found = find_named(self.devops, self.options["project"], "variablegroup", self.options["name"])
        if found is not None and found["type"] != LINKED:
            raise UsageError(
                f"{self.options['name']} in {self.options['project']} is a variable group with values of its own.",
                "Choose another name; linking that group to a vault would lose its values.",
            )
        return found

    def _state(self, group: Json) -> VariableGroupState:
        return state_of(group, self.options["project"])

    # -- planning -----------------------------------------------------------------------------------------------------

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        """:raises UsageError: a new group lacks an option."""
        current = observed.state
        given = self.given("description", *NEEDED)
        if current is None:
            missing = [name for name in NEEDED if name not in given]
            if missing:
                raise UsageError(f"A new variable group needs {', '.join(missing)}.", "Set what is missing.")
        if "service_connection" in given:
            given["service_connection"] = self._connection_id or KNOWN_AFTER_APPLY
        # Names of vaults and secrets do not tell case.
        if current is not None and same_name(given.get("vault_name", ""), current["vault_name"] or ""):
            given["vault_name"] = current["vault_name"]
        if "secrets" in given:
            spelt = {one.casefold(): one for one in (current or {}).get("secrets", [])}
            given["secrets"] = sorted({spelt.setdefault(one.casefold(), one) for one in given["secrets"]})
        new = {"id": KNOWN_AFTER_APPLY, "name": self.options["name"], "project": self.options["project"], "description": ""}
        return {**(current or new), **given}

    @functools.cached_property
    def _connection_id(self) -> str | None:
        return find_resource_id(self.devops, self.options["project"], "endpoint", self.options["service_connection"])

    # -- changing -----------------------------------------------------------------------------------------------------

    def create(self, desired: State, observed: Absent[None]) -> Observed[Json]:
        body = self._body(desired, {}, marked(desired["description"]))
        asked = f"create {self.what}"
        made = made_once(lambda: t.cast(Json, self.devops.post(WRITTEN_VARIABLE_GROUPS, asked, body)), self._find)
        return Observed(self._state(made), made)

    def update(self, observed: Observed[Json], desired: State) -> State:
        group = observed.raw
        body = self._body(desired, group.get("variables") or {}, marked_as(group.get("description"), desired["description"]))
        return self._state(self.devops.put(WRITTEN_VARIABLE_GROUPS, f"change {self.what}", body, groupId=group["id"]))

    def _body(self, desired: State, before: Json, description: str) -> Json:
        """The body of a write. A variable that stays is sent back as it was, without the value that shows as null
        (docs/reference/azure_devops.md#secret-variables).

        :raises UsageError: there is no such project or service connection.
        """
        project, name = self._project, self.options["project"]
        if desired["service_connection"] == KNOWN_AFTER_APPLY:
            raise UsageError(
                f"There is no service connection {self.options['service_connection']} in {name}.",
                "Create it first (vaultpipe.azure.devops_service_connection), or correct service_connection.",
            )
        linked = {"isSecret": True, "enabled": True, "contentType": ""}
        kept = {
            secret: {key: value for key, value in variable.items() if value is not None} for secret, variable in before.items()
        }
        reference = {"projectReference": {"id": project["id"], "name": project["name"]}}
        return {
            "name": desired["name"],
            "description": description,
            "type": LINKED,
            "providerData": {"serviceEndpointId": desired["service_connection"], "vault": desired["vault_name"]},
            "variables": {secret: kept.get(secret, linked) for secret in desired["secrets"]},
            "variableGroupProjectReferences": [{**reference, "name": desired["name"], "description": description}],
        }

    @property
    def _project(self) -> Json:
        return existing_project(self.devops, self.options["project"])

    def delete(self, observed: Observed[Json]) -> None:
        """Takes it from the project; where other projects share the group, it stays."""
        query = {"projectIds": self._project["id"]}
        self.devops.delete(WRITTEN_VARIABLE_GROUPS, f"delete {self.what}", query=query, groupId=observed.raw["id"])

    def why_left(self, observed: Observed[Json]) -> list[str]:
        return [] if is_marked(observed.raw.get("description")) else [NOT_OURS]


def state_of(group: Json, project: str) -> VariableGroupState:
    link = group.get("providerData") or {}
    return {
        "id": group["id"],
        "name": group["name"],
        "project": project,
        "description": unmarked(group.get("description")),
        "service_connection": link.get("serviceEndpointId"),
        "vault_name": link.get("vault"),
        "secrets": sorted(group.get("variables") or {}),
    }
