# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When Graph has had enough requests: resource units and writes of an application in a tenant (limits.py has the source)."""

from __future__ import annotations

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
    units, cost = call.cloud.quotas.of("graph_resource_units", client_id), resource_units(call)
    if call.method != "GET":
        wait = call.cloud.quotas.of("graph_writes", client_id).take(now)
        if wait:
            raise too_many_requests(wait, "Write", client_id, tenant_id).about(call)
    wait = units.take(now, cost)
    if wait:
        raise too_many_requests(wait, "ResourceUnit", client_id, tenant_id).about(call)
    used = 1 - units.left(now) / units.most
    near = {"x-ms-throttle-limit-percentage": f"{used:.1f}"} if used > NEAR else {}
    return Toll({"x-ms-resource-unit": str(cost), **near})


def resource_units(call: Call) -> int:
    cost = 2 if call.method == "GET" and COSTLY.fullmatch(call.path) else 1
    top = call.query.get("$top", "")
    cost += ("$expand" in call.query) - ("$select" in call.query) - (top.isdecimal() and int(top) < 20)
    return max(cost, 1)
