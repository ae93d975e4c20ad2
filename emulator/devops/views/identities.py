# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People and service principals as answers name them."""

from __future__ import annotations

import base64
from typing import Any

from ...entra.model import Principal
from ..addresses import ORGANIZATION_URL


def descriptor(principal: Principal) -> str:
    return "aadsp." + base64.urlsafe_b64encode(principal.object_id.encode()).decode().rstrip("=")


def identity(principal: Principal) -> dict[str, Any]:
    avatar = f"{ORGANIZATION_URL}/_apis/GraphProfile/MemberAvatars/{descriptor(principal)}"
    return {
        "displayName": principal.display_name,
        "url": f"https://vssps.dev.azure.com/vaultpipe/_apis/Identities/{principal.object_id}",
        "_links": {"avatar": {"href": avatar}},
        "id": principal.object_id,
        "uniqueName": principal.object_id,
        "imageUrl": avatar,
        "descriptor": descriptor(principal),
    }


def short_identity(principal: Principal) -> dict[str, Any]:
    """As variable groups and permissions name people."""
    return {"displayName": principal.display_name, "id": principal.object_id, "uniqueName": principal.object_id}
