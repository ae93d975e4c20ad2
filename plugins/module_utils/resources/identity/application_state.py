# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An app registration with its service principal, as the module shows it."""

from __future__ import annotations

import typing as t

from ...clients.http.json_api import Json
from ...engine.resource import State
from ..shared.ownership import MARK

SINGLE_TENANT = "AzureADMyOrg"
WIRE = {
    "description": "description",
    "notes": "notes",
    "service_management_reference": "serviceManagementReference",
}
"""Options that are one text of the app registration each."""


def state_of(application: Json, principal: Json | None, owners: list[str] | None, tenant_id: str) -> State:
    """Absent, null and empty texts are one; tags have no order."""
    return {
        "app_id": application["appId"],
        "object_id": application["id"],
        "principal_id": principal and principal["id"],
        "tenant_id": tenant_id,
        "display_name": application["displayName"],
        "unique_name": application.get("uniqueName"),
        "sign_in_audience": application["signInAudience"],
        **{option: application.get(wire) or "" for option, wire in WIRE.items()},
        "tags": sorted(application.get("tags") or []),
        "owners": owners,
    }


def carries_mark(tags: t.Iterable[str]) -> bool:
    return MARK in tags


def wanted_tags(options: t.Mapping[str, t.Any], current: t.Sequence[str]) -> list[str]:
    """The given ones are the whole list, besides our mark."""
    given = options.get("tags")
    return list(current) if given is None else sorted({*given, *({MARK} & {*current})})
