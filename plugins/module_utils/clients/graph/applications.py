# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations and their service principals in Microsoft Graph (docs/reference/graph.md#applications)."""

from __future__ import annotations

import typing as t
import uuid

from ...errors import Conflict, ServiceError, TimedOut, Unreachable, VaultpipeError
from ...wait import retry, wait_for
from ..context import TaskContext
from ..http.json_api import Json
from .client import GraphClient, address, quoted

NAME_IS_HELD = (
    "A soft-deleted app registration may hold the unique name, where the signed-in identity may not look (that takes "
    "Application.Read.All). Restore it (Deleted applications), or choose another unique_name."
)
MAY_CREATE = (
    "Run again; the app registration itself has been made. If it is refused for good, the signed-in identity may not create "
    "service principals."
)

SHOWN_WITHIN = 60.0
"""Seconds until reads must show a service principal whose name is in use, unless a soft-deleted one holds it."""


def unique_name_of(name: str) -> str:
    """The unique name of an app registration that this collection makes under a display name.

    It follows from the name, so that a repeated creation finds the first one (docs/reference/graph.md#upsert).
    """
    return f"vaultpipe-{uuid.uuid5(uuid.NAMESPACE_URL, f'vaultpipe.azure/service_principal/{name}')}"


class ApplicationsClient:
    """One method per call, or per pair of both objects."""

    def __init__(self, context: TaskContext) -> None:
        self.graph, self._report = context.client(GraphClient), context.reporter

    def by_app_id(self, app_id: str) -> Json | None:
        return self.graph.get(address("applications", "appId", app_id), f"the app registration {app_id}")

    def by_unique_name(self, unique_name: str) -> Json | None:
        return self.graph.get(address("applications", "uniqueName", unique_name), f"the app registration {unique_name}")

    def all(self) -> list[Json]:
        """Every app registration of the tenant."""
        return self.graph.list("/applications", "the app registrations of the tenant")

    def principals(self) -> list[Json]:
        """Every service principal of the tenant, also of those whose app registration another one has."""
        return self.graph.list("/servicePrincipals", "the service principals of the tenant")

    def named(self, name: str) -> list[Json]:
        """App registrations with exactly this display name; it need not be unique."""
        found = self.graph.list("/applications", f"app registrations named {name}", f"displayName eq {quoted(name)}")
        return [one for one in found if one["displayName"] == name]

    def owners(self, object_id: str) -> list[str]:
        """Their object ids, sorted."""
        found = self.graph.list(f"/applications/{object_id}/owners", f"the owners of the app registration {object_id}")
        return sorted(one["id"].lower() for one in found)

    def add_owner(self, object_id: str, owner: str) -> None:
        reference = {"@odata.id": self.graph.url(f"/directoryObjects/{owner}")}
        asked = f"make {owner} an owner of the app registration {object_id}"
        self.graph.post(f"/applications/{object_id}/owners/$ref", asked, reference)

    def create(self, unique_name: str, body: Json) -> Json:
        """An upsert, which is safe to repeat after a lost answer."""
        path, what = address("applications", "uniqueName", unique_name), f"the app registration {body['displayName']}"
        try:
            made = self.graph.upsert(path, what, body)
        except Unreachable:
            made = self.graph.upsert(path, what, body)
        except ServiceError as error:
            raise error.with_remedy(
                error.remedy or (NAME_IS_HELD if "uniqueName already exists" in error.said else "")
            ) from error
        found = made or self.by_unique_name(unique_name)
        if found is None:
            raise VaultpipeError(f"{what} is gone since it was written.", "Run again.")
        return found

    def wait_until_shown(self, app_id: str, timeout: float) -> None:
        """Whoever names a fresh service principal next has to find it: a read after the creation may give 404
        (hashicorp/terraform-provider-azuread#1802)."""

        def shown() -> bool | None:
            return True if self.by_app_id(app_id) and self.principal(app_id) else None

        wait_for(f"the service principal of {app_id} to appear in the directory", shown, timeout=timeout, report=self._report)

    def change(self, object_id: str, body: Json) -> None:
        self.graph.patch(f"/applications/{object_id}", f"the app registration {object_id}", body)

    def delete(self, object_id: str) -> None:
        """Into the recycle bin, with its service principal."""
        self.graph.delete(f"/applications/{object_id}", f"the app registration {object_id}")

    def principal(self, app_id: str) -> Json | None:
        return self.graph.get(address("servicePrincipals", "appId", app_id), f"the service principal of {app_id}")

    def create_principal(self, app_id: str, timeout: float) -> Json:
        """Waits out the replication of a fresh app registration.

        :raises TimedOut: the app registration did not appear in `timeout` seconds.
        """
        return self.when_replicated(app_id, lambda: self._made_principal(app_id), timeout)

    def _made_principal(self, app_id: str) -> Json:
        """An application has one at most, so a conflict and a lost answer may mean that it is there.

        If it is not, the lost answer may have been a refusal, and sending it again is safe.
        """
        asked, body = f"create the service principal of {app_id}", {"appId": app_id, "accountEnabled": True}
        try:
            return self.graph.post("/servicePrincipals", asked, body)
        except Conflict as conflict:
            return self._just_made(app_id, conflict)
        except Unreachable:
            return self.principal(app_id) or self.graph.post("/servicePrincipals", asked, body)

    def _just_made(self, app_id: str, conflict: Conflict) -> Json:
        """Somebody was quicker, so that reads may not show it yet.

        :raises Conflict: they never do.
        """
        what = f"the service principal of {app_id}, which is there already, to appear in the directory"
        try:
            return wait_for(what, lambda: self.principal(app_id), timeout=SHOWN_WITHIN, report=self._report)
        except TimedOut:
            raise conflict from None

    def when_replicated(self, app_id: str, call: t.Callable[[], Json], timeout: float) -> Json:
        """:raises TimedOut: the service principal was not taken for one of a known app registration in `timeout` seconds."""
        what = f"the app registration {app_id} to appear in the directory"
        return retry(what, call, again=_is_not_replicated, timeout=timeout, report=self._report, remedy=MAY_CREATE)


def _is_not_replicated(error: ServiceError) -> bool:
    """The code says nothing; Azure's own command line tool goes by these words too.

    The second is a refusal that an identity gets which may create what it owns (Application.ReadWrite.OwnedBy): whose the fresh
    app registration is, the service does not know yet (hashicorp/terraform-provider-azuread#611).
    """
    return any(words in error.said for words in ("does not reference a valid application", "must in the local tenant"))
