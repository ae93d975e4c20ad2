# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations and their service principals in the directory's recycle bin, each an entry of its own
(docs/reference/graph.md#deleted-items)."""

from __future__ import annotations

from ..context import TaskContext
from ..http.json_api import Json
from .applications import ApplicationsClient
from .client import GraphClient, quoted

DELETED = "/directory/deletedItems"
APPLICATION, PRINCIPAL = "microsoft.graph.application", "microsoft.graph.servicePrincipal"


class DeletedApplications:
    def __init__(self, context: TaskContext) -> None:
        self._applications, self._graph = context.client(ApplicationsClient), context.client(GraphClient)

    def find(self, field: str, value: str) -> Json | None:
        """A soft-deleted app registration by `appId` or `uniqueName`, which it keeps.

        All are read: the service need not filter them by a unique name (byte5ai/omadia, teamsProvisioner).

        :raises Forbidden: it takes Application.Read.All (learn.microsoft.com/graph/api/directory-deleteditems-list).
        """
        found = self._graph.list(f"{DELETED}/{APPLICATION}", "the soft-deleted app registrations")
        return next((one for one in found if str(one.get(field) or "").lower() == value.lower()), None)

    def restore(self, deleted: Json) -> None:
        """An app registration comes back without its service principal."""
        self._graph.post(f"{DELETED}/{deleted['id']}/restore", f"restore the app registration {deleted['appId']}")

    def restore_principal(self, app_id: str, timeout: float) -> Json | None:
        """The service principal, which keeps its id and with it its roles; None if the recycle bin has none.

        :raises Forbidden: as find.
        """
        principal = self._principal(app_id)
        if principal is None:
            return None
        path, asked = f"{DELETED}/{principal['id']}/restore", f"restore the service principal of {app_id}"
        return self._applications.when_replicated(app_id, lambda: self._graph.post(path, asked), timeout)

    def purge(self, object_id: str, app_id: str, principal_id: str | None) -> None:
        """Takes both objects out for good.

        :param principal_id: without it, the service principal is looked for.
        """
        gone = principal_id or (self._principal(app_id) or {}).get("id")
        if gone is not None:
            self._graph.delete(f"{DELETED}/{gone}", f"the soft-deleted service principal of {app_id}")
        self._graph.delete(f"{DELETED}/{object_id}", f"the soft-deleted app registration {app_id}")

    def _principal(self, app_id: str) -> Json | None:
        condition, what = f"appId eq {quoted(app_id)}", f"soft-deleted service principals of {app_id}"
        found = self._graph.list(f"{DELETED}/{PRINCIPAL}", what, condition)
        return found[0] if found else None
