# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of the directory in Microsoft Graph (docs/reference/graph.md#groups)."""

from __future__ import annotations

from ...errors import Forbidden
from ..context import TaskContext
from ..http.json_api import Json
from .client import GraphClient, quoted

MAY_READ = (
    "Have an administrator grant the signed-in identity GroupMember.Read.All of Microsoft Graph, or give the group's object id "
    "in place of its name."
)


def groups_named(context: TaskContext, name: str) -> list[Json]:
    """Groups with exactly this display name; it need not be unique."""
    graph = context.client(GraphClient)
    try:
        found = graph.list("/groups", f"groups named {name}", f"displayName eq {quoted(name)}")
    except Forbidden as error:
        raise error.with_remedy(MAY_READ) from error
    return [one for one in found if one["displayName"] == name]
