# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that every pipeline of a project may use, also those that come later."""

from __future__ import annotations

import typing as t

from ..rule import HIGH, Broken, Rule, View, of_connection
from ..uses import names


def look(view: View) -> t.Iterator[Broken]:
    for connection, share in view.shares:
        if not share.is_open:
            continue
        at = {**view.place(share.project), "resource_type": "endpoint", "resource": share.name}
        own = [one for one in view.estate.pipelines if one.project["id"] == share.project["id"]]
        using = [one for one in own if names(one, connection, share) and one.number not in (share.pipelines or ())]
        granted = [("devops_pipeline_permission", {**at, "pipeline": str(one.number)}) for one in using]
        closed = ("devops_pipeline_permission", {**at, "all_pipelines": True, "state": "absent"})
        told = f"Every pipeline of {share.project['name']} may use the service connection {share.name}."
        yield Broken(**of_connection(share), message=told, tasks=(*granted, closed))


RULE = Rule(
    "open-to-all-pipelines",
    HIGH,
    "A service connection is open to the pipelines that need it, and to no others.",
    "Permit the pipelines that use the connection one by one, and take the permission of all away.",
    look,
)
