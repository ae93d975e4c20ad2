# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People and service principals as answers name them."""

from __future__ import annotations

import base64
from typing import Any

from emulator.services.azure_devops.model.addresses import ORGANIZATION_URL
from emulator.services.entra.model.principals import Principal

SERVICE = "00000002-0000-8888-8000-000000000000"


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def descriptor(principal: Principal) -> str:
    return "aadsp." + encoded(principal.object_id)


def named(display_name: str, identity_id: str, unique_name: str, described: str) -> dict[str, Any]:
    avatar = f"{ORGANIZATION_URL}/_apis/GraphProfile/MemberAvatars/{described}"
    return {
        "displayName": display_name,
        "url": f"https://vssps.dev.azure.com/vaultpipe/_apis/Identities/{identity_id}",
        "_links": {"avatar": {"href": avatar}},
        "id": identity_id,
        "uniqueName": unique_name,
        "imageUrl": avatar,
        "descriptor": described,
    }


def identity(principal: Principal) -> dict[str, Any]:
    return named(principal.display_name, principal.object_id, principal.object_id, descriptor(principal))


def service_identity() -> dict[str, Any]:
    """Azure DevOps itself: it owns the pools that it made (docs/reference/azure_devops.md#queues) and moves builds on."""
    unique_name = f"{SERVICE}@2c895908-04e0-4952-89fd-54b0046d6288"
    return named("Microsoft.VisualStudio.Services.TFS", SERVICE, unique_name, "s2s." + encoded(unique_name))


def short_identity(principal: Principal) -> dict[str, Any]:
    """A person as variable groups and permissions name people."""
    return {"displayName": principal.display_name, "id": principal.object_id, "uniqueName": principal.object_id}
