# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Throttling by Resource Manager, or by a service behind it, after too many requests (switches/limits.py has the numbers)."""

from __future__ import annotations

import re

from emulator.core.request import Request
from emulator.core.response import ThrottleHeaders
from emulator.services.arm.errors import actor_throttled, identity_throttled, operation_throttled
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.model.scopes import subscription_of
from emulator.services.entra.model.principals import caller_of

KINDS = {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}
"""Kind of request by method; any other is a write."""
PAIR = re.compile(r"/(?:(providers/[^/]+)|([^/]+)/[^/]+)", re.IGNORECASE)
"""A kind and the name after it; a provider's name belongs to the kind."""


def throttle(request: Request, resources: ResourceManager) -> ThrottleHeaders:
    """Tells the caller in a header what remains in the subscription, or in the tenant where the address names none. The limit
    of all callers together, 15 times as high, is not kept.

    :raises ArmError: 429.
    """
    caller = caller_of(request)
    subscription = subscription_of(request.path)
    scope, name = ("subscription", subscription) if subscription else ("tenant", resources.directory.tenant_id)
    kind = KINDS.get(request.method, "writes")
    quota = resources.runtime.quotas.of(f"{scope}_{kind}", f"{name.lower()} {caller.object_id}")
    now = resources.runtime.clock.now()
    wait = quota.take(now)
    if wait:
        raise actor_throttled(kind.rstrip("s"), scope, name, caller.object_id, wait)
    return ThrottleHeaders({f"x-ms-ratelimit-remaining-{scope}-{kind}": str(int(quota.left(now)))})


def throttle_identity(request: Request, resources: ResourceManager) -> None:
    """A managed identity by itself, and all that are in the subscription.

    :raises ErrorResponse: 429, without Retry-After in both of the shapes.
    """
    kind = KINDS.get(request.method, "writes")
    wait = resources.runtime.quotas.take(f"identity_{kind}", request.path.lower())
    if wait:
        raise identity_throttled(request.path, wait)
    throttle_identities(request, resources, kind)


def throttle_identities(request: Request, resources: ResourceManager, kind: str) -> None:
    """:param kind: reads, lists, writes or deletes.
    :raises ArmError: 429.
    """
    wait = resources.runtime.quotas.take(f"identities_{kind}", request.params["sub"].lower())
    if wait:
        raise operation_throttled(request.params["sub"], operation(request), wait)


def operation(request: Request) -> str:
    """Method and path without the names in it, as the error tells an operation."""
    kinds = PAIR.sub(lambda pair: f"/{pair[1] or pair[2]}", request.path)
    return f"{request.method}{kinds}/".upper()
