# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An app registration with its service principal, as the module shows it."""

from __future__ import annotations

import typing as t

from ...clients.http.json_api import Json
from ..shared.ownership import MARK

SINGLE_TENANT = "AzureADMyOrg"
WIRE = {
    "description": "description",
    "notes": "notes",
    "service_management_reference": "serviceManagementReference",
}
"""Options that are one text of the app registration each."""


class ApplicationState(t.TypedDict):
    app_id: str
    object_id: str
    principal_id: str | None
    tenant_id: str
    display_name: str
    unique_name: str | None
    sign_in_audience: str
    description: str
    notes: str
    service_management_reference: str
    tags: list[str]
    owners: list[str] | None
    """Sorted object ids; None where the task does not name any, so that nobody asked."""


def state_of(application: Json, principal: Json | None, owners: list[str] | None, tenant_id: str) -> ApplicationState:
    """Absent, null and empty texts are one; tags have no order."""
    return {
        "app_id": application["appId"],
        "object_id": application["id"],
        "principal_id": principal["id"] if principal else None,
        "tenant_id": tenant_id,
        "display_name": application["displayName"],
        "unique_name": application.get("uniqueName"),
        "sign_in_audience": application["signInAudience"],
        "description": application.get(WIRE["description"]) or "",
        "notes": application.get(WIRE["notes"]) or "",
        "service_management_reference": application.get(WIRE["service_management_reference"]) or "",
        "tags": sorted(application.get("tags") or []),
        "owners": owners,
    }


def carries_mark(tags: t.Iterable[str]) -> bool:
    return MARK in tags


def wanted_tags(options: t.Mapping[str, t.Any], current: t.Sequence[str]) -> list[str]:
    """The given ones are the whole list, besides our mark."""
    given = options.get("tags")
    return list(current) if given is None else sorted({*given, *({MARK} & {*current})})
