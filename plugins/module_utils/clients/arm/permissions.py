# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of the signed-in identity at a scope (docs/reference/resource_manager.md#permissions)."""

from __future__ import annotations

from ...errors import NotFound
from ..context import TaskContext
from .client import ArmClient, Json
from .resource_types import ROLES
from .roles import AUTHORIZATION, RolesClient, last_segment


def permissions_in_group(arm: ArmClient, group: str) -> list[Json] | None:
    """Permissions of all roles that reach the caller in a resource group; None when there is no such group."""
    try:
        return arm.list(f"{arm.group(group)}{AUTHORIZATION}/permissions", ROLES, f"the permissions in the resource group {group}")
    except NotFound:
        return None


def permissions_in_subscription(context: TaskContext) -> list[Json] | None:
    """The same of the subscription, by the roles themselves: no source specifies that list for it.

    None when a condition limits one of the roles, which nobody but the service can judge.
    """
    roles, arm = context.client(RolesClient), context.client(ArmClient)
    reaching = [one["properties"] for one in roles.reaching(arm.subscription, context.caller.object_id)]
    if any(one.get("condition") for one in reaching):
        return None
    guids = sorted({last_segment(one["roleDefinitionId"]) for one in reaching})
    definitions = [roles.definition(arm.subscription, guid) for guid in guids]
    return [one for definition in definitions if definition for one in definition["properties"].get("permissions") or []]
