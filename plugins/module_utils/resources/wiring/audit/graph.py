# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The estate as a graph: pipeline, connection, identity, vault, secret; and as rows for people."""

from __future__ import annotations

import typing as t

from ....engine.resource import State
from ...key_vault.times import iso
from .access import Access, Accesses
from .estate import Connection, Estate, Pipeline, Share, Vault
from .uses import may_use, names


class Graph:
    """Nodes and edges, whose direction is from who reads to what is read."""

    def __init__(self, estate: Estate, accesses: Accesses) -> None:
        self._estate, self._accesses = estate, accesses

    def state(self) -> State:
        """`{"nodes": [{"id", "kind", "name", ...}], "edges": [{"from", "to", "relation"}]}`."""
        return {"nodes": list(self._nodes()), "edges": list(self._edges())}

    def _nodes(self) -> t.Iterator[State]:
        for project in self._estate.projects:
            yield {"id": _project(project), "kind": "project", "name": project["name"]}
        for pipeline in self._estate.pipelines:
            yield {
                "id": pipeline.key, "kind": "pipeline", "name": pipeline.name, "project": pipeline.project["name"],
                "file": pipeline.file,
            }  # fmt: skip
        for connection in self._estate.connections:
            shown = [share.project["name"] for share in connection.shares]
            yield {"id": connection.key, "kind": "connection", "name": connection.name, "projects": shown}
        for identity in self._estate.identities:
            yield {"id": identity.key, "kind": "identity", "name": identity.label, "client_id": identity.client_id}
        for vault in self._estate.vaults:
            yield {"id": vault.key, "kind": "vault", "name": vault.name}
            for secret in vault.secrets:
                yield {
                    "id": _secret(vault, secret.name), "kind": "secret", "name": secret.name, "vault": vault.name,
                    "enabled": secret.enabled, "expires": iso(secret.expires),
                }  # fmt: skip

    def _edges(self) -> t.Iterator[State]:
        for pipeline in self._estate.pipelines:
            yield _edge(pipeline.key, _project(pipeline.project), "belongs to")
        for connection in self._estate.connections:
            for share in connection.shares:
                if share.is_open:
                    yield _edge(_project(share.project), connection.key, "may use")
                for pipeline in self._of(share):
                    if not share.is_open and may_use(pipeline, connection):
                        yield _edge(pipeline.key, connection.key, "may use")
                    if names(pipeline, connection, share):
                        yield _edge(pipeline.key, connection.key, "names")
            if connection.identity is not None:
                yield _edge(connection.key, connection.identity.key, "signs in as")
        for access in self._accesses.all:
            target = _secret(access.vault, access.secret) if access.secret else access.vault.key
            given = {"permissions": sorted(access.permissions), "by": access.by}
            yield {**_edge(access.identity.key, target, "has access to"), **given}
        for vault in self._estate.vaults:
            for secret in vault.secrets:
                yield _edge(vault.key, _secret(vault, secret.name), "holds")

    def rows(self) -> list[State]:
        """A row for each way to the secrets of a vault."""
        return [
            self._row(access, connection, share)
            for vault in self._estate.vaults
            for access in self._accesses.readers_of(vault)
            for connection in self._estate.connections
            if connection.identity is access.identity
            for share in connection.shares
        ]

    def _row(self, access: Access, connection: Connection, share: Share) -> State:
        vault, pipelines = access.vault, self._of(share)
        allowed = [one.name for one in pipelines if may_use(one, connection)]
        reading = [one.name for one in pipelines if names(one, connection, share) and _reads(one, vault)]
        return {
            "vault": vault.name,
            "secrets": [access.secret] if access.secret else sorted(one.name for one in vault.secrets),
            "by": access.by,
            "is_conditional": access.is_conditional,
            "identity": access.identity.label,
            "connection": share.name,
            "project": share.project["name"],
            "all_pipelines": share.is_open,
            "pipelines": sorted(allowed),
            "reading": sorted(reading),
        }

    def _of(self, share: Share) -> list[Pipeline]:
        return [one for one in self._estate.pipelines if one.project["id"] == share.project["id"]]


def _reads(pipeline: Pipeline, vault: Vault) -> bool:
    return any(one.vault.lower() == vault.name.lower() for one in pipeline.reads)


def _project(project: t.Mapping[str, t.Any]) -> str:
    return f"project:{project['name']}"


def _secret(vault: Vault, name: str) -> str:
    return f"secret:{vault.name.lower()}/{name}"


def _edge(start: str, end: str, relation: str) -> State:
    return {"from": start, "to": end, "relation": relation}
