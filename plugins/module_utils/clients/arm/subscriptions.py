# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions that the signed-in identity sees, and the locations that they offer."""

from __future__ import annotations

from .client import ArmClient, Json
from .resource_types import SUBSCRIPTIONS


def find_subscription(arm: ArmClient, subscription_id: str) -> Json | None:
    """`{"subscriptionId", "displayName", "tenantId", ...}`; None on a definite 404."""
    return arm.get(f"/subscriptions/{subscription_id}", SUBSCRIPTIONS, f"the subscription {subscription_id}")


def locations(arm: ArmClient) -> list[str]:
    """Names such as `westeurope`."""
    offered = arm.list(f"{arm.subscription}/locations", SUBSCRIPTIONS, "the locations of the subscription")
    return [location["name"] for location in offered]
