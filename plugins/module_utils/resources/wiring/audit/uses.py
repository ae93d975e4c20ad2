# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses that pipelines make of connections and vaults, by their steps and by the variable groups that those take in."""

from __future__ import annotations

import typing as t

from ....clients.devops.client import Json
from ...pipeline.definition import CLASSIC, type_of
from .estate import Connection, Estate, Pipeline, Read, Share
from .steps import Steps, connections_of, published_by, reads_of


class Uses:
    """Fills in what the steps of a pipeline say."""

    def __init__(self, estate: Estate, groups: t.Mapping[str, list[Json]]) -> None:
        """:param groups: linked to a vault, by the project's id."""
        self._estate, self._groups = estate, groups
        self._secrets = {vault.name.lower(): {one.name.lower() for one in vault.secrets} for vault in estate.vaults}

    def fill_in(self, pipeline: Pipeline, steps: Steps) -> None:
        own = self._groups.get(str(pipeline.project["id"]), [])
        of_groups = [_read_of(one) for one in own if self._takes_in(pipeline, steps, one)]
        pipeline.reads = (*reads_of(steps.steps), *of_groups)
        pipeline.connections = connections_of(steps.steps) | {one.connection.lower() for one in of_groups}
        named = {name.lower() for read in pipeline.reads for name in self._named(read)}
        pipeline.published = published_by(steps.steps, named)

    def _takes_in(self, pipeline: Pipeline, steps: Steps, group: Json) -> bool:
        given = {one.get("id") for one in pipeline.definition.get("variableGroups") or []}
        return group.get("id") in given or group["name"].casefold() in {one.casefold() for one in steps.groups}

    def _named(self, read: Read) -> t.Collection[str]:
        return self._secrets.get(read.vault.lower(), set()) if read.is_of_all else read.secrets


def may_use(pipeline: Pipeline, connection: Connection) -> Share | None:
    """The share by which the pipeline may use the connection; classic ones may use what they name."""
    for share in connection.shares:
        if share.project["id"] == pipeline.project["id"]:
            allowed = share.is_open or pipeline.number in (share.pipelines or ())
            if allowed or (type_of(pipeline.definition) == CLASSIC and names(pipeline, connection, share)):
                return share
    return None


def names(pipeline: Pipeline, connection: Connection, share: Share) -> bool:
    return bool({connection.id.lower(), share.name.lower()} & pipeline.connections)


def _read_of(group: Json) -> Read:
    link = group.get("providerData") or {}
    secrets = tuple(sorted(group.get("variables") or {}))
    return Read(
        str(link.get("serviceEndpointId") or ""), str(link.get("vault") or ""), secrets, f"variable group {group['name']}"
    )
