# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions that the signed-in identity sees, and the locations that they offer."""

from __future__ import annotations

from ...errors import UsageError
from ...progress import Reporter
from ...session.session import Session
from .client import ArmClient
from .resource_types import SUBSCRIPTIONS


def subscription_named(session: Session, report: Reporter, name: str) -> str:
    """The GUID of the subscription of that name, in any case, as `az account set` takes it.

    :raises UsageError: none has it, or several.
    """
    found = ArmClient(session, report).list("/subscriptions", SUBSCRIPTIONS.version, "subscriptions")
    ids = [one["subscriptionId"] for one in found if one["displayName"].lower() == name.lower()]
    if len(ids) > 1:
        raise UsageError(f"subscription_id is {name!r}, and the subscriptions {', '.join(sorted(ids))} have that name.",
                         "Give the GUID of the one that is meant.")  # fmt: skip
    if not ids:
        raise UsageError(
            f"subscription_id is {name!r}, and the signed-in identity sees no subscription of that name.",
            "az account list shows names and GUIDs. Check the name, and that the identity has a role in that subscription.",
        )
    return str(ids[0])


def locations(arm: ArmClient) -> list[str]:
    """Names such as `westeurope`."""
    found = arm.list(f"{arm.subscription}/locations", SUBSCRIPTIONS.version, "the locations of the subscription")
    return [one["name"] for one in found]
