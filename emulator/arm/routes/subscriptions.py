# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants, subscriptions, locations (docs/reference/resource_manager.md#subscriptions)."""

from __future__ import annotations

from typing import Any

from ...web import Call, Reply
from .. import locations
from ..gateway import caller, route

SUBSCRIPTION = "Microsoft.Resources/subscriptions"


@route("GET", "/tenants", "")
def list_tenants(call: Call) -> Reply:
    tenant = call.cloud.directory.tenant_id
    one = {
        "id": f"/tenants/{tenant}",
        "tenantId": tenant,
        "countryCode": "US",
        "displayName": "vaultpipe tenant",
        "domains": ["vaultpipe.onmicrosoft.com"],
        "tenantCategory": "Home",
        "defaultDomain": "vaultpipe.onmicrosoft.com",
        "tenantType": "AAD",
    }
    return Reply(body={"value": [one]})


def representation(call: Call) -> dict[str, Any]:
    subscription = call.cloud.resources.subscription
    return {
        "id": f"/subscriptions/{subscription.id}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "tags": {},
        "subscriptionId": subscription.id,
        "tenantId": call.cloud.directory.tenant_id,
        "displayName": subscription.display_name,
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }


@route("GET", "/subscriptions", "")
def list_subscriptions(call: Call) -> Reply:
    """Only where the caller has a role: none is an empty list, not an error."""
    one = representation(call)
    visible = [one] if call.cloud.resources.authorization.knows(caller(call), one["id"]) else []
    return Reply(body={"value": visible, "count": {"type": "Total", "value": len(visible)}})


@route("GET", "/subscriptions/{sub}", SUBSCRIPTION)
def get_subscription(call: Call) -> Reply:
    return Reply(body=representation(call))


@route("GET", "/subscriptions/{sub}/locations", f"{SUBSCRIPTION}/locations")
def list_locations(call: Call) -> Reply:
    subscription = call.cloud.resources.subscription.id
    return Reply(body={"value": locations.listed(subscription, call.query["api-version"])})
