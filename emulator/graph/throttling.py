# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When Graph has had enough requests: resource units and writes of an application in a tenant (limits.py has the source)."""

from __future__ import annotations

import math
import re

from ..web import Call, Toll
from .errors import too_many_requests

COSTLY = re.compile(r"/[^/]+/applications", re.IGNORECASE)
"""The list costs 2 units, everything else here 1."""
NEAR = 0.8
"""From this share on an answer tells how much of the limit is used."""


def throttle(call: Call) -> Toll:
    """:raises GraphError: 429 with Retry-After."""
    assert call.caller is not None, "the router has authenticated the call"
    client_id, tenant_id, now = call.caller.client_id, call.cloud.directory.tenant_id, call.cloud.clock.now()
    units, writes = (call.cloud.quotas.of(name, client_id) for name in ("graph_resource_units", "graph_writes"))
    cost, write = resource_units(call), int(call.method != "GET")
    for limit, quota, needed in (("Write", writes, write), ("ResourceUnit", units, cost)):
        wait = math.ceil(quota.wait(now, needed)) if needed else 0
        if wait:
            raise too_many_requests(wait, limit, client_id, tenant_id).about(call)
    writes.use(now, write)
    units.use(now, cost)
    used = 1 - units.left(now) / units.most
    near = {"x-ms-throttle-limit-percentage": f"{used:.1f}"} if used > NEAR else {}
    return Toll({"x-ms-resource-unit": str(cost), **near})


def resource_units(call: Call) -> int:
    cost = 2 if call.method == "GET" and COSTLY.fullmatch(call.path) else 1
    top = call.query.get("$top", "")
    cost += ("$expand" in call.query) - ("$select" in call.query) - (top.isdecimal() and int(top) < 20)
    return max(cost, 1)
