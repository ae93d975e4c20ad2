# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When Resource Manager, or a service behind it, has had enough requests (limits.py has the numbers)."""

from __future__ import annotations

import re

from ..web import Call, Toll
from .errors import actor_throttled, identity_throttled, operation_throttled
from .scopes import subscription_of

KINDS = {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}
"""By method; any other is a write."""
PAIR = re.compile(r"/(?:(providers/[^/]+)|([^/]+)/[^/]+)", re.IGNORECASE)
"""A kind and the name after it; a provider's name belongs to the kind."""


def throttle(call: Call) -> Toll:
    """What remains to the caller in the subscription, or in the tenant where the address names none, is in a header. The limit
    of all callers together, 15 times as high, is not kept.

    :raises ArmError: 429.
    """
    assert call.caller is not None, "the router has authenticated the call"
    subscription = subscription_of(call.path)
    scope, name = ("subscription", subscription) if subscription else ("tenant", call.cloud.directory.tenant_id)
    kind = KINDS.get(call.method, "writes")
    quota = call.cloud.quotas.of(f"{scope}_{kind}", f"{name.lower()} {call.caller.object_id}")
    now = call.cloud.clock.now()
    wait = quota.take(now)
    if wait:
        raise actor_throttled(kind.rstrip("s"), scope, name, call.caller.object_id, wait)
    return Toll({f"x-ms-ratelimit-remaining-{scope}-{kind}": str(int(quota.left(now)))})


def throttle_identity(call: Call) -> None:
    """A managed identity by itself, and all that are in the subscription.

    :raises Problem: 429, without Retry-After in both of the shapes.
    """
    kind = KINDS.get(call.method, "writes")
    wait = call.cloud.quotas.take(f"identity_{kind}", call.path.lower())
    if wait:
        raise identity_throttled(call.path, wait)
    throttle_identities(call, kind)


def throttle_identities(call: Call, kind: str) -> None:
    """:param kind: reads, lists, writes or deletes.
    :raises ArmError: 429.
    """
    wait = call.cloud.quotas.take(f"identities_{kind}", call.params["sub"].lower())
    if wait:
        raise operation_throttled(call.params["sub"], operation(call), wait)


def operation(call: Call) -> str:
    """Method and path without the names in it, as the error tells an operation."""
    kinds = PAIR.sub(lambda pair: f"/{pair[1] or pair[2]}", call.path)
    return f"{call.method}{kinds}/".upper()
