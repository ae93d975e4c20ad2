# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The app registrations of the tenant, with their service principals."""

from __future__ import annotations

from ...clients.graph.applications import ApplicationsClient
from ...clients.http.json_api import Json
from ...engine.argument_spec import AUTH, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ...identifiers import check_guid
from .application_state import state_of


class ServicePrincipalInfo(Info):
    """Lists all of them, those of a display name, or the one of a client id."""

    key = "service_principals"
    spec = AUTH + ArgumentSpec(
        {
            "name": {"type": "str", "aliases": ["display_name"]},
            "app_id": {"type": "str"},
            "owners": {"type": "bool", "default": False},
        },
        mutually_exclusive=(("name", "app_id"),),
    )

    @property
    def applications(self) -> ApplicationsClient:
        return self.context.client(ApplicationsClient)

    def validate(self) -> None:
        check_guid("app_id", self.options.get("app_id"))

    def gather(self) -> list[State]:
        """Lists them by their names, since Microsoft Graph has no order."""
        return sorted(self._found(), key=lambda one: (one["display_name"].casefold(), one["app_id"]))

    def _found(self) -> list[State]:
        name, app_id = self.options.get("name"), self.options.get("app_id")
        if name is None and app_id is None:
            # One list in place of a request for each.
            principals = {one["appId"]: one for one in self.applications.principals()}
            return [self._state(one, principals.get(one["appId"])) for one in self.applications.all()]
        return [self._state(one, self.applications.principal(one["appId"])) for one in self._named(name, app_id)]

    def _named(self, name: str | None, app_id: str | None) -> list[Json]:
        if name is not None:
            return self.applications.named(name)
        found = self.applications.by_app_id(str(app_id))
        return [found] if found else []

    def _state(self, application: Json, principal: Json | None) -> State:
        owners = self.applications.owners(application["id"]) if self.options["owners"] else None
        return state_of(application, principal, owners, self.context.caller.tenant_id)
