# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Throttling by Graph: resource units and writes of an application in a tenant (source: switches/limits.py)."""

from __future__ import annotations

import math
import re

from emulator.core.request import Request
from emulator.core.response import ThrottleHeaders
from emulator.services.entra.model.principals import caller_of
from emulator.services.graph.errors import too_many_requests
from emulator.services.graph.model.graph import Graph

COSTLY = re.compile(r"/[^/]+/applications", re.IGNORECASE)
"""The list costs 2 units, everything else here 1."""
NEAR = 0.8
"""From this share on an answer tells how much of the limit is used."""


def throttle(request: Request, graph: Graph) -> ThrottleHeaders:
    """:raises GraphError: 429 with Retry-After."""
    caller = caller_of(request)
    client_id, tenant_id, now = caller.client_id, graph.directory.tenant_id, graph.runtime.clock.now()
    units, writes = (graph.runtime.quotas.of(name, client_id) for name in ("graph_resource_units", "graph_writes"))
    cost, write = resource_units(request), int(request.method != "GET")
    for limit, quota, needed in (("Write", writes, write), ("ResourceUnit", units, cost)):
        wait = math.ceil(quota.wait(now, needed)) if needed else 0
        if wait:
            raise too_many_requests(wait, limit, client_id, tenant_id).about(request, graph.runtime)
    writes.use(now, write)
    units.use(now, cost)
    used = 1 - units.left(now) / units.most
    near = {"x-ms-throttle-limit-percentage": f"{used:.1f}"} if used > NEAR else {}
    return ThrottleHeaders({"x-ms-resource-unit": str(cost), **near})


def resource_units(request: Request) -> int:
    cost = 2 if request.method == "GET" and COSTLY.fullmatch(request.path) else 1
    top = request.query.get("$top", "")
    cost += ("$expand" in request.query) - ("$select" in request.query) - (top.isdecimal() and int(top) < 20)
    return max(cost, 1)
