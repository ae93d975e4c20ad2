# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants, subscriptions, locations (docs/reference/resource_manager.md#subscriptions)."""

from __future__ import annotations

from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.arm.model import locations
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.router import route
from emulator.services.entra.model.principals import caller_of

SUBSCRIPTION = "Microsoft.Resources/subscriptions"


@route("GET", "/tenants", "")
def list_tenants(request: Request, resources: ResourceManager) -> Response:
    tenant = resources.directory.tenant_id
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
    return Response(body={"value": [one]})


def representation(resources: ResourceManager) -> dict[str, Any]:
    subscription = resources.subscription
    return {
        "id": f"/subscriptions/{subscription.id}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "tags": {},
        "subscriptionId": subscription.id,
        "tenantId": resources.directory.tenant_id,
        "displayName": subscription.display_name,
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }


@route("GET", "/subscriptions", "")
def list_subscriptions(request: Request, resources: ResourceManager) -> Response:
    """Only where the caller has a role: none is an empty list, not an error."""
    caller, every = caller_of(request), [resources, *resources.others]
    shown = [(one, representation(one)) for one in every]
    visible = [view for one, view in shown if one.authorization.knows(caller, view["id"])]
    return Response(body={"value": visible, "count": {"type": "Total", "value": len(visible)}})


@route("GET", "/subscriptions/{sub}", SUBSCRIPTION)
def get_subscription(request: Request, resources: ResourceManager) -> Response:
    return Response(body=representation(resources))


@route("GET", "/subscriptions/{sub}/locations", f"{SUBSCRIPTION}/locations")
def list_locations(request: Request, resources: ResourceManager) -> Response:
    subscription = resources.subscription.id
    return Response(body={"value": locations.listed(subscription, request.query["api-version"])})
