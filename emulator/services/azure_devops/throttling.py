# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rate limits: Azure DevOps slows a user down, then refuses (azure-devops-docs docs/integrate/concepts/rate-limits.md).

Usage is counted in throughput units (TSTUs) in a sliding window. Above the limit answers are delayed, up to 30 seconds, later
refused. No source says how the delay grows, nor where refusing begins; here the delay is in proportion to what is above the
limit, and refused is what would make it twice the limit.
"""

from __future__ import annotations

import math

from emulator.core.request import Request
from emulator.core.response import ThrottleHeaders
from emulator.services.azure_devops.errors.callers import request_blocked
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.entra.model.principals import caller_of
from emulator.switches.quotas import Quota

COST = 0.24
"""Units of a request. They follow no formula; this is the mean of the two recorded ones
(azure-devops-serviceendpoint/adocli-service_endpoint_convert and ..._success)."""
FLAGGED = 0.5
"""Share of the limit below which answers tell what is left; no source says from when."""
LONGEST_DELAY = 30.0
DELAY = LONGEST_DELAY / 200
"""Seconds for each unit above the limit."""
RESOURCE = "Core"
"""No source has the name of the resource."""


def throttle(request: Request, organization: Organization) -> ThrottleHeaders:
    """:raises DevOpsError: 429 with Retry-After."""
    caller = caller_of(request)
    quota, now = organization.runtime.quotas.of("devops_throughput_units", caller.object_id), organization.runtime.clock.now()
    above = COST - quota.left(now)
    told = {
        "x-ratelimit-resource": RESOURCE,
        "x-ratelimit-limit": f"{quota.most:g}",
        "x-ratelimit-remaining": f"{max(-above, 0):.5g}",
        "x-ratelimit-reset": str(int(now + quota.seconds)),
    }
    if above > quota.most:
        raise request_blocked(told | slow_down(quota, now))
    quota.use(now, COST)
    cost = {"x-ratelimit-cost": f"{COST:g}"}
    if above > 0:
        delay = min(above * DELAY, LONGEST_DELAY)
        return ThrottleHeaders(cost | told | slow_down(quota, now) | {"x-ratelimit-delay": f"{delay:.3f}"}, delay)
    return ThrottleHeaders(cost | told if -above < quota.most * FLAGGED else cost)


def slow_down(quota: Quota, now: float) -> dict[str, str]:
    """Headers that tell when the next request would be below the limit again."""
    return {"retry-after": str(math.ceil(quota.wait(now, COST)))}
