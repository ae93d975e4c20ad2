# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of a resource group, before it is removed."""

from __future__ import annotations

import typing as t

from ...clients.arm.client import ArmClient, Json
from ...clients.arm.resource_types import IDENTITIES, RESOURCE_GROUPS, VAULTS, Kind
from ...errors import ServiceError


def others_in_group(arm: ArmClient, group: str, besides: t.Sequence[str]) -> list[str]:
    """Soft-deleted vaults are not among the resources of their group.

    :param group: its name.
    """
    return [f"holds the {one}" for one in contents_of(arm, group, besides)]


def contents_of(arm: ArmClient, group: str, besides: t.Sequence[str]) -> list[str]:
    """Resources of the group by type and name, without those that do not count."""
    known = {one.casefold() for one in besides}
    named = [f"{one['type']} {one['name']}" for one in _resources(arm, group)]
    return [one for one in named if one.casefold() not in known]


def _resources(arm: ArmClient, group: str) -> list[Json]:
    """`/resources` lags behind, so vaults and identities, which we remove ourselves, are asked of their own services.

    Azure's own people say how far: in the issues Azure/AKS 1964 and Azure/azure-rest-api-specs 21221.
    """
    found = arm.list(f"{arm.group(group)}/resources", RESOURCE_GROUPS, f"the resources of the resource group {group}")
    for kind in (VAULTS, IDENTITIES):
        exact = _of_kind(arm, group, kind)
        if exact is not None:
            found = [one for one in found if one["type"].lower() != kind.type.lower()] + [*exact]
    return found


def _of_kind(arm: ArmClient, group: str, kind: Kind) -> t.Sequence[Json] | None:
    """None where the subscription does not use the service: then it cannot be asked."""
    try:
        return arm.of_kind(kind, group)
    except ServiceError as error:
        if error.code != "MissingSubscriptionRegistration":
            raise
        return None
