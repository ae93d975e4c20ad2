# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Federated credentials of an app registration, in the shape that ARM gives those of an identity
(docs/reference/graph.md#federated-credentials)."""

from __future__ import annotations

from urllib.parse import quote

from ...errors import NotFound, ServiceError
from ...wait import retry
from ..context import TaskContext
from ..http.json_api import Json
from ..http.responses import subject_of
from .client import GraphClient, address

FIELDS = ("issuer", "subject", "audiences")
REPLICATED_WITHIN = 120.0
"""Seconds until a fresh app registration must take credentials (no source says how long it is)."""


class ApplicationCredentials:
    """`{"id", "name", "properties": {"issuer", "subject", "audiences"}}`, as `IdentityCredentials` has them; of a flexible one
    also `claimsMatchingExpression`."""

    lists_lag = 10.0
    """Seconds that a list may not show what was written (docs/reference/graph.md#lists-lag; no source says how long it is)."""

    def __init__(self, context: TaskContext, object_id: str | None, name: str) -> None:
        """:param object_id: of the app registration; without one there are none."""
        self._graph, self._report, self._object_id = context.client(GraphClient), context.reporter, object_id
        self.identity = f"the app registration {name}"

    @property
    def _path(self) -> str:
        return f"/applications/{self._object_id}/federatedIdentityCredentials"

    def get(self, name: str) -> Json | None:
        """None on a definite 404, of the app registration too."""
        if self._object_id is None:
            return None
        found = self._graph.get(f"{self._path}/{quote(name, safe='')}", self._what(name))
        return None if found is None else _shaped(found)

    def all(self) -> list[Json]:
        if self._object_id is None:
            return []
        return [_shaped(one) for one in self._graph.list(self._path, f"the federated credentials of {self.identity}")]

    def put(self, name: str, properties: Json) -> Json:
        """An upsert: a list may not show for a while what was just written, so the answer or a read by name counts.

        A fresh app registration, which we have read, answers that there is none, or that the credential is none
        (microsoftgraph/msgraph-bicep-types#271).
        """
        path = address(f"applications/{self._object_id}/federatedIdentityCredentials", "name", name)
        body = {field: properties[field] for field in FIELDS}
        made = retry(
            f"{self.identity} to take credentials", lambda: self._graph.upsert(path, self._what(name), body),
            again=_is_fresh, timeout=REPLICATED_WITHIN, report=self._report,
        )  # fmt: skip
        return _shaped(made) if made else self.get(name) or {}

    def delete(self, name: str) -> None:
        self._graph.delete(f"{self._path}/{quote(name, safe='')}", self._what(name))

    def _what(self, name: str) -> str:
        return f"the federated credential {name} of {self.identity}"


def _is_fresh(error: ServiceError) -> bool:
    return isinstance(error, NotFound)


def _shaped(found: Json) -> Json:
    properties = {"issuer": found["issuer"], "subject": subject_of(found), "audiences": found["audiences"]}
    flexible = found.get("claimsMatchingExpression")
    properties |= {"claimsMatchingExpression": flexible} if flexible else {}
    return {"id": found["id"], "name": found["name"], "properties": properties}
