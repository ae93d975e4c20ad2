# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft Graph v1.0, over azure-core's own pipeline: the vendor's package is too large
(docs/docsite/rst/contributor_guide.rst#dependencies)."""

from __future__ import annotations

from urllib.parse import quote

from ...errors import NotFound
from ...sdk import required
from ..context import TaskContext
from ..http.field_types import GRAPH_KINDS
from ..http.json_api import Json, JsonApi

with required("azure-core"):
    from azure.core.pipeline.policies import BearerTokenCredentialPolicy

CREATE_IF_MISSING = {"Prefer": "create-if-missing"}
"""Makes a PATCH by an alternate key an upsert (docs/reference/graph.md#upsert)."""


class GraphClient(JsonApi):
    """Directory objects by path below `/v1.0`."""

    kinds = GRAPH_KINDS

    def __init__(self, context: TaskContext) -> None:
        cloud = context.cloud
        authentication = BearerTokenCredentialPolicy(context.session.credential, cloud.graph_scope)
        super().__init__(context, f"{cloud.graph}/v1.0", authentication)

    def url(self, path: str) -> str:
        """The absolute address, as references to objects in bodies want it."""
        return str(self._client.format_url(path))

    def get(self, path: str, what: str) -> Json | None:
        """The object; None on a definite 404."""
        try:
            return self._json("GET", path, f"read {what}", None, {})
        except NotFound:
            return None

    def list(self, path: str, what: str, condition: str = "") -> list[Json]:
        """All pages.

        :param condition: `$filter`.
        """
        return self._pages(path, f"list {what}", {"$filter": condition} if condition else {}, "@odata.nextLink")

    def upsert(self, path: str, what: str, body: Json) -> Json:
        """Safe to repeat. The new object; empty when it existed and was changed."""
        return self._json("PATCH", path, f"write {what}", body, {}, CREATE_IF_MISSING)

    def patch(self, path: str, what: str, body: Json) -> None:
        """Answers without a body (docs/reference/graph.md#application-statuses)."""
        self._json("PATCH", path, f"change {what}", body, {})

    def post(self, path: str, asked: str, body: Json | None = None) -> Json:
        """:param asked: completes "Could not ...", since a POST may do anything."""
        return self._json("POST", path, asked, body, {})

    def delete(self, path: str, what: str) -> None:
        """Deletes it; treats 404 as success."""
        try:
            self._json("DELETE", path, f"delete {what}", None, {})
        except NotFound:
            return


def quoted(text: str) -> str:
    """A text in quotes, as `$filter` and keys in addresses take it."""
    return "'" + text.replace("'", "''") + "'"


def address(collection: str, key: str, value: str) -> str:
    """An object by an alternate key: `/applications(appId='...')`."""
    return f"/{collection}({key}={quote(quoted(value), safe='')})"
