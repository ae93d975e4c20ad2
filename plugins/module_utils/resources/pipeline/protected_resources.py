# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that a pipeline can be allowed to use (docs/reference/azure_devops.md#permission-types)."""

from __future__ import annotations

from ...clients.devops.client import DevOpsClient
from ...clients.devops.lookup import LISTED, find_named, find_repository
from ...identifiers import is_guid

REPOSITORY = "repository"
LABELS = {**{kind: listed.label for kind, listed in LISTED.items()}, REPOSITORY: "repository"}
"""Names for people, by resource type."""


def find_resource_id(devops: DevOpsClient, project: str, kind: str, name_or_id: str) -> str | None:
    """The id by which pipeline permissions know it; None when there is none of that name.

    A service connection's is remembered for a run.

    :raises UsageError: the name stands for several.
    """
    if kind == REPOSITORY:
        repository = find_repository(devops, project, name_or_id)
        return f"{repository['project']['id']}.{repository['id']}" if repository else None
    if is_guid(name_or_id) if kind == "endpoint" else name_or_id.isdecimal():
        return name_or_id
    known = devops.known_ids(kind, project, name_or_id)
    if known:
        return str(known["id"])
    found = find_named(devops, project, kind, name_or_id)
    return str(found["id"]) if found else None
